"""The guide of the lab `encrypted`: what to do first."""

from typing import TYPE_CHECKING, Any

from playground.lab import GuideStep

if TYPE_CHECKING:
    from playground.labs.encrypted.lab import Encrypted

# What the buttons count on, whatever has been set before.
XOR: dict[str, Any] = {"learning_rate": 0.1, "terms": 5, "scaling": 1000.0, "noise": 10, "seed": 1}


def _learns_xor(lab: "Encrypted") -> bool:
    return lab.steps > 0 and lab.reading["xor_accuracy"] == 1 and lab.reading["decrypted_loss"] < 0.1


def _goes_astray(lab: "Encrypted") -> bool:
    """The twin has learnt what the encrypted network has not."""
    plain, decrypted = lab.reading["plain_loss"], lab.reading["decrypted_loss"]
    return lab.built.noise >= 500 and lab.steps >= 100 and decrypted > max(0.3, 3 * plain)


def _comes_back(lab: "Encrypted") -> bool:
    """As much noise, and the two learn alike."""
    both = lab.reading["plain_loss"], lab.reading["decrypted_loss"]
    return lab.built.noise >= 500 and lab.built.scaling >= 5000 and lab.steps >= 100 and max(both) < 0.15


def _stays_straight(lab: "Encrypted") -> bool:
    return lab.terms == 2 and lab.steps >= 100 and lab.reading["xor_accuracy"] < 1


GUIDE = (
    GuideStep(
        "[The cloud](cloud) trains weights that it cannot read. Let it train: [the key](key) shows that it"
        " learns XOR.",
        button="Let it train",
        settings=XOR,
        steps=600,
        lights="cloud",
        done=_learns_xor,
    ),
    GuideStep(
        "A step changes every [ciphertext](cloud). [Decrypted](holder), the weights move a little: the cipher"
        " is *homomorphic*.",
        button="One step",
        steps=1,
        lights="holder",
    ),
    GuideStep(
        "[The twin](open) learns the same in plaintext. Raise the *noise* of the cipher: the encrypted"
        " weights go astray.",
        button="Raise the noise",
        settings=XOR | {"noise": 1000},
        reset=True,
        steps=250,
        lights="noise",
        done=_goes_astray,
    ),
    GuideStep(
        "Raise the *scaling*: the weights are cut into finer parts, and the same noise weighs a tenth.",
        button="Cut finer",
        settings=XOR | {"noise": 1000, "scaling": 10_000.0},
        reset=True,
        steps=250,
        lights="scaling",
        done=_comes_back,
    ),
    GuideStep(
        "A cipher only adds and multiplies, so a [polynomial](series) stands for the sigmoid. Two terms are a"
        " line: no XOR.",
        button="Two terms",
        settings=XOR | {"terms": 2},
        reset=True,
        steps=150,
        lights="terms",
        done=_stays_straight,
    ),
    GuideStep(
        "Too large a learning rate drives a [hidden neuron](dots) beyond the bend of the polynomial: the"
        " numbers run away.",
        button="Raise it",
        settings=XOR | {"learning_rate": 0.5},
        reset=True,
        steps=200,
        lights="learning_rate",
        done=lambda lab: bool(lab.stopped),
    ),
)
