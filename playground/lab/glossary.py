"""The field's words: what each means, in one sentence, for somebody who reads it for the first time.

Pages show the sentence at the first use of a word (`static/js/lib/prose.js`), the docs list all of them, and
a lab names those that it teaches in `teaches`.
"""

import re

GLOSSARY = {
    # --- derivatives and circuits
    "gate": "A small computation with inputs and one output, such as + or ×; circuits are made of gates.",
    "derivative": "How much an output changes for a tiny change of one input, divided by that change.",
    "gradient": "All derivatives of one output together; it points to where the output grows fastest.",
    "chain rule": "The derivative through two computations is the product of their derivatives.",
    "backpropagation": "The chain rule, from the output back to every input and weight in one pass.",
    "finite difference": "The change of an output, divided by the small nudge of an input that caused it.",
    "numerical gradient": "A gradient measured by finite differences; slow, but good for checking.",
    "divergence": "Numbers that grow without end, as each step makes the next one larger.",
    # --- networks
    "neuron": "A weighted sum of inputs plus a bias, put through an activation.",
    "weight": "A number that an input is multiplied by; learning changes it.",
    "bias": "A number that is added to a neuron's weighted sum; learning changes it.",
    "activation": "The function that bends a neuron's sum, such as sigmoid, tanh or ReLU.",
    "sigmoid": "An activation that brings any sum to a number between 0 and 1.",
    "hidden layer": "Neurons between the inputs and the output; nobody tells them what to answer.",
    "feature": "What a network is given of each example: a number computed from the raw data.",
    "forward pass": "Computing the answer of a network from its inputs, layer after layer.",
    "backward pass": "Computing the error signal of each layer, from the output back to the inputs.",
    "error signal": "How much the loss changes with a neuron's sum, often written δ (delta).",
    "loss": "One number for how wrong the answers are; learning makes it smaller.",
    "gradient descent": "Changing every weight by a small step against its gradient, again and again.",
    "learning rate": "How large a step of gradient descent is, for a gradient of 1.",
    "mini-batch": "The few examples from which one step takes its gradient.",
    "epoch": "One pass over all training examples.",
    "optimizer": "The rule that makes a step out of a gradient, such as SGD, momentum or Adam.",
    "momentum": "Keeping a part of the last step's speed, so that steps in one direction add up.",
    "initialization": "How the weights are drawn before the first step.",
    "dropout": "Silencing random neurons at each training step, so that none can be relied on alone.",
    "regularization": "A penalty on large weights that is added to the loss, so that answers stay simple.",
    "overfitting": "Learning single training examples by heart instead of the pattern behind them.",
    "generalization": "Being right on examples that were not used for training.",
    "softmax": "Turns a list of numbers into shares that are positive and add up to 1.",
    "ReLU": "An activation that passes positive sums and turns negative ones into 0.",
    "ensemble": "Several networks that are asked together; the mean of their answers is the answer.",
    "weight averaging": "Putting one network into the middle of several: each weight is the mean of theirs.",
    "loss surface": "The loss over all weights, as a landscape: a network is a place, its loss the height.",
    "barrier": "What lies between two valleys: on the way from one network to another the loss is higher.",
    "flat minimum": "A wide valley of the loss: small changes of the weights, or of the data, hardly matter.",
    # --- memory
    "recurrent network": "A network that gets its own last hidden state as an input, and so has a memory.",
    "time step": "One place in a sequence, and the computation that belongs to it.",
    "hidden state": "The numbers that a recurrent network hands on from one time step to the next.",
    "BPTT": "Backpropagation through time: the chain rule along all time steps, from the last to the first.",
    "vanishing gradient": "A gradient that shrinks with every layer or time step, until nothing is learnt.",
    "exploding gradient": "A gradient that grows with every layer or time step, until the numbers run away.",
    "clipping": "Shortening a gradient that is longer than a limit before it is used.",
    "LSTM": "Long short-term memory: a recurrent cell whose gates decide what is kept, added and shown.",
    "cell state": "The memory of an LSTM: numbers that are kept until a gate changes them.",
    "input gate": "How much of the candidate an LSTM adds to its cell state, from 0 to 1.",
    "forget gate": "How much of its cell state an LSTM keeps, from 0 (nothing) to 1 (all).",
    "output gate": "How much of its cell state an LSTM shows to the outside, from 0 to 1.",
    "candidate": "What an LSTM could add to its cell state at this time step.",
    # --- secrets
    "plaintext": "A message as its owner reads it, before it is encrypted.",
    "ciphertext": "A message after it was encrypted: without the key it says nothing.",
    "key": "The secret numbers that encrypt or decrypt a message.",
    "secret key": "The key that decrypts; whoever has it reads everything.",
    "public key": "A key that everybody may have: it encrypts, and does not decrypt.",
    "noise": "Small random numbers that are added when a message is encrypted, and hide it.",
    "noise budget": "How much the noise may grow before a message decrypts to something else.",
    "homomorphic": "Of an encryption: computing with ciphertexts computes with the messages in them.",
    "key switch": "Turning a ciphertext for one key into a ciphertext of the same message for another key.",
    "Taylor polynomial": "A sum of powers that is close to a function near one place.",
    "modulus": "The number after which counting begins again at 0, as 12 on a clock.",
    # --- words
    "spam": "Unwanted messages, such as advertising.",
    "ham": "Wanted messages: what is not spam.",
    "bag of words": "A text as the counts of its words; their order is lost.",
    "false positive": "A wanted message that was taken for spam.",
    # --- agents
    "agent": "Whoever acts in a world and learns from the rewards.",
    "state": "Where the agent is: all that matters for what comes next.",
    "action": "What an agent can do in a state.",
    "reward": "The number that a world gives for an action; the agent wants much of it.",
    "episode": "One walk from the start to an end.",
    "return": "The sum of the rewards of an episode, later ones discounted.",
    "discount": "How much a reward is worth if it comes one step later, often written γ (gamma).",
    "policy": "The rule by which an agent chooses its action in each state.",
    "Q-value": "The return to expect after an action in a state, if the agent acts well from there on.",
    "TD error": "What has been seen minus what was expected: reward + γ · next value − old value.",
    "exploration": "Trying actions that are not known to be the best.",
    "exploitation": "Taking the action that is known to be the best.",
    "epsilon-greedy": "Taking a random action with probability ε (epsilon), else the best one known.",
}


def uses(term: str, text: str) -> bool:
    """Whether a text uses a term of the glossary: the word itself, or its plural."""
    return re.search(rf"(?<!\w){re.escape(term)}(?:s|es)?(?!\w)", text, re.IGNORECASE) is not None
