"""Labs in pages of another origin: what <neural-lab> shows, tells and obeys, and whom it does not believe."""

import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playground.labs import LABS
from tests.browser.course import Course, call, heard, inside, served, wait_for
from tests.helpers import answered, drawn, eventually, fits, serious

LAB = '<neural-lab id="one" name="backprop" alpha="10" hidden="8" start="auto"></neural-lab>'
KEPT = "localStorage.getItem('np-solved-2')"
FIRST = "document.querySelector('neural-lab')"
IMAGES = Path(__file__).parents[2] / "static" / "images"


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
        '<neural-lab id="a" name="circuit" preset="two-gates"></neural-lab>'
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
    assert challenge["key"] == "above-zero"
    assert challenge["challenge"] == "Bring the answer of (x + y) * z above zero."
    assert challenge["settings"] == {"seed": "1"} and challenge["steps"] > 0
    assert page.frames[1].evaluate(KEPT) is None, "it was solved by the page around it, not by its reader"
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
    assert call(page, f"{FIRST}.set({{alpha: -1}})") == "learning_rate goes from 0.001 to 1,000, not −1"
    assert "no setting “alfa”; did you mean “learning_rate”?" in call(page, f"{FIRST}.set({{alfa: 1}})")
    assert call(page, f"{FIRST}.set({{hidden: 4, alpha: 'x'}})").startswith("learning_rate is a number")
    link = inside(page).get_by_role("link", name="Open in the playground")
    expect(link).to_have_attribute("href", f"{course.playground}/backprop?hidden=8&learning_rate=10")


SETTLE = """async (asked) => {
  const lab = document.querySelector("neural-lab");
  const settled = await Promise.allSettled(asked.map((ask) => ask(lab)));
  return settled.map(({ status, reason }) => status === "fulfilled" ? "done" : reason.message);
}"""
ASKED = {  # what is asked, before the lab is ready and afterwards, and what becomes of it
    "set()": "set takes names with their values",
    "set(null)": "set takes names with their values",
    "set([5])": "set takes names with their values",
    "set('alpha')": "set takes names with their values",
    "set(new Map([['alpha', 5]]))": "set takes names with their values",
    "set({alpha: 'x'.repeat(3000)})": "alpha takes at most 2,000 characters here, not 3,000.",
    "set({'a b': 1})": "No setting is called “a b”.",
    "set({alpha: null})": "alpha takes a text, a number, true or false.",
    "set({alpha: NaN})": "alpha takes a text, a number, true or false.",
    "set({alpha: [5]})": "alpha takes a text, a number, true or false.",
    "set(Object.fromEntries([...Array(51).keys()].map((i) => [`a${i}`, 1])))": "set takes at most 50 values",
    "set({alpha: () => 5})": "() => 5 could not be cloned",
    "set({alfa: 5})": "did you mean “learning_rate”?",
    "set({alpha: -1})": "learning_rate goes from 0.001 to 1,000, not −1",
    "set({hidden: 4})": "done",
    "set({})": "done",
    "set({bias: true})": "done",
    "pause()": "done",
}


def test_every_promise_settles(course: Course) -> None:
    page = course.open(LAB)
    asked = f"[{', '.join(f'(lab) => lab.{one}' for one in ASKED)}]"
    for when in ("before it is ready", "afterwards"):
        settled = page.evaluate(f"() => ({SETTLE})({asked})")
        for one, said, wanted in zip(ASKED, settled, ASKED.values(), strict=True):
            assert wanted in said, f"{one}, {when}"
    link = inside(page).get_by_role("link", name="Open in the playground")
    expect(link).to_have_attribute("href", f"{course.playground}/backprop?bias=true&learning_rate=10")

    # a flood: what is made pointless by what comes after it goes no further than the frame
    (frame,) = page.frames[1:]
    frame.evaluate("window.count = 0; addEventListener('np-command', () => { count += 1 })")
    flood = "[...Array(3000).keys()].map((i) => (lab) => lab.set(i % 3 ? {alpha: i / 100 + 1} : {seed: i}))"
    settled = page.evaluate(
        f"() => ({SETTLE})([...{flood}, (lab) => lab.set({{hidden: 99}}), (lab) => lab.set({{alpha: 7}})])"
    )
    assert settled[:3000] == ["done"] * 3000 and settled[3001] == "done"
    assert settled[3000] == "hidden goes from 0 to 64, not 99"
    assert frame.evaluate("count") < 300
    frame.evaluate("count = 0")
    flood = "[...Array(1000).keys()].map((i) => (lab) => i % 2 ? lab.pause() : lab.play())"
    assert page.evaluate(f"() => ({SETTLE})({flood})") == ["done"] * 1000
    assert frame.evaluate("count") < 100
    expect(link).to_have_attribute(
        "href", f"{course.playground}/backprop?bias=true&learning_rate=7&seed=2997"
    )

    # out of the page it cannot be asked, and can again when it is back
    taken = f"(() => {{ window.kept = {FIRST}; kept.remove(); return kept.play() }})()"
    assert call(page, taken) == "This lab is not in the page."
    page.evaluate("document.querySelector('main').append(kept)")
    assert call(page, "kept.set({alpha: 3})") == "done"


