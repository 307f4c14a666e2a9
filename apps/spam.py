"""The page of the lab `spam`: a message on its way through the filter, and the words that it weighs."""

from apps.page.shell import Shell
from apps.page.views import Curve, Picture
from apps.views.spam import LetterView, vocabulary
from playground.labs.spam import Spam

Shell(
    Spam,
    pictures=[LetterView()],
    side=[Picture("spam/vocabulary", vocabulary)],
    curve=Curve("test_accuracy", "false_alarm_rate", top=1.0, title="share of messages"),
).servable()
