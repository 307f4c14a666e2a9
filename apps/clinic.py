"""The page of the lab `clinic`: the patient with its instruments, and the curves of its loss and of its
cure.
"""

from apps.page.shell import Shell
from apps.page.views import Curve
from apps.views.clinic import Ward
from playground.labs.clinic import Clinic

Shell(Clinic, pictures=[Ward()], curve=Curve("loss", "cured_loss")).servable()
