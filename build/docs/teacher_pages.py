"""A page for teachers for each lab, from the lab itself: goals, words, questions, and a sheet to print."""

from html import escape

from lab_pages import table
from texts import anchor, code_block, escaped

from playground.lab import Lab
from playground.lab.glossary import GLOSSARY
from playground.labs import LABS, TRACKS, lab_class, title_of

HOME = "https://playground.example"  # stands for where a playground is, as in docs/embedding


def pages() -> dict[str, str]:
    """The page of every lab and the page that lists them, by file name under `for-teachers/`."""
    labs = [lab_class(slug) for slug in LABS]
    return {"index.md": _index(labs)} | {f"{lab.slug}.md": _page(lab) for lab in labs}


def _index(labs: list[type[Lab]]) -> str:
    rows = [
        (
            f"[{escaped(lab.title)}]({lab.slug}.md)",
            f"{lab.minutes}",
            " ".join(map(_link, lab.after)) or "none",
        )
        for lab in labs
    ]
    parts = [
        "# For teachers",
        "Every lab has a page here: what a class learns in it, how long it takes, what to play before it, "
        "the words of the field, and questions with their answers. Printed, it is one sheet of A4 paper for "
        "the class. Answers are folded, and what is folded is not printed.",
        table(("lab", "minutes", "labs to play before it"), rows),
        "## Tracks",
        "A track is a course: its labs build on each other.",
    ]
    for track in TRACKS:
        minutes = sum(lab_class(slug).minutes for slug in track.labs)
        ways = ", ".join(map(_link, track.labs))
        parts.append(f"**{escaped(track.name)}** (about {minutes} minutes). {escaped(track.about)} {ways}.")
    parts += [
        "## In your own pages and in the lecture hall",
        "[Labs in your own pages](../embedding/README.md) says how a lab stands in a course, which parts of "
        "it are shown, and how a page collects the challenges that were solved. `?show=large` behind the "
        "address of a lab makes it large for a projector.",
    ]
    return "\n\n".join(parts)


def _page(lab: type[Lab]) -> str:
    earlier = " and ".join(map(_link, lab.after))
    before = f"Play before it: {earlier}." if earlier else "It needs no other lab."
    parts = [
        f"---\nlab: {lab.slug}\n---",
        f"# {lab.title}",
        f"*{escaped(lab.question)}*",
        f"{escaped(lab.for_whom)} About {lab.minutes} minutes. {before}",
        "## After this lab you can",
        "\n".join(f"- {escaped(goal)}" for goal in lab.goals),
        *_words(lab),
        "## Questions",
        _questions(lab),
        "## For your class { .unprinted }",
        "Print this page: it is one sheet of A4 paper. Answers are folded; open one to print it, too.",
        f"The page of [this lab](../labs/{lab.slug}.md) lists its settings, presets and challenges.",
        f"These lines show it in a page of yours; `{HOME}` stands for where your playground is "
        "([more](../embedding/README.md)):",
        code_block(
            f'<script src="{HOME}/embed.js"></script>\n'
            f'<neural-lab name="{lab.slug}" show="question guide challenges"></neural-lab>',
            "html",
        ),
    ]
    return "\n\n".join(parts)


def _link(slug: str) -> str:
    return f"[{escaped(title_of(slug))}]({slug}.md)"


def _words(lab: type[Lab]) -> list[str]:
    """The words of the field in it, with their meanings."""
    if not lab.teaches:
        return []
    meanings = (
        f"**[{escaped(term)}](../glossary.md#{anchor(term)})**: {escaped(GLOSSARY[term])}"
        for term in lab.teaches
    )
    return ["## Words of the field", "\n".join(f"- {meaning}" for meaning in meanings)]


def _questions(lab: type[Lab]) -> str:
    """A numbered list, each answer folded."""
    items = [
        f"<li><p>{escape(question.text, quote=False)}</p>"
        f"<details><summary>Answer</summary><p>{escape(question.answer, quote=False)}</p></details></li>"
        for question in lab.questions
    ]
    return "\n".join(['<ol class="questions">', *items, "</ol>"])
