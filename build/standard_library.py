"""Python's own modules for the browser: those that are needed, byte-compiled, and the others for later.

The runtime brings the whole library as source, to be compiled at every start. Needed is what the pages looked
for (`trace.py`), and what the runtime's own Python part may import, found by following its import statements.
"""

import ast
from collections.abc import Iterable, Mapping

RUNTIME = ("pyodide", "_pyodide")  # the packages in which the runtime's own Python part lies
ALWAYS = ("__future__", "importlib", "site", "sysconfig", "tarfile", "zipfile")  # for start and unpacking
BY_NAME = ("_sysconfigdata", "pyodide/", "_pyodide/")
# decoders that C code asks for by name: of paths in archives, of host names, and the everyday ones
CODECS = (
    "aliases",
    "ascii",
    "cp437",
    "idna",
    "latin_1",
    "punycode",
    "raw_unicode_escape",
    "unicode_escape",
    "utf_8",
)


def needed(library: Mapping[str, bytes], noted: Iterable[str]) -> set[str]:
    """The files of `library` (path -> source) that are to be there from the start."""
    modules = {_name(path): path for path in library if path.endswith(".py")}
    roots = [name for name in modules if name.split(".")[0] in (*RUNTIME, *ALWAYS)]
    roots += [f"encodings.{codec}" for codec in CODECS]
    reached = _follow(roots, modules, library) | {name for name in noted if name in modules}
    apart = {
        path for path in library if path.startswith(BY_NAME)
    }  # loaded by names that the source does not say
    return {modules[name] for name in reached} | apart


def _name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _follow(roots: list[str], modules: Mapping[str, str], library: Mapping[str, bytes]) -> set[str]:
    """All modules that can be reached by the import statements at the top of modules."""
    reached: set[str] = set()
    while roots:
        name = roots.pop()
        if name in reached or name not in modules:
            continue
        reached.add(name)
        path = modules[name]
        package = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
        roots += _imports(ast.parse(library[path]), package)
        roots += [name.rpartition(".")[0]]
    return reached


def _imports(tree: ast.Module, package: str) -> list[str]:
    names = []
    for node in _outside_functions(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return names


def _outside_functions(node: ast.AST) -> Iterable[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from _outside_functions(child)
