"""The run of the lab `circuit` as a script: the circuit, both passes by hand, and steps by one strategy."""

from typing import TYPE_CHECKING

from playground.circuits.codegen import name_wires, write_backward, write_forward
from playground.circuits.formula import circuit_for
from playground.lab.listing import fill

if TYPE_CHECKING:
    from playground.labs.circuit.lab import Circuit

# Before the bar stands the strategy that a line is for; playground/circuits/ascent.py tells what they are.
PROGRAM = '''
            |"""{title}"""
            |import numpy as np
            |
            |names = {inputs}
            |inputs = np.array({values})
            |step_size = {step_size!r}
numerical   |h = {h!r}
random      |samples = {samples}
random      |rng = np.random.RandomState({seed})
            |
            |
            |def circuit({arguments}):
            |    # forward: from the inputs to the output, gate by gate
            |    {forward}
            |    # backward: pull at the output with a force of 1 and hand the pull on, gate by gate
            |    {backward}
            |    return {output}, [{gradient}]
            |
            |
            |for step in range({steps}):
analytic    |    output, gradient = circuit(*inputs)
analytic    |    inputs = inputs + step_size * np.array(gradient)
numerical   |    output, _ = circuit(*inputs)
numerical   |    nudged = inputs + h * np.eye(len(inputs))  # one row for each input, moved by h in it
numerical   |    slopes = [(circuit(*row)[0] - output) / h for row in nudged]
numerical   |    inputs = inputs + step_size * np.array(slopes)
random      |    tries = inputs + step_size * (2 * rng.random_sample((samples, len(inputs))) - 1)  # {shape}
random      |    outputs, _ = circuit(*tries.T)  # [samples]
random      |    inputs = tries[np.argmax(np.where(np.isfinite(outputs), outputs, -np.inf))]
            |
            |output, gradient = circuit(*inputs)
            |print("output", repr(float(output)))
            |for name, value, slope in zip(names, inputs, gradient):
            |    print(f"grad.{{name}}", repr(float(slope)))
            |    print(f"value.{{name}}", repr(float(value)))
'''


def script(lab: "Circuit", steps: int) -> str:
    """The whole script: `steps` steps from the start with the present settings, then the metrics."""
    circuit = circuit_for(lab.expression, lab.values)
    names = name_wires(circuit)
    return fill(
        PROGRAM,
        {lab.strategy},
        title=f"Make {' '.join(lab.expression.split())} larger by the {lab.strategy} strategy.",
        inputs=[unit.name for unit in circuit.inputs],
        values=[float(unit.value) for unit in circuit.inputs],
        step_size=lab.step_size,
        h=lab.h,
        samples=lab.samples,
        seed=lab.seed,
        shape="[samples, inputs]",
        arguments=", ".join(names[unit] for unit in circuit.inputs),
        forward="\n    ".join(write_forward(circuit, names)) or "pass",
        backward="\n    ".join(write_backward(circuit, names)),
        output=names[circuit.output],
        gradient=", ".join(f"d{names[unit]}" for unit in circuit.inputs),
        steps=steps,
    )
