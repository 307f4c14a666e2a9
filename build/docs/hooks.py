"""What mkdocs is told besides `mkdocs.yml`: pages and files gathered from elsewhere, and their order.

A line such as `<!-- section README.md: Keys -->` on a page of the docs is replaced by that section,
`<!-- file apps/ruff.toml -->` by that file, `<!-- contract -->` by the contract's reference. Whatever cannot
be found stops the build with a sentence.
"""

import re
from typing import Any

import contract_page
import lab_pages
import teacher_pages
import texts
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from texts import DOCS, ROOT

from playground import __version__
from playground.labs import LABS, title_of

PLACE = re.compile(r"^<!-- (section|file|contract)(?: ([^:\n]+?))?(?:: (.+?))? -->$", re.MULTILINE)
# What the docs share with the pages of the playground: where a file is in the docs, and where it comes from.
SHARED = {
    "css/tokens.css": "css/tokens.css",
    "js/theme.js": "js/page/theme.js",
    "js/chapters.js": "js/page/chapters.js",  # opens the menu
    "images/icon.svg": "images/icon.svg",
}


def on_config(config: MkDocsConfig) -> None:
    """The version is that of the package."""
    config.extra["version"] = __version__


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add what has no file under `docs/`, and put all pages in order."""

    def add(name: str, **content: Any) -> None:
        files.append(File.generated(config, name, inclusion=InclusionLevel.INCLUDED, **content))

    pictures = {f"labs/{slug}.png": f"images/{slug}.png" for slug in LABS if lab_pages.has_picture(slug)}
    for name, source in (SHARED | pictures).items():
        if not (ROOT / "static" / source).exists():
            raise PluginError(f"the docs use static/{source}, which is not there")
        add(name, abs_src_path=str(ROOT / "static" / source))
    for name, text in lab_pages.pages().items():
        add(f"labs/{name}", content=text)
    for name, text in teacher_pages.pages().items():
        add(f"for-teachers/{name}", content=text)
    for folder in texts.EXAMPLES:
        add(f"{folder}/examples.md", content=_examples(folder))
    add("glossary.md", content=lab_pages.glossary())
    add("decisions/index.md", content=_decisions())
    add("changelog.md", content=_found("changelog.md", texts.gathered, "CHANGELOG.md", "changelog.md"))
    config.nav = [_in_order(item, files) for item in config.nav or []]


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fill in what is written elsewhere, and let links lead to pages."""
    uri, made = page.file.src_uri, {file.src_uri for file in files if file.inclusion.is_included()}
    if (DOCS / uri).exists():
        markdown = _found(uri, texts.relinked, markdown, f"docs/{uri}", uri, made)
    return PLACE.sub(lambda match: filled(uri, *match.groups()), markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """What may be wider than a phone can be moved there, by keyboard too."""
    html = re.sub(
        r"<table>(.*?)</table>", r'<div class="wide" tabindex="0"><table>\1</table></div>', html, flags=re.S
    )
    return html.replace("<pre>", '<pre tabindex="0">')


def filled(page: str, what: str, file: str | None, title: str | None) -> str:
    """What stands in the place of such a line. Raises `PluginError` if there is no such thing."""
    if what == "contract":
        return contract_page.reference()
    if what == "file":
        return _found(page, texts.file_block, ROOT / str(file))
    return _found(page, texts.gathered, str(file), page, title)


def _found(page: str, look: Any, *arguments: Any) -> str:
    """What `look` finds; the build stops if it does not."""
    try:
        return str(look(*arguments))
    except (LookupError, OSError) as error:
        raise PluginError(f"{page}: {error}") from None


def _examples(folder: str) -> str:
    """All files of an example folder, each under its name."""
    parts = ["# The files" if folder == "deploying" else "# The examples"]
    above = ""
    for name, path in texts.examples(folder).items():
        inner = name.rpartition("/")[0].split("/")[0]
        if inner != above:
            above = inner
            parts.append(f"## {inner} {{ #{texts.anchor(inner)} }}")
        level = "###" if inner else "##"
        parts += [f"{level} {name} {{ #{texts.anchor(name)} }}", texts.file_block(path)]
    return "\n\n".join(parts)


def _decisions() -> str:
    lines = ["# Decisions", "", "What was decided, why, and what was not chosen.", ""]
    lines += [f"{int(name[:4])}. [{title}]({name})" for name, title in _titles().items()]
    return "\n".join(lines)


def _titles() -> dict[str, str]:
    """What each decision is about, by file; its number is that of the file."""
    files = sorted((DOCS / "decisions").glob("*.md"))
    headings = {path.name: path.read_text(encoding="utf-8").splitlines()[0] for path in files}
    return {name: re.sub(r"^# (\d+\. )?", "", heading) for name, heading in headings.items()}


def _in_order(item: Any, files: Files) -> Any:
    """In the order of pages a folder stands for its pages, the first of which leads to them."""
    if isinstance(item, str):
        return item
    ((title, inside),) = item.items()
    if isinstance(inside, str) and not inside.endswith("/"):
        return item
    parts = [inside] if isinstance(inside, str) else inside
    return {title: [page for part in parts for page in _pages(part, files)]}


def _pages(folder: str, files: Files) -> list[Any]:
    if not folder.endswith("/"):
        return [folder]
    if folder in ("labs/", "for-teachers/"):
        return [f"{folder}index.md", *({title_of(slug): f"{folder}{slug}.md"} for slug in LABS)]
    if folder == "decisions/":
        return ["decisions/index.md", *({title: f"decisions/{name}"} for name, title in _titles().items())]
    pages = [file.src_uri for file in files if file.is_documentation_page() and file.inclusion.is_included()]
    inside = [uri for uri in pages if uri.rpartition("/")[0] + "/" == folder]
    return sorted(inside, key=lambda uri: (not uri.endswith(("/index.md", "/README.md")), uri))
