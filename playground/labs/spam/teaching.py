"""What the lab `spam` is good for in a class."""

from typing import TYPE_CHECKING

from playground.lab.teaching import Question, played, written

if TYPE_CHECKING:
    from playground.labs.spam.lab import Spam

ALL_OF_IT = 2000  # steps: more than learning, encrypting and judging take
SHORT = 128  # bits of a key that is quick and decrypts to the same numbers

GOALS = (
    "say how a filter gives a score to a message, and how it learns the weights of words.",
    "explain how a sum is computed from ciphertexts that nobody on the way can read.",
    "tell what encryption protects here, and what it does not.",
)


def _false_alarms(kind: "type[Spam]") -> list[str]:
    read = played(kind, ALL_OF_IT, key_bits=SHORT).reading
    return [written(100 * read["false_alarm_rate"]), written(100 * read["missed_rate"])]


def _too_coarse(kind: "type[Spam]") -> list[str]:
    read = played(kind, ALL_OF_IT, "too-coarse", key_bits=SHORT).reading
    return [written(read["disagreements"]), written(read["judged"])]


QUESTIONS = (
    Question(
        "How does the mail program compute a score without reading a single weight?",
        "It multiplies the ciphertexts of the words' weights. With Paillier's encryption the product is a"
        " ciphertext of the sum, and the score is that sum.",
    ),
    Question(
        "When all messages have been judged: how often is a wanted message taken for spam, and spam for"
        " wanted?",
        "The filter raises a false alarm for 14 % of the wanted test messages, and misses 0 % of the spam. A"
        " higher threshold makes false alarms rarer, and lets spam pass.",
        _false_alarms,
    ),
    Question(
        "Play the preset too-coarse to its end. How many verdicts change, and why?",
        "Under encryption 7 of 67 test messages are judged otherwise. With a scaling of one the weights are"
        " rounded to whole numbers, and small weights become nothing.",
        _too_coarse,
    ),
    Question(
        "Does encryption make the filter fairer?",
        "No. It gives the same verdicts, false alarms included, and nobody can look into it any more."
        " Somebody must be trusted who has read the weights before.",
    ),
)
