"""One message on its way: who writes it, who weighs it, who reads the verdict, and what each of them sees.

The words stay with the mail client. The weights it holds are readable at first, so anybody who has the
program can read them, too, and so can the verdict be read, and faked, on its way to the officer. Under
encryption the mail client adds up numbers it cannot read, and sends on a sum it cannot read.
"""

from dataclasses import dataclass

from playground.data import messages
from playground.lab.settings import SettingError

# What there is to see: the words of the message; the weight of each, and the score so far; the ciphertexts
# that stand for these; what is sent to the officer; the score as a number.
SIGHTS = ("words", "weights", "secrets", "sent", "score")

# Who sees which of these, before the weights are locked and after, in the order in which to look.
PARTIES: dict[str, dict[str, str | list[str]]] = {
    "everything": {
        "about": "All that there is to see. Nobody in this story sees all of it.",
        "open": ["words", "weights", "sent", "score"],
        "locked": [*SIGHTS],
    },
    "mail client": {
        "about": "Your own program: it has your words, and the filter as the officer has given it out.",
        "open": ["words", "weights", "sent", "score"],
        "locked": ["words", "secrets", "sent"],
    },
    "officer": {
        "about": "Trained the filter, and has the secret key. Sees what is sent, never your words.",
        "open": ["sent", "score"],
        "locked": ["sent", "score"],
    },
    "eavesdropper": {
        "about": "Listens between the mail client and the officer, and may change what is sent.",
        "open": ["sent", "score"],
        "locked": ["sent"],
    },
}


@dataclass(frozen=True)
class Letter:
    """A message that somebody writes on the page. `number` counts them: each is encrypted anew."""

    text: str
    number: int = 0

    @classmethod
    def of(cls, text: str, number: int) -> "Letter":
        """Raises `SettingError` unless there is something to judge in it, and not too much."""
        text = text.strip()
        if len(text) > messages.LONGEST_MESSAGE:
            raise SettingError("letter", f"a message has at most {messages.LONGEST_MESSAGE} characters")
        if not messages.words(text):
            raise SettingError("letter", "the message is empty: write at least one word")
        return cls(text, number)

    @property
    def words(self) -> list[str]:
        return messages.words(self.text)
