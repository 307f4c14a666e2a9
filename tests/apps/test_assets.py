"""Scripts and styles: each page gets its own lab's, and each once."""

import json
import re
from pathlib import Path

import pytest
from bokeh.document import Document

from apps.host.worker import Session
from apps.page import assets
from playground.labs import LABS

MOST = 130_000  # bytes of a page's document as JSON, of which the data of the lab are the most
MOST_CARRIED = 150_000  # bytes of all scripts and styles of a page where it carries them itself


def document(slug: str) -> Document:
    """The document of a page, as the browser's Python makes it."""
    session = Session(slug, "", "test_", *3 * [lambda *what: None])
    session.open()
    return session.document


@pytest.mark.parametrize("slug", LABS)
def test_a_document_brings_no_script_and_no_style_along(slug: str) -> None:
    text = json.dumps(document(slug).to_json(deferred=False))
    assert len(text) < MOST
    assert "querySelector" not in text and "border-radius" not in text


@pytest.mark.parametrize("slug", LABS)
def test_a_page_needs_its_own_lab_and_no_other(slug: str) -> None:
    named: list[str] = document(slug).template_variables["views"]
    assert {"page/transport", "page/settings", "page/tabs", "page/challenge", "page/legend"} <= set(named)
    files = assets.files_of(named)
    assert len(files) == len(set(files)), "each once"
    assert {name for name in files if "views/" in name} >= {f"css/views/{slug}.css"}
    for name in files:
        assert "views/" not in name or re.match(rf"(js|css)/views/{slug}[./]", name), name
    assert sum(len(text.encode()) for text in assets.carried(named).values()) < MOST_CARRIED


def without_comments(text: str) -> list[str]:
    """The lines that are no part of a comment which begins and ends with a line."""
    kept: list[str] = []
    comment: list[str] = []
    for line in text.split("\n"):
        if comment or line.lstrip().startswith("/*"):
            comment.append(line)
            if "*/" in line:
                kept += [] if line.rstrip().endswith("*/") and line.count("*/") == 1 else comment
                comment = []
        else:
            kept.append(line)
    return kept + comment


def test_what_is_carried_are_the_files_without_comments_on_lines_of_their_own() -> None:
    carried = assets.carried([name[3:-3] for name in assets.served() if name.endswith(".js")])
    for name, text in carried.items():
        assert text.split("\n") == without_comments(assets.text(name)), name
    assert sum(map(len, carried.values())) < 0.95 * sum(len(assets.text(name)) for name in carried)


def test_a_module_stands_behind_those_that_it_imports() -> None:
    names = assets.closure(name for name in assets.served() if name.endswith(".js"))
    assert sorted(names) == sorted(name for name in assets.served() if name.endswith(".js"))
    for name in names:
        inner = assets.imports(name)
        assert inner == sorted(set(inner), key=inner.index)
        assert all(names.index(other) < names.index(name) for other in inner), name
    assert "js/lib/dom.js" in assets.imports("js/page/tabs.js")


def test_every_import_is_seen_and_leads_to_a_file_that_is_served() -> None:
    for name in assets.served():
        if name.endswith(".js"):
            source = re.sub(r"/\*.*?\*/|^\s*//.*", "", assets.text(name), flags=re.S | re.M)
            written = re.findall(
                r"""^(?:import|export)[^;]*?from "([^"]+)";|^import "([^"]+)";""", source, re.M
            )
            assert len(written) == len(assets.imports(name)), name
            assert set(assets.imports(name)) <= assets.served().keys(), name


def test_the_sum_is_another_one_if_a_file_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = assets.total()
    assert re.fullmatch(r"[0-9a-f]{10}", before)
    changed = tmp_path / "dom.js"
    changed.write_text(assets.text("js/lib/dom.js") + "\n")
    monkeypatch.setattr(assets, "served", lambda: {"js/lib/dom.js": changed})
    assert assets.total.__wrapped__() != before
