"""The page of the lab `spam`: a message on its way through the filter, and the words that it weighs."""

from apps.parts.letter import LetterView, vocabulary
from apps.shell import Shell
from apps.views import Curve, Picture
from playground.labs.spam import Spam

Shell(
    Spam,
    pictures=[LetterView()],
    side=[Picture("vocabulary", vocabulary)],
    curve=Curve("test_accuracy", "false_alarm_rate", top=1.0),
).servable()
