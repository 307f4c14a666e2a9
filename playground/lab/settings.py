"""What a learner may set: how a setting is described, read from text, written as text and checked.

Labs declare their settings as `param` parameters, of the kinds below; bounds and explanation live there,
once. This module turns such a declaration into everything that needs it: the control on the page, the key in
the URL, `--set NAME=VALUE` on the command line, and one clear sentence when a value is not allowed. Every
number has a lower and an upper bound, and may reach both: a page makes a slider of it.
"""

import difflib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import param

from playground.lab.numerals import (
    BYTE_ORDER_MARK,
    is_not_finite,
    is_number,
    printable,
    read_number,
    read_whole,
    with_minus,
    written,
)

type Parameter = (
    Any  # a param.Parameter; its attributes are made at run time, which type checkers cannot follow
)

KEPT = 16  # texts whose meaning is kept


class SettingError(ValueError):
    """A value that a setting cannot take. `name` says which setting, the message why and what it can take.

    `on_page` is the message for those who see the setting's label and not its name.
    """

    def __init__(self, name: str, message: str, on_page: str = "") -> None:
        super().__init__(message)
        self.name, self.on_page = name, on_page or message


def refusal(parameter: Parameter, says: str, at: str = "") -> SettingError:
    """The error whose message begins with what the setting is called; it is shown at the setting `at`, if not
    at this one."""
    name = parameter.name
    return SettingError(at or name, f"{name} {says}", f"{parameter.label} {says}")


class _Declared:
    """What a setting says of itself besides what `param` knows.

    group   the heading that it stands under; groups come in the order in which they are first named
    live    whether it takes effect at the next step; any other takes effect when the model is built anew
    """

    __slots__ = ()

    def __init__(self, default: Any, *, group: str = "", live: bool = False, **kwargs: Any) -> None:
        parameter: Any = self
        parameter.group, parameter.live = group, live
        super().__init__(default=default, **kwargs)  # type: ignore[call-arg]


class Number(_Declared, param.Number):  # type: ignore[type-arg]
    """A number, moved on a slider from one of its `bounds` to the other."""

    __slots__ = ["group", "live"]


class Log(Number):
    """A positive number whose size matters more than its distance: moved on a logarithmic scale."""

    __slots__: list[str] = []


class Integer(_Declared, param.Integer):  # type: ignore[type-arg]
    """A whole number."""

    __slots__ = ["group", "live"]


class Boolean(_Declared, param.Boolean):  # type: ignore[type-arg]
    """On or off."""

    __slots__ = ["group", "live"]


class Choice(_Declared, param.Selector):  # type: ignore[type-arg]
    """One of several `objects`: names or numbers.

    `labels` says how a page writes those that it does not write as they are: {"relu": "ReLU"}.

    Raises ValueError for labels of what is no choice.
    """

    __slots__ = ["group", "labels", "live"]

    def __init__(
        self, default: Any, objects: Iterable[Any], *, labels: Mapping[Any, str] | None = None, **kwargs: Any
    ) -> None:
        choices, self.labels = list(objects), dict(labels or {})
        if unknown := self.labels.keys() - choices:
            raise ValueError(f"labels of what is no choice: {', '.join(map(str, unknown))}")
        super().__init__(default, objects=choices, **kwargs)


class Sizes(_Declared, param.Parameter):  # type: ignore[type-arg]
    """The sizes of hidden layers, such as (4, 2): at most `layers` of them, each from 1 to `width`."""

    __slots__ = ["group", "layers", "live", "width"]

    def __init__(
        self, default: tuple[int, ...] = (), *, layers: int = 6, width: int = 16, **kwargs: Any
    ) -> None:
        self.layers, self.width = layers, width
        super().__init__(default, **kwargs)


