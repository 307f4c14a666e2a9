"""Small neural networks to see, to change and to check: a numpy core that knows no screen.

Start with `playground.circuits.circuit` (values on wires), then `playground.nn.layers` and
`playground.nn.network` (arrays with their backward passes written out), then any lab in `playground.labs`.
"""

__version__ = "0.1.0"
