"""What a docstring of the core owes to its reader: the shapes of arrays, and what is raised.

An annotation says that something is an array, but not how many axes it has and what lies along them. So every
public function or method that takes or gives arrays says so, as the comments do: `[batch, in]`, `[rows]`.
Whoever raises an exception says which one, or at least that it raises. A class answers for what builds it,
and a method that overrides another may leave it to that one.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any, TypeAliasType, get_args, get_origin

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

import playground

# A shape in brackets, which is not an index such as `weights[l]`; or words that say as much.
AXIS = r"(?:\.\.\.|\*?\w+(?: ?[+−×] ?\w+| \w\b)*)"
SHAPE = re.compile(
    rf"(?<![\w\])])\[(?:{AXIS}(?:, {AXIS})*)?\](?!\()|\bscalars?\b"
    r"|\b(?:of|in) (?:the|any|one|its|their)(?: same| own)? shapes?\b"
)
BUILDERS = ("__init__", "__post_init__")


@dataclass(frozen=True)
class Subject:
    """A public function or method, or what builds a public class."""

    name: str
    docs: str  # its own, and those of what it overrides
    function: Callable[..., Any]

    @property
    def takes_or_gives_arrays(self) -> bool:
        hints = inspect.get_annotations(self.function).values()
        return any(is_array(evaluated(hint, self.function)) for hint in hints)

    @property
    def raises(self) -> set[str]:
        """The exceptions that it raises itself; NotImplementedError is none, but a place to be filled."""
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(self.function))).body
        return set(raised_in(tree)) - {"NotImplementedError"}

    def says(self, exception: str) -> bool:
        return re.search(rf"\b({exception}|[Rr]aises)\b", self.docs) is not None


# --------------------------------------------------------------------------------------------- what there is


def is_public(name: str) -> bool:
    return not name.startswith("_")


def functions_behind(member: object) -> list[Callable[..., Any]]:
    """The function of a method, decorated or not; those of a property, which may be set too."""
    if isinstance(member, property):
        return [function for function in (member.fget, member.fset) if function is not None]
    if isinstance(member, classmethod | staticmethod):
        member = member.__func__
    elif isinstance(member, cached_property):
        member = member.func
    unwrapped = inspect.unwrap(member) if callable(member) else None
    return [unwrapped] if inspect.isfunction(unwrapped) else []


def subjects_of(module: ModuleType) -> Iterator[Subject]:
    for name, thing in vars(module).items():
        if not is_public(name) or getattr(thing, "__module__", "") != module.__name__:
            continue
        if inspect.isclass(thing):
            yield from methods_of(thing)
        else:
            for function in functions_behind(thing):
                yield Subject(f"{module.__name__}.{name}", thing.__doc__ or "", function)


def methods_of(owner: type) -> Iterator[Subject]:
    bases = [base for base in owner.__mro__ if base is not object]
    for name, member in vars(owner).items():
        if name in BUILDERS:
            said_by = [*bases]
        elif is_public(name):
            said_by = [vars(base)[name] for base in bases if name in vars(base)]
            said_by += [
                base for base in bases if name in inspect.get_annotations(base)
            ]  # only declared there
        else:
            continue
        docs = "\n".join(one.__doc__ or "" for one in said_by)
        for function in functions_behind(member):
            written_here = function.__code__.co_filename == inspect.getfile(owner)  # a dataclass's are not
            if written_here:
                yield Subject(f"{owner.__module__}.{owner.__name__}.{name}", docs, function)


def evaluated(hint: Any, function: Callable[..., Any]) -> Any:
    """An annotation, which may be written as text; of a name that only a type checker knows, nothing."""
    try:
        return eval(hint, function.__globals__) if isinstance(hint, str) else hint
    except NameError:
        return None


def is_array(hint: Any) -> bool:
    """Whether there is an array in an annotation, under whatever alias, in whatever container or union."""
    if isinstance(hint, list):  # the arguments of a Callable
        return any(map(is_array, hint))
    kinds = hint, get_origin(hint)
    if any(kind is array for kind in kinds for array in (np.ndarray, NDArray, ArrayLike)):
        return True
    return is_array(hint.__value__) if isinstance(hint, TypeAliasType) else any(map(is_array, get_args(hint)))


def raised_in(node: ast.AST) -> Iterator[str]:
    """The exceptions that a function raises, but not what functions within it do, which are called later."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(child, ast.Raise) and child.exc is not None:
            yield ast.unparse(child.exc.func if isinstance(child.exc, ast.Call) else child.exc)
        yield from raised_in(child)


MODULES = [found.name for found in pkgutil.walk_packages(playground.__path__, "playground.")]
SUBJECTS = [subject for name in MODULES for subject in subjects_of(importlib.import_module(name))]


# ------------------------------------------------------------------------------------------------- the tests


def test_whoever_takes_or_gives_arrays_says_their_shapes() -> None:
    with_arrays = [subject for subject in SUBJECTS if subject.takes_or_gives_arrays]
    assert len(with_arrays) > 250, "most of them are not found"
    assert not [subject.name for subject in with_arrays if not SHAPE.search(subject.docs)]


def test_whoever_raises_says_what() -> None:
    raising = [(subject, exception) for subject in SUBJECTS for exception in subject.raises]
    assert len(raising) > 80, "most of them are not found"
    assert not [(subject.name, exception) for subject, exception in raising if not subject.says(exception)]


SAYING = (
    "The outputs [..., batch, out].",
    "[n]",
    "steps `[n]`",
    "a number [], or [R, 1]",
    "c [..., k l] under a key [n, m + 1]",
    "[*shape]",
    "A scalar.",
    "The slopes, in the shape of x.",
    "An array of any shape.",
    "By name, in their own shapes.",
)
SILENT = (
    "Write f(z) into `out`.",
    "`weights[l]` and `biases[l]`",
    "A network of another shape.",
    "[see, there!]",
    "As told [above](#above).",
)


@pytest.mark.parametrize("docs", [*SAYING, *SILENT])
def test_a_shape_is_told_from_other_brackets(docs: str) -> None:
    assert bool(SHAPE.search(docs)) == (docs in SAYING)


type Numbers = NDArray[np.float64]


class Toy:
    def __init__(self, size: int) -> None:
        """Here nobody looks: what builds a class is told in the class."""
        if size < 0:
            raise ValueError

    @property
    def given(self) -> dict[str, Numbers]:
        return {}

    @staticmethod
    @np.errstate(all="ignore")
    def taken(loss: Callable[[Numbers], float]) -> None: ...

    def both(self, x: "Numbers | None") -> float | np.ndarray:
        try:
            raise KeyError("x")
        except KeyError as error:
            raise OverflowError from error

    @classmethod
    def quiet(cls, name: str) -> Callable[[], None]:
        def later() -> None:
            raise TypeError(name)

        return later

    def _hidden(self, x: Numbers) -> None:
        raise LookupError


def test_arrays_and_exceptions_are_found_wherever_they_stand() -> None:
    subjects = {subject.name.rpartition("Toy.")[2]: subject for subject in methods_of(Toy)}
    assert set(subjects) == {"__init__", "given", "taken", "both", "quiet"}
    with_arrays = {name for name, subject in subjects.items() if subject.takes_or_gives_arrays}
    assert with_arrays == {"given", "taken", "both"}
    raised = {name: subject.raises for name, subject in subjects.items() if subject.raises}
    assert raised == {"__init__": {"ValueError"}, "both": {"KeyError", "OverflowError"}}
    assert not subjects["both"].says("KeyError")
