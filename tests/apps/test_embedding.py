"""Course pages, as far as they need no browser: addresses, answers, the size of the script, notebooks."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from apps.host.notebook import show
from apps.page import url
from apps.page.inbox import MOST_SHOWN
from apps.page.shell import Shell
from apps.page.views import Curve
from playground.lab import Challenge
from playground.lab.settings import SettingError
from playground.labs import LABS, lab_class
from playground.labs.backprop import Backprop
from playground.labs.classifier import Classifier

JS = Path(__file__).parents[2] / "static" / "js"


def test_the_script_of_course_pages_is_small() -> None:
    """Comments and spaces left out, names not shortened: a minifier makes less than this of it."""
    source = (JS / "embed.js").read_text()
    assert source.isascii(), "a page that does not say its encoding would show other letters"
    source = re.sub(r"(?<=\s)//.*", "", re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL))
    source = re.sub(r" ?([^\w\s\"'`$#-]) ?", r"\1", re.sub(r"\s+", " ", source))
    assert 3_000 < len(source.encode()) < 6_000


def own_words(script: str) -> list[str]:
    (words,) = re.findall(r'OWN_WORDS = "(.*)"', (JS / script).read_text())
    return words.split()


def test_both_scripts_know_the_attributes_that_are_no_settings() -> None:
    assert own_words("embed.js") == own_words("page/course.js")
    assert "name" in own_words("embed.js")


@pytest.mark.parametrize("lab", LABS)
def test_every_setting_can_be_an_attribute(lab: str) -> None:
    for name in lab_class(lab).setting_names():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name), "HTML does not tell capitals in attributes"


# ------------------------------------------------------------------------------------------------ the address


@pytest.mark.parametrize("host", ["https://example.org", "http://127.0.0.1:8000"])
def test_the_page_around_is_named_in_the_address(host: str) -> None:
    page = {"embed": "1", "host": host, "alpha": "10"}
    lab, complaints = url.open_lab(Backprop, page)
    assert complaints == []
    assert "host=http" in url.address(lab, page).query


@pytest.mark.parametrize(
    "host", ["", "*", "null", "example.org", "https://example.org/", "javascript:alert(1)"]
)
def test_a_page_around_that_is_no_origin_is_said(host: str) -> None:
    _, complaints = url.open_lab(Backprop, {"host": host})
    assert len(complaints) == 1 and "https://example.org" in complaints[0]


# what TensorFlow Playground's own "share" leaves in the address bar
THEIRS = (
    "activation=relu&regularization=L2&batchSize=5&dataset=spiral&regDataset=reg-plane&learningRate=0.1"
    "&regularizationRate=0.003&noise=15&networkShape=6,3&seed=0.42923&showTestData=true&discretize=false"
    "&percTrainData=70&x=true&y=false&xTimesY=true&xSquared=false&ySquared=true&cosX=true&sinX=true&cosY=false"
    "&sinY=false&collectStats=false&problem=classification&initZero=false&hideText=false&learningRate_hide=true"
)
OURS = {
    "activation": "relu", "regularization": "l2", "batch": 5, "data": "spiral", "learning_rate": 0.1,
    "regularization_rate": 0.003, "noise": 15, "hidden": (6, 3), "seed": 42923, "train_share": 70,
    "features": "x,y2,xy,sinx",
}  # fmt: skip


@pytest.mark.parametrize("where", ["?", "#"])
def test_an_address_of_tensorflow_playground_opens_the_same_work(where: str) -> None:
    behind = url.behind_the_sign(f"#{THEIRS}")
    if where == "?":
        lab, complaints = url.open_lab(Classifier, behind | {"embed": "1"})
        said = " ".join(complaints)
    else:
        shell = Shell(Classifier, pictures=[], curve=Curve("test_loss"))
        shell.inbox.handle({"type": "hello", "hash": f"#{THEIRS}"})
        lab, said = shell.lab, shell.commands.notice
    assert {name: getattr(lab, name) for name in OURS} == OURS
    assert lab.pending() == [] and lab.steps == 0
    assert "Not to be had here: showTestData=true, learningRate_hide, cosX, the random numbers" in said
    assert not set(url.behind_the_sign(url.address(lab, {}).query)) - set(lab.setting_names()), (
        "from now on it is ours"
    )


def test_what_an_address_cannot_set_is_said_and_the_rest_is_taken() -> None:
    shell = Shell(Classifier, pictures=[], curve=Curve("test_loss"))
    shell.inbox.handle(
        {"type": "hello", "hash": "#networkShape=40&activation=relu&batchSize=abc&dataset=xor"}
    )
    assert (shell.lab.activation, shell.lab.data, shell.lab.hidden) == ("relu", "xor", (4, 2))
    assert "Batch size is a whole number, not “abc”" in shell.commands.notice
    assert "Hidden layers takes up to 6 layers" in shell.commands.notice
    before = shell.lab.settings
    for anchor in ("", "#", "#numbers", "#w=", "#w=strange"):
        shell.inbox.handle({"type": "hello", "hash": anchor})
        assert shell.lab.settings == before


@pytest.mark.parametrize("where", ["?", "#"])
def test_what_such_an_address_solves_by_itself_is_not_solved(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Classifier, "challenges", (Challenge("xor", "Choose xor.", passed=lambda lab: lab.data == "xor"),)
    )
    if where == "?":
        lab, _ = url.open_lab(Classifier, {"dataset": "xor"})
    else:
        shell = Shell(Classifier, pictures=[], curve=Curve("test_loss"))
        shell.inbox.handle({"type": "hello", "hash": "#dataset=xor&activation=tanh"})
        lab = shell.lab
    assert (lab.data, lab.solved) == ("xor", {})


# ---------------------------------------------------------------------------------------------------- answers


@pytest.fixture
def shell() -> Shell:
    return Shell(Backprop, pictures=[], curve=Curve("error"))


def ask(shell: Shell, **message: Any) -> Any:
    shell.inbox.handle(message)
    return shell.inbox.answers[-1] if shell.inbox.answers else None


def test_what_is_asked_is_answered(shell: Shell) -> None:
    assert ask(shell, type="set_all", values={"alpha": "5", "hidden": "3"}, ask=1) == [1, ""]
    assert (shell.lab.alpha, shell.lab.hidden) == (5, 3)
    refused = "learning_rate goes from 0.001 to 1,000, not −1"
    assert ask(shell, type="set_all", values={"hidden": "7", "alpha": "-1"}, ask=2) == [2, refused]
    assert (shell.lab.alpha, shell.lab.hidden) == (5, 3), "all or none"
    assert ask(shell, type="reset", ask=3) == [3, ""]
    shell.draw()
    assert shell.transport.frame["answers"] == [[1, ""], [2, refused], [3, ""]]


def test_what_asks_nothing_is_not_answered(shell: Shell) -> None:
    assert ask(shell, type="set", name="alpha", text="5") is None


def test_a_broken_message_is_answered_too(shell: Shell) -> None:
    (_, said) = ask(shell, type="set_all", values=3, ask=1)
    assert said.startswith("“set_all” was left out: values is at most 50 names")


def test_answers_are_in_every_frame_until_one_of_them_was_drawn(shell: Shell) -> None:
    def answers() -> list[int]:
        shell.draw()
        return [number for number, _ in shell.transport.frame["answers"]]

    for number in range(100):
        ask(shell, type="reset", ask=number)
    for _ in range(20):
        assert answers() == list(range(100))
    before = shell.frame
    ask(shell, type="reset", ask=100)
    shell.receive({"type": "drawn", "frame": before})  # the last answer came in a later one
    assert answers() == [100]
    shell.receive({"type": "drawn", "frame": shell.frame})
    assert answers() == []


def test_of_a_browser_that_never_says_what_it_has_drawn_not_all_is_kept(shell: Shell) -> None:
    for number in range(MOST_SHOWN + 50):
        shell.inbox.answers.append([number, ""])
    shell.draw()
    assert len(shell.transport.frame["answers"]) == MOST_SHOWN + 50, "each is sent at least once"
    shell.draw()
    answers = shell.transport.frame["answers"]
    assert len(answers) == MOST_SHOWN and answers[-1] == [MOST_SHOWN + 49, ""]


# -------------------------------------------------------------------------------------------------- notebooks

BASE = "https://playground.example/labs"


@pytest.mark.parametrize("base", [BASE, BASE + "/"])
def test_a_notebook_can_show_a_published_lab(base: str) -> None:
    shown = show("backprop", base=base, theme="dark", alpha=10, hidden=8)
    assert shown.address == f"{BASE}/backprop.html?hidden=8&learning_rate=10&embed=1&theme=dark"
    text = shown._repr_html_()
    assert f'src="{BASE}/backprop.html?hidden=8&amp;learning_rate=10&amp;embed=1&amp;theme=dark"' in text
    assert 'title="Neural Playground: The thirteen lines"' in text and "<script>" in text


def test_a_fixed_height_needs_no_script() -> None:
    text = show("backprop", base=BASE, height=500)._repr_html_()
    assert "height: 500px" in text and "<script>" not in text


@pytest.mark.parametrize(
    "lab, settings, message",
    [
        ("backprob", {}, "did you mean “backprop”"),
        ("backprop", {"alpha": -1}, "learning_rate goes from 0.001 to 1,000, not −1"),
        ("backprop", {"alfa": 1}, "did you mean “learning_rate”"),
        ("backprop", {"preset": "nothing"}, "has no preset “nothing”"),
        ("backprop", {"theme": "blue"}, "theme is auto, light or dark"),
        ("backprop", {"base": "playground.example"}, "base is the address of a playground"),
    ],
)
def test_a_notebook_is_told_what_is_wrong(lab: str, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        show(lab, **{"base": BASE} | settings)


def test_a_browser_that_leaves_before_its_page_is_ready_is_forgotten(shell: Shell) -> None:
    """Its messages wait for the page; then its document is taken apart, and must not be drawn on."""

    async def leave(document: Document) -> None:
        with set_curdoc(document):
            waiting = asyncio.ensure_future(shell._handle_inbox())
            await asyncio.sleep(0.03)
            document.destroy(session)
            await waiting

    def session(event: object) -> None:
        """Stands for the session of a server, which listens to its document."""

    document = Document()
    document.on_change(session)
    document._session_context = lambda: session  # a server keeps it weakly
    shell.inbox.waiting.append({"type": "set", "name": "alpha", "text": "5"})
    asyncio.run(leave(document))
    assert shell.lab.alpha == 1
