"""The page of the lab `backprop`: rows on their way through the network, and every weight as a tile."""

from apps.page.shell import Shell
from apps.page.views import Curve
from apps.views.backprop import Tiles
from playground.labs.backprop import Backprop

tiles = Tiles()

Shell(Backprop, pictures=[tiles], side=[tiles.curve], curve=Curve("error", top=0.5)).servable()
