"""What is used of Panel, Bokeh, param and tornado though it is private: all of it is listed, and is there.

`apps/host/private_parts.py` is the list. What is looked for: an attribute that begins with an underscore and
is none of ours; an import of something private; the same by a name in quotes; and a class of ours that puts
something in the place of a private part of the class it derives from, knowingly or not.
"""

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import bokeh
import param
import pytest
from packaging.requirements import Requirement

from apps.host.private_parts import IN_THE_BROWSER, PRIVATE, UNDOCUMENTED
from playground.labs import LABS

ROOT = Path(__file__).parent.parent.parent
LIBRARIES = ("panel", "bokeh", "param", "tornado")
PAGES = {"index", *LABS}  # make a page when they are imported
DOCUMENTED = {"_asdict", "_fields", "_make", "_replace", "_exit"}  # Python's own: of named tuples, and of os
BY_NAME = {"getattr", "setattr", "hasattr", "delattr", "attrgetter"}
LISTED = {name.rpartition(".")[2] for name in PRIVATE}


# ----------------------------------------------------------------------------------- what is listed is there


@pytest.mark.parametrize("name", [*PRIVATE, *UNDOCUMENTED])
def test_a_listed_part_is_there(name: str) -> None:
    assert is_there(name), f"{name} is gone; it was needed: {(PRIVATE | UNDOCUMENTED)[name]}"


@pytest.mark.parametrize("name", IN_THE_BROWSER)
def test_a_listed_part_of_the_script_is_there(name: str) -> None:
    script = Path(bokeh.__file__).parent / "server" / "static" / "js" / "bokeh.min.js"
    assert re.search(rf"\b{name}\b", script.read_text(encoding="utf-8"))


def test_a_part_that_is_gone_is_missed() -> None:
    assert not is_there("bokeh.document.document.Document._context_of_the_session")
    assert not is_there("bokeh.document.documents.Document")


def is_there(name: str) -> bool:
    """Is there a module, class, function or attribute of this name? Some are made in `__init__` only."""
    above, _, last = name.rpartition(".")
    with suppress(ImportError):
        if find_spec(name) is not None:  # a module, perhaps one that only a browser's Python can import
            return True
    try:
        owner = importlib.import_module(above)
    except ImportError:
        module, _, kind = above.rpartition(".")
        try:
            owner = getattr(importlib.import_module(module), kind)
        except (ImportError, AttributeError):
            return False
    if hasattr(owner, last):
        return True
    return inspect.isclass(owner) and bool(re.search(rf"\bself\.{last}\b.*=", inspect.getsource(owner)))


def test_libraries_with_private_parts_in_use_have_a_ceiling() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {one.name: one.specifier for one in map(Requirement, project["dependencies"])}
    for library in ("panel", "bokeh"):
        assert any(part.startswith(f"{library}.") for part in PRIVATE), f"{library} needs no ceiling any more"
        major, minor = metadata.version(library).split(".")[:2]
        assert f"{major}.{minor}.99" in declared[library], "the ceiling is below what is installed"
        assert f"{major}.{int(minor) + 1}" not in declared[library]


# ---------------------------------------------------------------------------------- what is used is listed


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every private name that is asked of something, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LIBRARIES:
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            yield from ((node.lineno, name) for name in names if is_private(name))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in LIBRARIES:
                    yield from ((node.lineno, name) for name in alias.name.split(".") if is_private(name))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in BY_NAME:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and is_private(str(argument.value)):
                    yield node.lineno, str(argument.value)


def own_names(tree: ast.AST) -> set[str]:
    """What a file defines: functions, classes, variables, and attributes of `self`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            name, _, attribute = ast.unparse(node).partition(".")
            if not attribute or name in ("self", "cls"):
                found.add(attribute or name)
    return found


def foreign(source: str, ours: set[str] = frozenset()) -> list[tuple[int, str]]:
    """The private names in a source that neither it defines nor `ours` has."""
    tree = ast.parse(source)
    known = own_names(tree) | DOCUMENTED | ours
    return sorted({(line, name) for line, name in private_names(tree) if name not in known})


@pytest.mark.slow
def test_every_use_is_listed() -> None:
    """A lab's mixins know each other's attributes, so that in the core all that some file defines is ours."""
    core = set()
    for file in (ROOT / "playground").rglob("*.py"):
        core |= own_names(ast.parse(file.read_text(encoding="utf-8")))
    found, used = [], set()
    for room in ("playground", "apps", "build", "benchmarks"):
        for file in sorted((ROOT / room).rglob("*.py")):
            uses = foreign(file.read_text(encoding="utf-8"), core if room == "playground" else frozenset())
            used |= {name for _, name in uses}
            found += [f"{file.relative_to(ROOT)}:{line} {name}" for line, name in uses if name not in LISTED]
    assert found == [], "private parts of a library belong into apps/host/private_parts.py"
    overridden = {name.rpartition(".")[2] for names in overrides().values() for name in names}
    assert LISTED - used - overridden == set(), "listed, but used no more"


def test_what_takes_the_place_of_a_private_part_is_listed() -> None:
    unlisted = {kind: names - LISTED for kind, names in overrides().items() if names - LISTED}
    assert unlisted == {}, "this hides a part of the library's"


@pytest.mark.parametrize(
    "source, name",
    [
        ("document._session_context = None", "_session_context"),
        ("pn.state.curdoc.callbacks._held_events.clear()", "_held_events"),
        ("class A(Base):\n def go(self): return self._models", "_models"),
        ("class A(Base):\n def go(self): return super()._linked", "_linked"),
        ("from bokeh._specs import something", "_specs"),
        ("from panel.io.state import _state", "_state"),
        ("import tornado._locale_data", "_locale_data"),
        ("hasattr(server, '_tornado')", "_tornado"),
        ("made = operator.attrgetter('_tornado')", "_tornado"),
    ],
)
def test_a_use_is_found(source: str, name: str) -> None:
    assert [found for _, found in foreign(source)] == [name]


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n def __init__(self): self._seen = 1\n def look(self, other): return other._seen",
        "def _helper(): pass\nmodule._helper()",
        "row._replace(x=1)",
        "thing.__class__.__name__",
        "from playground.labs import _words",
    ],
)
def test_what_is_ours_is_not_foreign(source: str) -> None:
    assert foreign(source) == []


def overrides() -> dict[str, set[str]]:
    """Of every class of ours: the private names it sets that a library's class above it has too."""
    found = {}
    for file in sorted([*(ROOT / "playground").rglob("*.py"), *(ROOT / "apps").rglob("*.py")]):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if file.parent.name == "apps" and file.stem in PAGES:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in tree.body:
            if not isinstance(node, ast.ClassDef) or not node.bases:
                continue
            kind = getattr(load(module), node.name)
            above = [base for base in kind.__mro__ if base.__module__.split(".")[0] in LIBRARIES]
            theirs = {name for base in above for name in {*vars(base), *own_attributes(base)}}
            found[f"{module}.{node.name}"] = {name for name in own_names(node) & theirs if is_private(name)}
    return found


def own_attributes(kind: type) -> set[str]:
    """What a library's class sets of itself while it is made."""
    try:
        return set(re.findall(r"\bself\.(_\w+)\b[^=\n]*=(?!=)", inspect.getsource(kind)))
    except (OSError, TypeError):
        return set()


def load(module: str) -> ModuleType:
    """Import a module, which may put something in the place of param's; that is put back."""
    usual = param.parameterized.async_executor
    try:
        return importlib.import_module(module)
    finally:
        param.parameterized.async_executor = usual
