"""What Panel 1.10 asks of a newer Pyodide than the pinned one, and of packages that no lab uses.

`import_panel` is how the browser's Python imports Panel. Each shim stands with the condition under
which it can go; `tests/site/test_python_in_the_site.py` fails when one can.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


def jsnull() -> None:
    """Panel tells JavaScript's null from None by `pyodide.ffi.jsnull`.

    In Pyodide 0.27 null arrives as None, and the name does not exist; nothing is ever equal to this stand-in.
    Can go when the runtime is Pyodide 0.28 or newer, which has the name.
    """
    import pyodide.ffi  # type: ignore[import-not-found]

    if not hasattr(pyodide.ffi, "jsnull"):
        pyodide.ffi.jsnull = object()


@contextmanager
def pandas() -> Iterator[None]:
    """`panel.io.pyodide` imports pandas only to let its two readers take addresses: six megabytes for that.

    A module without anything but these two stands in while Panel is imported, and is gone afterwards, so that
    nobody takes it for the real one.
    Can go when Panel imports pandas there only if it is present.
    """
    stand_in: Any = ModuleType("pandas")
    stand_in.__spec__ = ModuleSpec("pandas", None)
    stand_in.read_csv = stand_in.read_json = lambda *args, **kwargs: None
    sys.modules["pandas"] = stand_in
    try:
        yield
    finally:
        del sys.modules["pandas"]


@contextmanager
def no_eval() -> Iterator[None]:
    """`panel.io.pyodide` makes a function of JavaScript's from text, which a strict site forbids.

    Only Panel's own way of speaking with a page needs it, and `apps/host/worker.py` has another.
    Can go when Panel no longer calls `run_js` while it is imported.
    """
    import pyodide.code  # type: ignore[import-not-found]

    usual, pyodide.code.run_js = pyodide.code.run_js, lambda code: None
    try:
        yield
    finally:
        pyodide.code.run_js = usual


def import_panel() -> None:
    """Import Panel with all shims in place."""
    jsnull()
    with pandas(), no_eval():
        import panel.io.pyodide  # noqa: F401
