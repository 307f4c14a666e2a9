"""What a link carries behind its `#`: a trained model (`w=`, also as a file), and long settings (`packed=`).

Each is base64url of a zlib stream. A model is one line of JSON that names its arrays, then their bytes,
little-endian, exact to the last bit; settings are JSON, a text for each name. What comes in from a link is a
stranger's: sizes are limited before anything is unpacked, shapes must be those of the lab at hand, and every
number must be finite.
"""

import base64
import json
import zlib
from collections.abc import Mapping

import numpy as np

from playground.lab import Lab
from playground.lab.history import Arrays
from playground.lab.settings import SettingError

LONGEST_TEXT = 400_000  # characters in a link
LARGEST = 2_000_000  # bytes unpacked
LARGEST_SETTINGS = 2_000_000  # bytes of them, unpacked
MOST_STEPS = 10**9


def _packed(body: bytes) -> str:
    """Any bytes as text safe in a URL."""
    return base64.urlsafe_b64encode(zlib.compress(body, 9)).decode().rstrip("=")


def _unpacked(text: str, largest: int) -> bytes:
    """The bytes in a text of `_packed`; ValueError or zlib.error for another one, or for too many."""
    stream = zlib.decompressobj()
    packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    body = stream.decompress(packed, largest)
    if not stream.eof:
        raise ValueError("truncated or too large")
    return body


def pack_settings(texts: Mapping[str, str]) -> str:
    """Settings as texts, by name, as one text safe in a URL; an empty one if there are none."""
    return _packed(json.dumps(dict(texts), ensure_ascii=False).encode()) if texts else ""


def unpack_settings(text: str) -> dict[str, str]:
    """The settings that `pack_settings` put into `text`. Raises `SettingError` if it is damaged."""
    if not text:
        return {}
    try:
        texts = json.loads(_unpacked(text, LARGEST_SETTINGS))
        if not all(isinstance(value, str) for value in texts.values()):
            raise ValueError("not texts")
    except (ValueError, AttributeError, RecursionError, zlib.error):
        sentence = "the packed settings of this link are damaged; ask for the link again"
        raise SettingError("#packed", sentence) from None
    return {str(name): value for name, value in texts.items()}


def pack(lab: Lab) -> str:
    """The arrays named in `lab.shared`, and how many steps they have learnt, as text safe in a URL."""
    state = lab.state()
    arrays = {name: np.asarray(state[name], "<f8") for name in lab.shared}
    head = {
        "version": 1,
        "lab": lab.slug,
        "steps": lab.steps,
        "arrays": {name: list(array.shape) for name, array in arrays.items()},
    }
    body = json.dumps(head).encode() + b"\n" + b"".join(array.tobytes() for array in arrays.values())
    return _packed(body)


def unpack(lab: Lab, text: str) -> tuple[Arrays, int]:
    """The arrays, in the shapes that `lab` has now, and the steps that `pack` put into `text`.

    Raises `SettingError` if the text is damaged, or does not fit `lab` as built.
    """
    if len(text) > LONGEST_TEXT:
        raise SettingError("#w", f"the weights in this link are too long (over {LONGEST_TEXT:,} characters)")
    try:
        line, _, data = _unpacked(text, LARGEST).partition(b"\n")
        head = json.loads(line)
        now = {old: array.name for array in lab.arrays for old in array.formerly}
        shapes = {now.get(name, name): tuple(map(int, shape)) for name, shape in head["arrays"].items()}
        version, slug, steps = head["version"], head["lab"], min(max(int(head["steps"]), 0), MOST_STEPS)
    except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError, RecursionError, zlib.error):
        raise SettingError("#w", "the weights in this link are damaged; ask for the link again") from None
    state = lab.state()
    expected = {name: state[name].shape for name in lab.shared}
    if version != 1 or slug != lab.slug or shapes != expected:
        raise SettingError("#w", "the weights in this link belong to another model; they were left out")
    numbers = np.frombuffer(data, "<f8") if len(data) % 8 == 0 else np.empty(0)
    if (
        numbers.size != sum(int(np.prod(shape)) for shape in shapes.values())
        or not np.isfinite(numbers).all()
    ):
        raise SettingError("#w", "the weights in this link are damaged; ask for the link again")
    arrays, at = {}, 0
    for name, shape in shapes.items():
        size = int(np.prod(shape))
        arrays[name] = numbers[at : at + size].reshape(shape).astype(float)
        at += size
    return arrays, steps


def adopt(lab: Lab, text: str) -> None:
    """Put the weights in `text` into `lab`, which counts on from the steps they have learnt.

    Raises `SettingError` as `unpack` and `Run.start_from` do.
    """
    arrays, steps = unpack(lab, text)
    lab.start_from(arrays, steps, "weights from a link")