class Text(_Declared, param.String):  # type: ignore[type-arg]
    """Free text of at most `longest` characters.

    `parse` reads it, as `Lab.parsed` asks for it: a function of the text that raises ValueError with the
    reason for what it cannot read. What it gives is kept for the same text, and must not be changed.
    """

    __slots__ = ["group", "live", "longest", "parse", "rows"]

    def __init__(
        self,
        default: str = "",
        *,
        longest: int = 500,
        rows: int = 1,
        parse: Callable[[str], Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.longest, self.rows = longest, rows
        self.parse = lru_cache(maxsize=KEPT)(parse) if parse else None
        super().__init__(default, **kwargs)


def did_you_mean(word: str, known: Iterable[str], formerly: Mapping[str, str] | None = None) -> str:
    """What to append to "there is no …": the nearest name, or all that are known.

    A name that is near to one of before, {before: now}, is near to that of now.
    """
    names, before = list(known), formerly or {}
    near = difflib.get_close_matches(shorten(word), [*names, *before], n=1)
    return f"; did you mean “{before.get(near[0], near[0])}”?" if near else f"; there is {', '.join(names)}"


def parse(parameter: Parameter, text: str) -> Any:
    """The value that `text` (from a URL, a command line or a text field) means for `parameter`.

    Raises `SettingError` when it means nothing. Bounds are not looked at here; see `check`.
    """
    text = text.strip()
    if isinstance(parameter, Text):
        return text
    text = text.strip(BYTE_ORDER_MARK).strip()
    if isinstance(parameter, param.Boolean):
        words = {
            "true": True,
            "1": True,
            "yes": True,
            "on": True,
            "false": False,
            "0": False,
            "no": False,
            "off": False,
        }
        if text.lower() not in words:
            raise refusal(parameter, f"is on or off, not “{shorten(text)}”")
        return words[text.lower()]
    if isinstance(parameter, Sizes):
        if text in ("", "none"):
            return ()
        try:
            return tuple(read_whole(part.strip()) for part in text.split(","))
        except ValueError:
            sentence = f"is a list of layer sizes such as 4,2, not “{shorten(text)}”"
            raise refusal(parameter, sentence) from None
    if isinstance(parameter, param.Selector):
        by_text = {write(parameter, choice): choice for choice in parameter.objects}
        return by_text.get(text, text)
    try:
        return read_whole(text) if isinstance(parameter, param.Integer) else _number(text)
    except ValueError:
        kind = "a whole number" if isinstance(parameter, param.Integer) else "a number"
        comma = "," in text and kind == "a number" and is_number(text.replace(",", ".", 1))
        hint = "; write decimals with a point" if comma else ""
        raise refusal(parameter, f"is {kind}, not “{shorten(text)}”{hint}") from None


def _number(text: str) -> float:
    """The number in a text; ValueError if there is none. `nan` and `inf` are read, for `check` to refuse."""
    return float(text) if is_not_finite(text) else read_number(text)


def write(parameter: Parameter, value: Any) -> str:
    """`value` as the text that `parse` reads back exactly."""
    if isinstance(parameter, param.Boolean):
        return "true" if value else "false"
    if isinstance(parameter, Sizes):
        return ",".join(map(str, value)) or "none"
    if isinstance(value, float):
        return repr(float(value)).removesuffix(".0")
    return str(value)


def check(parameter: Parameter, value: Any) -> Any:
    """`value` as `parameter` will hold it. Raises `SettingError`, in one sentence, when it is not allowed."""
    if isinstance(parameter, Sizes):
        if (
            not isinstance(value, Sequence)
            or len(value) > parameter.layers
            or not all(_is_whole(size) and 1 <= size <= parameter.width for size in value)
        ):
            sentence = f"takes up to {parameter.layers} layers of 1 to {parameter.width} neurons each"
            raise refusal(parameter, sentence)
        value = tuple(int(size) for size in value)
    elif isinstance(parameter, Text):
        if not isinstance(value, str) or len(value) > parameter.longest or not _can_be_written(value):
            raise refusal(parameter, f"is a text of at most {parameter.longest:,} characters")
        value = value.strip()
    elif isinstance(parameter, param.Boolean):
        if not isinstance(value, bool | np.bool_):
            raise refusal(parameter, f"is on or off, not “{shorten(value)}”")
        value = bool(value)
    elif isinstance(parameter, param.Selector):
        value = _choice(parameter, value)
    elif isinstance(parameter, param.Number):
        value = _checked_number(parameter, value)
    return value


def _choice(parameter: Parameter, value: Any) -> Any:
    """The choice that `value` is, or that it is the text of."""
    for choice in parameter.objects:
        same_kind = isinstance(value, bool | np.bool_) == isinstance(choice, bool)  # True is no 1 here
        if same_kind and np.ndim(value) == 0 and value == choice:
            return choice
    if isinstance(value, str) and value.strip() in _choices(parameter):
        return parse(parameter, value)
    near = did_you_mean(shorten(value), _choices(parameter))
    raise refusal(parameter, f"cannot be “{shorten(value)}”{near}")


def _checked_number(parameter: Any, value: Any) -> int | float:
    whole = isinstance(parameter, param.Integer)
    low, high = parameter.bounds
    allowed = f"from {written(low)} to {written(high)}"
    if not _is_whole(value) and not (isinstance(value, float | np.floating) and math.isfinite(value)):
        kind = "a whole number" if whole else "a number"
        raise refusal(parameter, f"is {kind} {allowed}, not “{shorten(value)}”")
    if whole and value != int(value):
        raise refusal(parameter, f"is a whole number {allowed}, not {written(value)}")
    if not low <= value <= high:
        raise refusal(parameter, f"goes {allowed}, not {written(value)}")
    return int(value) if whole else float(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _can_be_written(text: str) -> bool:
    """Half a character, which no link and no file can hold, comes from broken input only."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _choices(parameter: Parameter) -> list[str]:
    return [write(parameter, choice) for choice in parameter.objects]


def _labels(parameter: Parameter) -> dict[Any, str]:
    return parameter.labels if isinstance(parameter, Choice) else {}


def readable(name: str, value: float) -> str:
    """A metric as people read it: a share as a percentage, a count whole, anything else to three digits."""
    if not math.isfinite(value):
        return "not a number"
    if any(word in name for word in ("accuracy", "rate", "success")):
        return f"{100 * value:.0f} %"
    if name == "epoch" or (value == int(value) and abs(value) < 1e9):
        return written(round(value))
    text = (
        f"{value:.3g}"
        if abs(value) < 1e-3 or abs(value) >= 1e5
        else f"{value:.4f}"
        if abs(value) < 10
        else f"{value:.2f}"
    )
    return with_minus(text)


def shorten(value: object, longest: int = 40) -> str:
    """`value` as text that fits into a message, however long a stranger made it."""
    if isinstance(value, float | np.floating) and math.isfinite(value):
        return written(float(value))
    try:
        text = printable(" ".join(str(value).split()))
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        text = "so large a number"
    return text if len(text) <= longest else text[: longest - 1] + "…"


def label(parameter: Parameter) -> str:
    """The setting's name within a sentence."""
    text = str(parameter.label)
    return text[:1].lower() + text[1:]


def describe(parameter: Parameter) -> dict[str, Any]:
    """All that a control, a help text or a program needs to know of a setting, as plain JSON values.

    Raises TypeError for a kind of parameter that no setting has.
    """
    about: dict[str, Any] = {
        "name": parameter.name,
        "label": parameter.label,
        "doc": " ".join((parameter.doc or "").split()),
        "default": write(parameter, parameter.default),
        "kind": _kind(parameter),
    }
    if isinstance(parameter, Sizes):
        about |= {"layers": parameter.layers, "width": parameter.width}
    elif isinstance(parameter, Text):
        about |= {"longest": parameter.longest, "rows": parameter.rows}
    elif isinstance(parameter, param.Selector):
        about["options"] = _choices(parameter)
        about["labels"] = {write(parameter, choice): text for choice, text in _labels(parameter).items()}
    elif isinstance(parameter, param.Number):
        about["bounds"] = [*(parameter.bounds or ())]
        about["step"] = parameter.step or (1 if about["kind"] == "integer" else None)
    return about


def _kind(parameter: Parameter) -> str:
    kinds = {
        Sizes: "sizes", Text: "text", Log: "log", param.Boolean: "boolean",
        param.Selector: "choice", param.Integer: "integer", param.Number: "number",
    }  # fmt: skip
    words = [word for kind, word in kinds.items() if isinstance(parameter, kind)]
    if not words:
        raise TypeError(f"{parameter.name}: a lab's setting cannot be a {type(parameter).__name__}")
    return words[0]
