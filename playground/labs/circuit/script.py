"""The run of the lab `circuit` as a script: the circuit, both passes by hand, and steps by one strategy."""

from collections.abc import Mapping

from playground.circuits.circuit import Circuit
from playground.circuits.codegen import name_wires, write_backward, write_forward

# The step of each strategy; playground/circuits/ascent.py tells what they are.
STEPS = {
    "analytic": """
    output, gradient = circuit(*inputs)
    inputs = inputs + step_size * np.array(gradient)
""",
    "numerical": """
    output, _ = circuit(*inputs)
    nudged = inputs + h * np.eye(len(inputs))  # one row for each input, moved by h in it
    slopes = [(circuit(*row)[0] - output) / h for row in nudged]
    inputs = inputs + step_size * np.array(slopes)
""",
    "random": """
    tries = inputs + step_size * (2 * rng.random_sample((samples, len(inputs))) - 1)  # [samples, inputs]
    outputs, _ = circuit(*tries.T)  # [samples]
    inputs = tries[np.argmax(np.where(np.isfinite(outputs), outputs, -np.inf))]
""",
}

SCRIPT = '''"""{title}"""
import numpy as np

names = {inputs}
inputs = np.array({values})
{constants}


def circuit({arguments}):
    # forward: from the inputs to the output, gate by gate
    {forward}
    # backward: pull at the output with a force of 1 and hand the pull on, gate by gate
    {backward}
    return {output}, [{gradient}]


for step in range({steps}):{step}
output, gradient = circuit(*inputs)
print("output", repr(float(output)))
for name, value, slope in zip(names, inputs, gradient):
    print(f"grad.{{name}}", repr(float(slope)))
    print(f"value.{{name}}", repr(float(value)))
'''


def script(
    circuit: Circuit, title: str, strategy: str, steps: int, constants: Mapping[str, float | str]
) -> str:
    """The whole script: `steps` steps by `strategy` from the values now on the inputs, then the metrics.

    `constants` are the names that the strategy's step uses, with what to write behind the equals sign.
    """
    names = name_wires(circuit)
    return SCRIPT.format(
        title=title,
        inputs=[unit.name for unit in circuit.inputs],
        values=[float(unit.value) for unit in circuit.inputs],
        constants="\n".join(f"{name} = {value}" for name, value in constants.items()),
        arguments=", ".join(names[unit] for unit in circuit.inputs),
        forward="\n    ".join(write_forward(circuit, names)) or "pass",
        backward="\n    ".join(write_backward(circuit, names)),
        output=names[circuit.output],
        gradient=", ".join(f"d{names[unit]}" for unit in circuit.inputs),
        steps=steps,
        step=STEPS[strategy],
    )