def test_what_is_no_lab_and_what_never_gets_ready_keep_nobody_waiting(course: Course) -> None:
    """Two pages stand where labs are expected: one knows nothing of labs, the other never gets further."""
    (course.folder / "images").mkdir()
    for name, text in (
        ("nothing", "Not a lab."),
        ("silent", "<script>parent.postMessage({np: 1, type: 'here'}, '*')</script>"),
    ):
        (course.folder / f"{name}.html").write_text(f"<!doctype html><title>A page</title>{text}")
        shutil.copy(IMAGES / "circuit.png", course.folder / "images" / f"{name}.png")
    page = course.page()
    page.clock.install()
    labs = (f'<neural-lab id="{name}" name="{name}" base="/"></neural-lab>' for name in ("nothing", "silent"))
    page.goto(course.write("".join(labs)))
    page.evaluate(
        """() => {
          window.said = {};
          for (const lab of document.querySelectorAll("neural-lab"))
            for (const command of ["play", "pause"])
              lab[command]().catch((error) => { said[`${lab.id} ${command}`] = error.message });
        }"""
    )
    expect(page.frame_locator("#nothing iframe").get_by_text("Not a lab.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.clock.fast_forward(16_000)
    none = f"There is no lab at {course.url}/nothing.html."
    assert page.evaluate("said") == {"nothing play": none, "nothing pause": none}
    assert call(page, "document.querySelector('#nothing').reset()") == none, "nor is it waited for again"
    page.clock.fast_forward(180_000)
    silence = "The lab does not answer."
    assert page.evaluate("said") == {
        **{"nothing play": none, "nothing pause": none},
        **{"silent play": silence, "silent pause": silence},
    }


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
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.startswith("/")] == ["/embed.js", "/images/circuit.png"]
    page.locator("#one").scroll_into_view_if_needed()
    inside(page, "#one")
    expect(page.locator("neural-lab iframe")).to_have_count(1)


def test_it_starts_from_the_keyboard(course: Course) -> None:
    page = course.open(
        '<neural-lab name="circuit" preset="two-gates" title="The first circuit"></neural-lab>'
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame = inside(page)
    expect(page.locator("iframe")).to_have_attribute("title", "The first circuit")
    page.keyboard.press("ArrowRight")  # the focus is in the lab
    expect(frame.get_by_role("status")).to_contain_text("step 1")
    page.keyboard.press("Space")
    wait_for(page, "heard.some((event) => event.type === 'challenge')")
    assert '"circuit"' in page.frames[1].evaluate(KEPT), "its reader has solved something"


# As high as its content, and nothing beside it; what the page around it has heard of it last says so too.
SETTLED = """() => {
  const { scrollHeight, scrollWidth, clientWidth } = document.documentElement;
  const content = Math.ceil(document.querySelector(".np-page").getBoundingClientRect().height);
  return innerHeight === content && scrollHeight <= innerHeight && scrollWidth <= clientWidth;
}"""
HEARD = "addEventListener('message', ({ data }) => { if (data.subject) (window.lti ||= []).push(data) })"


@pytest.mark.parametrize("lab", LABS)
def test_tour(course: Course, subtests: pytest.Subtests, lab: str) -> None:
    """A lab in a page of another origin: before it is started and then, at three widths, light and dark."""
    page = course.page(width=1100)
    page.add_init_script(HEARD)
    style = "<style>:root { color-scheme: light dark }</style>"
    page.goto(course.write(f'{style}<neural-lab name="{lab}"></neural-lab>'))
    for theme in ("light", "dark"):
        with subtests.test(f"axe finds nothing serious before the start, {theme}", lab=lab):
            page.set_viewport_size({"width": 700, "height": 800})
            page.emulate_media(color_scheme=theme)
            assert serious(page) == []
    page.set_viewport_size({"width": 1100, "height": 800})
    page.get_by_role("button", name="Start the lab").click()
    expect(inside(page).locator(".np-side")).to_be_visible()
    (frame,) = page.frames[1:]
    for width in (1100, 700, 360):
        with subtests.test(f"as high as its content at {width} px", lab=lab):
            page.set_viewport_size({"width": width, "height": 800})
            frame.wait_for_function(SETTLED)
            fits(page)
            told = {"subject": "lti.frameResize", "height": frame.evaluate("innerHeight")}
            eventually(lambda told=told: page.evaluate("lti.at(-1)") == told)
    for width in (700, 360):
        for theme in ("light", "dark"):
            with subtests.test(f"axe finds nothing serious at {width} px, {theme}", lab=lab):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=theme)
                expect(inside(page).locator("html")).to_have_attribute("data-theme", theme)
                frame.wait_for_function(SETTLED)
                assert serious(frame) == []


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
ANSWERED = """addEventListener("message", ({data}) => {
  if (data?.type === "answer") (window.answers ||= []).push(data.wrong);
})"""
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
    page.frames[1].evaluate(
        "addEventListener('message', ({ data }) => { window.last ||= data === 'the last' })"
    )
    for message in ("{np: 1, type: 'play', ask: 1}", "{np: 1, type: 'theme', dark: true}", "'the last'"):
        page.evaluate(f"frames[0].postMessage({message}, '*')")
    wait_for(page.frames[1], "window.last")
    answered(page.frames[1])
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(frame.locator("html")).to_have_attribute("data-theme", "light")
    assert set(page.evaluate("said")) == {"size", "lti.frameResize"}


NO_COMMANDS = [
    "null",
    "'play'",
    "{type: 'play', ask: 1}",
    "{np: 2, type: 'play', ask: 1}",
    "{np: 1, type: 'play'}",
    "{np: 1, type: 'play', ask: '1'}",
    "{np: 1, type: 'theme', dark: 1}",
]
REFUSED = {
    "type: 'load', text: 'AAAA'": "There is no command “load”; there is play, pause, reset, set and again.",
    "type: ['play']": "There is no command “play”; there is play, pause, reset, set and again.",
    "type: 'set', values: null": "set takes names with their values, as in {alpha: 5}.",
    "type: 'set', values: [1]": "set takes names with their values, as in {alpha: 5}.",
    "type: 'set', values: {seed: {}}": "seed takes a text, a number, true or false.",
    "type: 'set', values: {seed: NaN}": "seed takes a text, a number, true or false.",
    "type: 'set', values: {'a b': 1}": "No setting is called “a b”.",
    "type: 'set', values: {['__proto__']: '1'}": "backprop has no setting “__proto__”",
}


def test_malformed_messages_are_ignored_or_refused(course: Course) -> None:
    page = course.page()
    page.add_init_script(SAID)
    page.add_init_script(ANSWERED)
    page.goto(course.write(PLAIN.format(f"{course.playground}/backprop.html?embed=1&host={course.url}")))
    frame = inside(page, "iframe")
    wait_for(page, "said.includes('ready')")
    for message in NO_COMMANDS:
        page.evaluate(f"frames[0].postMessage({message}, '*')")
    for number, message in enumerate(REFUSED):
        page.evaluate(f"frames[0].postMessage({{np: 1, ask: {number}, {message}}}, '*')")
    wait_for(page, f"window.answers?.length === {len(REFUSED)}")
    for said, why in zip(page.evaluate("answers"), REFUSED.values(), strict=True):
        assert said.startswith(why)
    expect(frame.get_by_role("status")).to_contain_text("step 0")
    expect(frame.locator("html")).to_have_attribute("data-theme", "light")
    page.evaluate("frames[0].postMessage({np: 1, type: 'play', ask: 1}, '*')")
    wait_for(page, "answers.at(-1) === ''")


def test_the_element_believes_only_its_own_frame(course: Course) -> None:
    page = course.open(LAB)
    inside(page)
    wait_for(page, "heard.some((event) => event.type === 'ready')")
    # the lab's own page goes on telling its height while it settles: what must not be believed is this one
    watch = f"new ResizeObserver(() => (window.heights ??= []).push({FIRST}.clientHeight)).observe({FIRST})"
    page.evaluate(watch)
    page.evaluate("postMessage({np: 1, type: 'challenge', lab: 'forged'}, '*')")
    page.evaluate("postMessage({np: 1, type: 'size', height: 1234}, '*')")
    page.evaluate("addEventListener('message', ({ data }) => { window.last ||= data === 'the last' })")
    page.evaluate("postMessage('the last', '*')")  # messages of one window come in their order
    wait_for(page, "window.last")
    drawn(page)
    assert heard(page, "challenge") == []
    heights = page.evaluate("heights")
    assert heights and 1234 not in heights


def test_a_lab_that_is_taken_away_keeps_nobody_waiting(course: Course) -> None:
    page = course.open('<neural-lab name="circuit"></neural-lab>')
    asking = f"(() => {{ const lab = {FIRST}, asked = lab.play(); lab.remove(); return asked }})()"
    assert call(page, asking) == "The lab was taken out of the page."
    assert call(page, "document.createElement('neural-lab').play()") == "This lab is not in the page."


NO_BASES = [
    "javascript://a/%0aalert(1)//",
    "JavaScript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data://a/&quot;><img src=x onerror=alert(1)>/",
    "blob://a/b",
    "file:///srv/labs/",
    "ftp://a/",
    "http://",
]


def test_a_lab_without_a_name_or_with_a_base_that_is_no_web_address_says_so(course: Course) -> None:
    page, dialogs = course.page(), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    labs = [f'<neural-lab name="circuit" base="{base}" start="auto"></neural-lab>' for base in NO_BASES]
    page.goto(course.write("".join(["<neural-lab></neural-lab>", LAB, *labs])))
    inside(page, "#one")
    expect(page.get_by_text("This lab needs a name")).to_have_count(1 + len(labs))
    page.evaluate(f"document.querySelector('#one').setAttribute('base', '{NO_BASES[0]}')")
    expect(page.get_by_text("This lab needs a name")).to_have_count(2 + len(labs))
    assert call(page, "document.querySelector('#one').play()") == "This lab is not in the page."
    expect(page.locator("iframe")).to_have_count(0)
    assert dialogs == []
