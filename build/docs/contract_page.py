"""The reference of a lab's contract, from the docstrings in its source.

Read as a text, not imported: what is printed here is what stands in the files, under the comments with which
they are divided. The class of a lab comes first.
"""

import ast
import inspect
import re
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from texts import anchor, code_block, escaped

import playground.lab
from playground.lab import Lab

DIVISION = re.compile(r"^ +# -{3,} (.*?)(?: -{3,})?$")  # such as: # --- running -----------
OURS = Lab.__module__.split(".")[0]


def modules() -> list[ModuleType]:
    """Where the contract is written: the class of a lab first, then what that is made of."""
    names = [kind.__module__ for kind in Lab.__mro__ if kind.__module__.split(".")[0] == OURS]
    names += [getattr(playground.lab, name).__module__ for name in playground.lab.__all__]
    if hasattr(playground.lab, "__path__"):
        names += [f"{playground.lab.__name__}.{one.name}" for one in iter_modules(playground.lab.__path__)]
    return [import_module(name) for name in dict.fromkeys(names) if name.split(".")[0] == OURS]


def reference() -> str:
    """All of it, as Markdown."""
    return "\n\n".join(part for module in modules() for part in _module(module))


def _module(module: ModuleType) -> list[str]:
    source = inspect.getsource(module)
    tree = ast.parse(source)
    parts = [f"## {module.__name__} {{ #{anchor(module.__name__)} }}", _prose(tree)]
    first = [kind.__name__ for kind in Lab.__mro__ if kind.__module__ == module.__name__]
    for node in sorted(tree.body, key=lambda node: getattr(node, "name", "") not in first):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            parts += _class(node, source)
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            name = f"{module.__name__.rpartition('.')[2]}.{node.name}"
            parts += [f"### {name} {{ #{anchor(name)} }}", *_function(node)]
    return [part for part in parts if part]


def _prose(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return escaped(ast.get_docstring(node) or "")


def _class(node: ast.ClassDef, source: str) -> list[str]:
    parts = [f"### {node.name} {{ #{anchor(node.name)} }}", _prose(node), _declared(node)]
    divisions = {
        number: match[1]
        for number, line in enumerate(source.splitlines(), 1)
        if (match := DIVISION.match(line))
    }
    for member in node.body:
        if not isinstance(member, ast.FunctionDef) or member.name.startswith("_"):
            continue
        above = [number for number in divisions if node.lineno < number < member.lineno]
        if above:
            division = divisions.pop(above[-1])
            parts.append(f"#### {division[:1].upper()}{division[1:]} {{ .division }}")
            divisions = {number: text for number, text in divisions.items() if number not in above}
        name = f"{node.name}.{member.name}"
        parts += [f"#### {name} {{ #{anchor(name)} }}", *_function(member)]
    return parts


def _declared(node: ast.ClassDef) -> str:
    """Attributes of the class, as they are written."""
    lines = []
    for member in node.body:
        if isinstance(member, ast.AnnAssign | ast.Assign):
            target = ast.unparse(member.target if isinstance(member, ast.AnnAssign) else member.targets[0])
            if not target.startswith("_"):
                lines.append(ast.unparse(member))
    return code_block("\n".join(lines), "python") if lines else ""


def _function(node: ast.FunctionDef) -> list[str]:
    decorators = [ast.unparse(one) for one in node.decorator_list if isinstance(one, ast.Name)]
    marks = "".join(
        f"@{name}\n" for name in decorators if name in ("classmethod", "staticmethod", "property")
    )
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    signature = f"{marks}def {node.name}({ast.unparse(node.args)}){result}"
    return [code_block(signature, "python"), _prose(node)]
