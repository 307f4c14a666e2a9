"""The page of the lab `activations`: the stack as one curve, its layers, the bend itself, and the error."""

from apps.page.shell import Shell
from apps.page.views import Curve
from apps.views.activations import Bend, Stack
from playground.labs.activations import Activations

Shell(Activations, pictures=[Stack()], side=[Bend()], curve=Curve("error", height=120)).servable()
