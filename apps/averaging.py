"""The page of the lab `averaging`: the loss with the walk in it, and the curve of the losses."""

from apps.page.shell import Shell
from apps.page.views import Curve
from apps.views.averaging import Surface
from playground.labs.averaging import Averaging

curve = Curve("test_loss", "averaged_loss", "train_loss", title="loss")
Shell(Averaging, pictures=[Surface()], curve=curve).servable()
