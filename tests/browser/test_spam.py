"""The page of `spam`: a message written, seen with several eyes, written to evade it, judged encrypted."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers import eventually, open_lab, steps


@pytest.fixture
def opened(page: Page) -> Page:
    return open_lab(page, "/spam?key_bits=128&passes=1")


def message(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Write a message")


def verdict(page: Page) -> Locator:
    return page.locator(".letter .verdict")


def rows(page: Page) -> Locator:
    return page.locator(".letter tbody tr")


def play_to(page: Page, step: int) -> None:
    page.get_by_role("button", name="full speed").click()
    page.locator(".play").click()
    eventually(lambda: steps(page) >= step)
    if page.locator(".play").get_attribute("aria-label") == "Pause":
        page.keyboard.press("Space")
    expect(page.locator(".play")).to_have_attribute("aria-label", "Play")
    page.get_by_label("Timeline").fill(str(step))
    eventually(lambda: steps(page) == step)


def look_as(page: Page, who: str) -> None:
    page.get_by_role("group", name="Who looks?").get_by_role("button", name=who).click()


def test_a_message_is_written_and_evades_it_while_the_weights_can_be_read(opened: Page) -> None:
    play_to(opened, 140)
    message(opened).fill("Free prize, claim it now")
    expect(rows(opened)).to_have_count(5)
    expect(verdict(opened)).to_contain_text("spam, reported")
    opened.get_by_role("button", name="Evade the filter").click()
    expect(verdict(opened)).to_contain_text("ham")
    eventually(lambda: message(opened).input_value().startswith("Free prize, claim it now "))
    expect(opened.get_by_role("button", name="Evade the filter")).to_be_disabled()
    before = message(opened).input_value()
    word = opened.locator(".vocabulary .list button").first
    added = word.locator(".name").inner_text()
    word.click()
    eventually(lambda: message(opened).input_value() == f"{before} {added}")


def test_an_empty_message_is_refused_at_the_field(opened: Page) -> None:
    message(opened).fill("?!")
    message(opened).press("Enter")
    expect(opened.locator("#letter-wrong")).to_have_text("the message is empty: write at least one word")
    expect(rows(opened)).to_have_count(6)
    message(opened).fill("hello you")
    message(opened).press("Enter")
    expect(opened.locator("#letter-wrong")).to_be_hidden()
    expect(rows(opened)).to_have_count(2)


def test_when_it_is_encrypted_nobody_sees_it_all(opened: Page) -> None:
    opened.get_by_role("button", name="full speed").click()
    opened.locator(".play").click()
    expect(opened.get_by_text("test messages were judged under encryption")).to_be_visible()
    expect(opened.get_by_role("button", name="Evade the filter")).to_be_disabled()
    first = rows(opened).first.locator("th, td")
    look_as(opened, "mail client")
    expect(first).to_have_text(["free", "•••", first.nth(2).inner_text(), "•••", first.nth(4).inner_text()])
    assert "…" in first.nth(2).inner_text()
    expect(verdict(opened)).to_have_text("The mail client does not learn the verdict.")
    look_as(opened, "officer")
    expect(first).to_have_text(["•••"] * 5)
    expect(message(opened)).to_be_hidden()
    expect(verdict(opened)).to_contain_text("Decrypted")
    look_as(opened, "eavesdropper")
    expect(verdict(opened)).to_have_text("The eavesdropper does not learn the verdict.")
    sent = opened.locator(".letter .wire .sent").inner_text()
    assert len(sent) == 64 and int(sent, 16) > 0
    expect(opened.locator(".vocabulary .locked")).to_have_count(12)


def test_a_file_of_messages(opened: Page) -> None:
    opened.get_by_text("Teach it other messages").click()
    chooser = opened.locator(".letter input[type=file]")
    good = "spam, win money now\nspam, free money\nham, see you soon\nham, are you home\n"
    chooser.set_input_files({"name": "own.txt", "mimeType": "text/plain", "buffer": good.encode()})
    expect(opened.get_by_text("4 messages from the file.")).to_be_visible()
    for content, says in (
        (b"\xff\xd8\xff\xe0", "not a plain text file"),
        (b"ham, a\n" * 12_000, "too large"),
        (b"win money now", "line 1: write spam or ham"),
    ):
        chooser.set_input_files({"name": "bad.txt", "mimeType": "text/plain", "buffer": content})
        expect(opened.get_by_text(says)).to_be_visible()
    expect(opened.get_by_text("0 of 2 messages")).to_be_visible()


def test_a_long_wait_is_said_beforehand(page: Page) -> None:
    open_lab(page, "/spam?key_bits=2048")
    expect(page.locator(".letter .ahead")).to_contain_text("A key of 256 bits shows the same at once.")
