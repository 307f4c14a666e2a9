"""The guide of the lab `vectors`: what to do first."""

from typing import TYPE_CHECKING, Any

from playground.lab import GuideStep
from playground.labs.vectors.content import PRESETS

if TYPE_CHECKING:
    from playground.labs.vectors.lab import Vectors

# The vectors and the cipher that the steps speak of.
HERE: dict[str, Any] = {
    "x": "1, 2, 3, 5", "y": "2, 0, 1, -1", "matrix": "turn", "w": 4096.0, "noise": 10, "bits": 30,
}  # fmt: skip
MANY = 10  # how often y is added
LARGER = PRESETS["doubling"]["w"]
ROUND = len(HERE["x"].split(","))  # turns until every number is where it was


def _added(lab: "Vectors", times: int) -> bool:
    return lab.operation == "add" and lab.steps >= times


def _wrong(lab: "Vectors") -> bool:
    return lab.operation == "scale" and lab.steps > 0 and lab.reading["wrong"] > 0


def _has_room(lab: "Vectors") -> bool:
    return lab.operation == "scale" and lab.cipher.w >= LARGER and lab.steps >= MANY and not _wrong(lab)


def _turned(lab: "Vectors") -> bool:
    return lab.operation == "transform" and lab.steps >= ROUND


def _multiplied(lab: "Vectors") -> bool:
    return lab.operation == "product" and lab.steps >= 1


GUIDE = (
    GuideStep(
        "x and y are *encrypted*. Add them unseen: only the [ciphertexts](ciphertext) are added, row by row.",
        button="Add y",
        settings=HERE | {"operation": "add"},
        reset=True,
        steps=1,
        lights="ciphertext",
        done=lambda lab: _added(lab, 1),
    ),
    GuideStep(
        "With the [secret key](key) the owner *decrypts* the sum: the cipher is *homomorphic*. Add y on and"
        " on.",
        button="Add on",
        settings=HERE | {"operation": "add"},
        steps=MANY,
        lights="decrypted",
        done=lambda lab: _added(lab, MANY),
    ),
    GuideStep(
        "*Noise* hides each number, and doubles with it. Go on until the [noise budget](budget) is used up.",
        button="Double",
        settings=HERE | {"operation": "scale", "factor": 2},
        reset=True,
        steps=50,
        lights="budget",
        done=_wrong,
    ),
    GuideStep(
        "A larger *w* leaves more room for noise, and makes longer ciphertexts. Double ten times.",
        button="Raise w",
        settings=HERE | {"operation": "scale", "factor": 2, "w": LARGER},
        reset=True,
        steps=MANY,
        lights="w",
        done=_has_room,
    ),
    GuideStep(
        "Move every number on, four times: x again, in another [ciphertext](ciphertext). Each *key switch*"
        " adds noise.",
        button="Turn it",
        settings=HERE | {"operation": "transform"},
        reset=True,
        steps=ROUND,
        lights="ciphertext",
        done=_turned,
    ),
    GuideStep(
        "Even products are computed unseen, place by place. One costs as much [noise](budget) as ten sums.",
        button="Multiply",
        settings=HERE | {"operation": "product"},
        reset=True,
        steps=1,
        lights="budget",
        done=_multiplied,
    ),
)
