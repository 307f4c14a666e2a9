"""The guide of every lab leads to its end, and says what it means in a sentence or two."""

import re

import pytest

from apps.page.assets import STATIC
from playground.lab import GuideStep, Lab
from playground.lab.glossary import GLOSSARY, uses
from playground.labs import LABS, lab_class

GUIDED = list(map(lab_class, LABS))
LONGEST = 115  # letters, so that a step takes two lines beside the picture

every_guide = pytest.mark.parametrize("kind", GUIDED, ids=lambda kind: kind.slug)


def as_opened(kind: type[Lab]) -> Lab:
    return kind(kind.opening or None)


def parts_of(kind: type[Lab]) -> set[str]:
    """What can be lit up on the page of a lab: parts of its pictures, its settings, the button to play."""
    files = [
        *(STATIC / "js" / "views" / kind.slug).glob("*.js"),
        *(STATIC / "js" / "page").glob("*.js"),
        STATIC / "html" / "page.html",
    ]
    lines = [line for file in files for line in file.read_text().splitlines() if "data-part" in line]
    words = {
        word for line in lines for text in re.findall(r"[\"'`]([\w -]+)[\"'`]", line) for word in text.split()
    }
    return words | set(kind.setting_names())


def pointed_at(text: str) -> set[str]:
    """The parts that the words of a text light up."""
    return {target for target in re.findall(r"\]\(([^)]+)\)", text) if not target.startswith("?")}


@every_guide
def test_a_guide_has_four_to_seven_steps(kind: type[Lab]) -> None:
    assert 4 <= len(kind.guide) <= 7


@pytest.mark.slow
@every_guide
def test_the_buttons_lead_through_the_guide(kind: type[Lab]) -> None:
    """Each does what the next sentence counts on; nothing is done before its time."""
    lab = as_opened(kind)
    for number, step in enumerate(kind.guide, start=1):
        assert not step.is_done(lab), f"step {number} is done before it has begun"
        assert step.button or step.done, f"step {number} has no button, and cannot be done by hand"
        if step.button:
            step.follow(lab)
            assert step.done is None or step.is_done(lab), f"the button of step {number} does not do it"
    assert lab.steps or any(step.steps for step in kind.guide)
    earned = {one.key for one in kind.challenges if not one.warm_up}
    assert earned.isdisjoint(lab.solved), "a challenge is met by pressing the buttons of the guide"


@every_guide
def test_a_step_is_a_sentence_with_a_place(kind: type[Lab]) -> None:
    parts = parts_of(kind)
    for step in kind.guide:
        words = re.sub(r"\[([^]]+)\]\([^)]+\)|\*", r"\1", step.text)
        assert len(words) <= LONGEST, words
        assert words.endswith((".", "?", "!")), words
        assert step.lights, f"what does it speak of? {words}"
        assert {step.lights, *pointed_at(step.text)} <= parts, words


@pytest.mark.parametrize("slug", LABS)
def test_the_settings_above_the_picture_are_settings(slug: str) -> None:
    kind = lab_class(slug)
    assert set(kind.essential) <= set(kind.setting_names()) - {"seed"}
    assert len(set(kind.essential)) == len(kind.essential) <= 7


@pytest.mark.parametrize("slug", LABS)
def test_what_a_story_points_at_is_there(slug: str) -> None:
    kind = lab_class(slug)
    assert pointed_at(kind.story) <= parts_of(kind)
    for query in re.findall(r"\]\(\?([^)]+)\)", kind.story):
        values = dict(pair.split("=", 1) for pair in query.split("&"))
        preset = values.pop("preset", None)
        lab = kind(preset)
        lab.update(**kind.parse(values))


@pytest.mark.parametrize("slug", LABS)
def test_the_words_that_a_lab_teaches_are_in_its_texts_and_explained(slug: str) -> None:
    kind = lab_class(slug)
    text = kind.story + " ".join(step.text for step in kind.guide)
    assert set(kind.teaches) <= GLOSSARY.keys()
    assert [term for term in kind.teaches if not uses(term, text)] == []


def test_a_meaning_is_a_short_sentence() -> None:
    for term, meaning in GLOSSARY.items():
        assert meaning.endswith(".") and len(meaning) <= 120, term


def test_a_step_stops_learning_when_it_is_done() -> None:
    from tests.toy import Toy

    lab = Toy()
    step = GuideStep("Roll.", "Roll", steps=500, done=lambda lab: lab.steps >= 100)
    step.follow(lab, most=30)
    assert lab.steps == 120


def test_a_step_that_is_to_learn_begins_anew_if_the_run_has_stopped() -> None:
    lab = lab_class("vectors")("doubling")
    lab.run(1000)
    assert lab.stopped
    GuideStep("Look.", "Look").follow(lab)
    assert lab.stopped
    GuideStep("Add.", "Add", settings={"operation": "add"}, steps=3).follow(lab)
    assert lab.steps == 3 and not lab.stopped


def test_a_step_changes_nothing_that_it_does_not_name() -> None:
    from tests.toy import Toy

    lab = Toy(wind=0.5)
    lab.run(5)
    GuideStep("Faster.", "Raise it", settings={"rate": 0.2}).follow(lab)
    assert (lab.steps, lab.rate, lab.wind) == (5, 0.2, 0.5)
    GuideStep("Anew.", "Anew", settings={"size": 3}).follow(lab)
    assert (lab.steps, lab.size, lab.rate) == (0, 3, 0.2)
