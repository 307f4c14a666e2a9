"""Labs in pages of another origin: what <neural-lab> shows, tells and obeys, and whom it does not believe."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playground.labs import LABS
from tests.browser.course import PATIENCE, Course, call, heard, inside, serious, served, wait_for

LAB = '<neural-lab id="one" name="backprop" alpha="10" hidden="8" start="auto"></neural-lab>'
FIRST = "document.querySelector('neural-lab')"


@pytest.fixture(autouse=True)  # so that it ends after the pages that it serves
def site(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    folder = tmp_path / "site"
    folder.mkdir()
    with served(folder) as port:
        yield folder, port


@pytest.fixture
def course(site: tuple[Path, int], server: str, new_page: Callable[..., Page]) -> Course:
    return Course(*site, server, new_page)


def test_two_labs_tell_what_happens_and_obey(course: Course) -> None:
    page = course.open(
        '<neural-lab id="a" name="circuit"></neural-lab>'
        '<neural-lab id="b" name="backprop" alpha="10"></neural-lab>'
    )
    assert call(page, "a.play()") == "done"  # which starts it
    wait_for(page, "heard.some((event) => event.type === 'challenge')")
    assert call(page, "a.pause()") == "done"
    assert call(page, "b.set({alpha: 5, hidden: 3})") == "done"
    assert [(event["id"], event["lab"]) for event in heard(page, "ready")] == [
        ("a", "circuit"),
        ("b", "backprop"),
    ]
    challenge = heard(page, "challenge")[0]
    assert challenge["lab"] == "circuit" and challenge["id"] == "a"
    assert challenge["challenge"] == "Bring the answer of (x + y) * z above zero."
    assert challenge["settings"] == {} and challenge["steps"] > 0
    page.locator("#b").scroll_into_view_if_needed()  # a lab out of sight pauses
    assert call(page, "b.play()") == "done"
    wait_for(page, "heard.some((event) => event.id === 'b' && event.step > 50)")
    assert call(page, "b.reset()") == "done"
    wait_for(page, "heard.findLast((event) => event.id === 'b').step === 0")
    told = [event for event in heard(page, "step") if event["id"] == "b"]
    assert set(told[-1]) == {"type", "id", "at", "lab", "step", "playing", "metrics"}
    assert told[-1]["metrics"].startswith("error 0.") and told[-1]["playing"] is False
    apart = [later["at"] - before["at"] for before, later in pairwise(told)]
    assert sum(apart) / len(apart) > 200, "more than about four a second"
    settings = "new URL(document.querySelector('#b').shadowRoot.querySelector('iframe').src).search"
    assert "host=http" in page.evaluate(settings)
    expect(inside(page, "#b").get_by_label("Timeline")).to_be_visible()


def test_a_refused_value_is_said_and_changes_nothing(course: Course) -> None:
    page = course.open(LAB)
    assert call(page, f"{FIRST}.set({{alpha: -1}})") == "learning_rate goes from 0.001 to 1000, not -1"
    assert "no setting “alfa”; did you mean “alpha”?" in call(page, f"{FIRST}.set({{alfa: 1}})")
    assert call(page, f"{FIRST}.set({{hidden: 4, alpha: 'x'}})").startswith("learning_rate is a number")
    link = inside(page).get_by_role("link", name="Open in the playground")
    expect(link).to_have_attribute("href", f"{course.playground}/backprop?hidden=8&learning_rate=10")


def test_changed_attributes_are_settings(course: Course) -> None:
    page = course.open(LAB)
    link = inside(page).get_by_role("link", name="Open in the playground")
    page.evaluate(f"{FIRST}.setAttribute('alpha', 3)")
    expect(link).to_have_attribute("href", f"{course.playground}/backprop?hidden=8&learning_rate=3")
    page.evaluate(f"{FIRST}.setAttribute('class', 'wide')")
    page.evaluate(f"{FIRST}.setAttribute('set-seed', 5)")
    expect(link).to_have_attribute("href", f"{course.playground}/backprop?hidden=8&learning_rate=3&seed=5")
    page.evaluate(f"{FIRST}.setAttribute('name', 'circuit')")
    wait_for(page, "heard.some((event) => event.type === 'ready' && event.lab === 'circuit')")


def test_nothing_is_loaded_before_it_is_wanted(course: Course) -> None:
    page = course.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(course.playground)))
    page.goto(
        course.write('<neural-lab name="circuit"></neural-lab><div style="height: 9000px"></div>' + LAB)
    )
    page.wait_for_timeout(500)
    assert [url for url in asked if url.startswith("/")] == ["/embed.js", "/images/circuit.png"]
    page.locator("#one").scroll_into_view_if_needed()
    inside(page, "#one")
    expect(page.locator("neural-lab iframe")).to_have_count(1)


def test_it_starts_from_the_keyboard(course: Course) -> None:
    page = course.open('<neural-lab name="circuit" title="The first circuit"></neural-lab>')
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame = inside(page)
    expect(page.locator("iframe")).to_have_attribute("title", "The first circuit")
    page.keyboard.press("ArrowRight")  # the focus is in the lab
    expect(frame.get_by_role("status")).to_contain_text("step 1")


@pytest.mark.parametrize("lab", LABS)
def test_it_is_as_high_as_its_content(course: Course, lab: str) -> None:
    page = course.page(width=1100)
    page.add_init_script(
        "addEventListener('message', ({data}) => { if (data.subject) (window.lti ||= []).push(data) })"
    )
    page.goto(course.write(f'<neural-lab name="{lab}" start="auto"></neural-lab>'))
    expect(inside(page).locator(".np-side")).to_be_visible()
    (frame,) = page.frames[1:]
    content = "Math.ceil(document.querySelector('.np-page').getBoundingClientRect().height)"
    for width in (1100, 700, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(600)
        assert frame.evaluate(f"innerHeight === {content}")
        assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight"), "it scrolls by itself"
        for one in (page, frame):
            sideways = one.evaluate(
                "(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)(document.documentElement)"
            )
            assert sideways <= 0, f"at {width} px it scrolls sideways by {sideways} px"
        last = page.evaluate("lti.at(-1)")
        assert last == {"subject": "lti.frameResize", "height": frame.evaluate("innerHeight")}


@pytest.mark.parametrize(
    "style, dark",
    [
        ("", "document.documentElement.dataset.theme = 'dark'"),
        (".night { background: #111; color: #eee }", "document.body.className = 'night'"),
        ("body { transition: color 0.4s } .night { color: #eee }", "document.body.className = 'night'"),
        (":root { color-scheme: light dark }", None),
    ],
)
def test_it_is_as_dark_as_the_page_around_it(course: Course, style: str, dark: str | None) -> None:
    page = course.open(f"<style>{style}</style>{LAB}")
    root = inside(page).locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    if dark:
        page.evaluate(dark)
    else:
        page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")
    page.evaluate(f"{FIRST}.setAttribute('theme', 'light')")
    expect(root).to_have_attribute("data-theme", "light")


# ------------------------------------------------------------------------------------------- whom it believes

PLAIN = '<iframe title="A lab" width="900" height="800" src="{}"></iframe>'
SAID = "addEventListener('message', ({data}) => (window.said ||= []).push(data?.type || data?.subject))"


@pytest.mark.parametrize(
    "host", ["", "http://127.0.0.1:1", "null", "*", "javascript:1", "http://127.0.0.1:1/path"]
)
def test_a_page_that_is_not_named_hears_sizes_only_and_commands_nothing(course: Course, host: str) -> None:
    page = course.page()
    page.add_init_script(SAID)
    page.goto(
        course.write(
            PLAIN.format(f"{course.playground}/backprop.html?embed=1" + (f"&host={host}" if host else ""))
        )
    )
    frame = inside(page, "iframe")
    for message in ("{np: 1, type: 'play', ask: 1}", "{np: 1, type: 'theme', dark: true}"):
        page.evaluate(f"frames[0].postMessage({message}, '*')")
    page.wait_for_timeout(400)
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(frame.locator("html")).to_have_attribute("data-theme", "light")
    assert set(page.evaluate("said")) == {"size", "lti.frameResize"}


MALFORMED = [
    "null",
    "'play'",
    "{type: 'play', ask: 1}",
    "{np: 2, type: 'play', ask: 1}",
    "{np: 1, type: 'play'}",
    "{np: 1, type: 'play', ask: '1'}",
    "{np: 1, type: 'load', ask: 1, text: 'AAAA'}",
    "{np: 1, type: 'set', ask: 1, values: null}",
    "{np: 1, type: 'set', ask: 1, values: {seed: {}}}",
    "{np: 1, type: 'set', ask: 1, values: {'a b': 1}}",
    "{np: 1, type: 'set', ask: 1, values: {seed: NaN}}",
    "{np: 1, type: 'theme', dark: 1}",
]


def test_malformed_messages_are_ignored(course: Course) -> None:
    page = course.page()
    page.add_init_script(SAID)
    page.goto(course.write(PLAIN.format(f"{course.playground}/backprop.html?embed=1&host={course.url}")))
    frame = inside(page, "iframe")
    wait_for(page, "said.includes('ready')")
    for message in MALFORMED:
        page.evaluate(f"frames[0].postMessage({message}, '*')")
    page.wait_for_timeout(400)
    assert "answer" not in page.evaluate("said")
    expect(frame.get_by_role("status")).to_contain_text("step 0")
    expect(frame.locator("html")).to_have_attribute("data-theme", "light")
    page.evaluate("frames[0].postMessage({np: 1, type: 'play', ask: 1}, '*')")
    wait_for(page, "said.includes('answer')")


def test_the_element_believes_only_its_own_frame(course: Course) -> None:
    page = course.open(LAB)
    inside(page)
    wait_for(page, "heard.some((event) => event.type === 'ready')")
    height = page.evaluate(f"{FIRST}.clientHeight")
    page.evaluate("postMessage({np: 1, type: 'challenge', lab: 'forged'}, '*')")
    page.evaluate("postMessage({np: 1, type: 'size', height: 1234}, '*')")
    page.wait_for_timeout(200)
    assert heard(page, "challenge") == []
    assert page.evaluate(f"{FIRST}.clientHeight") == height


def test_a_lab_that_is_taken_away_keeps_nobody_waiting(course: Course) -> None:
    page = course.open('<neural-lab name="circuit"></neural-lab>')
    asking = f"(() => {{ const lab = {FIRST}, asked = lab.play(); lab.remove(); return asked }})()"
    assert call(page, asking) == "The lab was taken out of the page."
    assert call(page, "document.createElement('neural-lab').play()") == "This lab is not in the page."


def test_a_lab_without_a_name_says_so(course: Course) -> None:
    page = course.open("<neural-lab></neural-lab>")
    expect(page.get_by_text("This lab needs a name")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lab", LABS)
def test_axe_finds_nothing_serious(course: Course, lab: str, theme: str) -> None:
    page = course.page(width=700, color_scheme=theme)
    style = "<style>:root { color-scheme: light dark }</style>"
    page.goto(course.write(f'{style}<neural-lab name="{lab}"></neural-lab>'))
    problems = serious(page)
    page.goto(f"/{lab}?embed=1&theme={theme}")
    for width in (700, 360):
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.get_by_role("status")).to_contain_text("step", timeout=PATIENCE)
        problems += serious(page)
    assert problems == []
