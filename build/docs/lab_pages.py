"""A page for each lab, from the lab's own description: settings, presets, metrics, challenges, sources."""

import re
from collections.abc import Sequence
from typing import Any

from texts import ROOT, anchor, escaped

from playground.lab import Lab
from playground.lab.glossary import GLOSSARY
from playground.labs import CHAPTERS, LABS, lab_class

LONGEST = 40  # characters of a value in a table


def has_picture(slug: str) -> bool:
    """Whether the index page of the playground shows a picture of this lab."""
    return (ROOT / "static" / "images" / f"{slug}.png").exists()


def pages() -> dict[str, str]:
    """The page of every lab and the page that lists them, by file name under `labs/`."""
    labs = {slug: lab_class(slug) for slug in LABS}
    return {"index.md": _index(labs)} | {f"{slug}.md": _page(lab) for slug, lab in labs.items()}


def _index(labs: dict[str, type[Lab]]) -> str:
    parts = ["# The labs", "Every lab is one question. They stand in the order in which to learn them."]
    for chapter in CHAPTERS:
        parts += [f"## {escaped(chapter.name)}", escaped(chapter.about)]
        rows = [
            (
                f"[![]({slug}.png)]({slug}.md){{ tabindex=-1 aria-hidden=true }}"
                if has_picture(slug)
                else "",
                f"**[{_cell(escaped(lab.title))}]({slug}.md)**<br>{_cell(escaped(lab.question))}<br>`{slug}`",
            )
            for slug, lab in labs.items()
            if slug in chapter.labs
        ]
        parts.append(table(("lab", "question"), rows))
    return "\n\n".join(parts)


def _page(lab: type[Lab]) -> str:
    described = lab.describe()
    parts = [
        f"---\nlab: {lab.slug}\n---",
        f"# {lab.title}",
        f"*{escaped(lab.question)}*",
        f"In links, on the command line and in Python, this lab is called `{lab.slug}`.",
        f"![The picture of this lab]({lab.slug}.png){{ .tile }}" if has_picture(lab.slug) else "",
        escaped(plain(lab.story.strip())),
        _terms(lab),
        f"[For teachers](../for-teachers/{lab.slug}.md): goals, questions with answers, a sheet to print.",
        "## Presets",
        _presets(lab, described),
        "## Settings",
        "Their names are the same in the address of the page, on the command line, as attributes of "
        "`<neural-lab>` and in Python. What takes effect at the next reset rebuilds the model.",
        _settings(described),
        "## Metrics",
        _metrics(lab),
    ]
    if lab.challenges:
        parts += ["## Challenges", _list(challenge.text for challenge in lab.challenges)]
    if lab.sources:
        parts += ["## Sources", _list(f"{one}: {one.note}" if one.note else str(one) for one in lab.sources)]
    return "\n\n".join(part for part in parts if part)


def plain(text: str) -> str:
    """A text of a lab without what only does something on its page: [words](part) are the words."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)


def _terms(lab: type[Lab]) -> str:
    """The field's words that a lab teaches."""
    if not lab.teaches:
        return ""
    links = (f"[{escaped(term)}](../glossary.md#{anchor(term)})" for term in lab.teaches)
    return f"The words of the field in it: {', '.join(links)}."


def glossary() -> str:
    """The page of all words, each with the labs that teach it."""
    labs = [lab_class(slug) for slug in LABS]
    parts = ["# Glossary", "What the words on the pages mean, and which labs teach them."]
    for term, meaning in sorted(GLOSSARY.items(), key=lambda item: item[0].lower()):
        links = ", ".join(
            f"[{escaped(lab.title)}](labs/{lab.slug}.md)" for lab in labs if term in lab.teaches
        )
        parts.append(f"## {escaped(term)} {{ #{anchor(term)} }}\n\n{escaped(meaning)}")
        if links:
            parts.append(f"In: {links}.")
    return "\n\n".join(parts)


def _list(items: Any) -> str:
    return "\n".join(f"- {' '.join(escaped(item).split())}" for item in items)


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(text: str) -> str:
    """Within a table, a bar would end the cell."""
    return " ".join(text.split()).replace("|", "&#124;")


def code(text: str) -> str:
    """A value as it is typed, shortened."""
    text = _cell(text)
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return f"`{text}`" if text and "`" not in text and "&#124;" not in text else escaped(text) or "empty"


def _presets(lab: type[Lab], described: dict[str, Any]) -> str:
    rows = []
    for name, settings in described["presets"].items():
        shown = "<br>".join(code(f"{key}={value}") for key, value in settings.items())
        rows.append((f"`{name}`", _cell(escaped(lab.presets[name].about)), shown or "the defaults"))
    return table(("preset", "what it shows", "settings"), rows)


def _settings(described: dict[str, Any]) -> str:
    rows = []
    for setting in described["parameters"]:
        about = f"**{_cell(escaped(setting['label']))}.** {_cell(escaped(setting['doc']))}"
        values = (
            f"{_values(setting)}<br>default {code(setting['default'])}<br>at the {setting['takes_effect']}"
        )
        rows.append((f"`{setting['name']}`", about, values))
    return table(("name", "meaning", "values"), rows)


def _values(setting: dict[str, Any]) -> str:
    """What a setting can be, in words."""
    kind = setting["kind"]
    if kind == "boolean":
        return "`true` or `false`"
    if kind == "choice":
        return ", ".join(code(option) for option in setting["options"])
    if kind == "sizes":
        return f"up to {setting['layers']} sizes from 1 to {setting['width']}, or `none`"
    if kind == "text":
        return f"a text of up to {setting['longest']:,} characters"
    low, high = (f"{bound:,}" if isinstance(bound, int) else f"{bound:g}" for bound in setting["bounds"])
    word = "a whole number" if kind == "integer" else "a number"
    return f"{word} from {low} to {high}"


def _metrics(lab: type[Lab]) -> str:
    names = list(lab().metrics())
    shown = [name for name in lab.headline if name in names]
    text = ", ".join(f"`{name}`" for name in names) + "."
    return f"{text} The status line shows {', '.join(f'`{name}`' for name in shown)}." if shown else text
