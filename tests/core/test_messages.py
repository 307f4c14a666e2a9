"""Messages: cut into words, read with a clear word for what is wrong, kept for the test."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data import messages
from playground.data.messages import Message

FOUR = "spam, win now\nham, see you\nSPAM\tcall now\nham: bye, dear"


def test_words_are_small_and_numbers_of_a_length_are_one() -> None:
    assert messages.words("Call 555-0101 NOW, don’t wait: £50!") == [
        *("call", "number3", "number4", "now", "don't", "wait", "money", "number2"),
    ]
    assert messages.words("... !?") == []


@pytest.mark.parametrize(
    "text, cut",
    [
        ("हिन्दी में मुफ़्त", ["हिन्दी", "में", "मुफ़्त"]),
        ("தமிழ் மொழி", ["தமிழ்", "மொழி"]),
        ("বাংলা ভাষা", ["বাংলা", "ভাষা"]),
        ("ภาษาไทย ฟรี!", ["ภาษาไทย", "ฟรี"]),
        ("cafe\u0301 CAFÉ", ["café", "café"]),  # the accent behind its letter, and in one piece with it
        ("שָׁלוֹם", ["שָׁלוֹם"]),
        ("می‌خواهم ", ["می‌خواهم"]),  # a joiner that keeps two letters apart
        ("ක්‍රීඩා", ["ක්‍රීඩා"]),  # and one that joins them
        ("İstanbul", ["i̇stanbul"]),
        ("ver\u00addient", ["verdient"]),
        ("1️⃣ ❤️ 👩‍🔬 ok", ["number1", "ok"]),  # marks on what is no letter are no words
        ("Größe mы́ 자유 自由", ["größe", "mы́", "자유", "自由"]),
        ("٣٤ ₹५०", ["number2", "number2"]),
    ],
)
def test_words_of_every_script_are_words(text: str, cut: list[str]) -> None:
    assert messages.words(text) == [unicodedata.normalize("NFC", word) for word in cut]


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Mn", "Mc"]), min_size=1, max_size=8))
def test_letters_and_their_marks_are_one_word_however_they_are_typed(text: str) -> None:
    word = "a" + text
    assert messages.words(word) == messages.words(unicodedata.normalize("NFD", word))
    assert len(messages.words(word)) == 1


@given(st.text())
def test_any_text_can_be_cut(text: str) -> None:
    found = messages.words(text)
    assert all(word and not re.search(r"\s", word) for word in found)
    assert found == messages.words(f"  {text}  ")


@pytest.mark.parametrize(
    "text",
    [
        'v1,v2,,,\nspam,win now,,,\nham,see you,,,\nspam,call now,,,\nham,"bye, dear",,,',
        "Label\tSMS\nspam\twin now\nham\tsee you\nspam\tcall now\nham\tbye, dear\n",
        '"","type","text"\n"1","spam","win now"\n"2","ham","see you"\n3,spam,call now\n4,ham,"bye, dear"',
        'sep=;\nlabel;message\nspam;"win now"\nham;see you\n;\nspam;call now;\nham;"bye, dear"',
        "\ufeffspam, win now\nham, see you\n,,,\nspam, call now\nham, bye, dear",
        "\ufeff\ufeffcategory,message\n" + FOUR,
        FOUR.encode("utf-16"),
        FOUR.encode("utf-16-le"),
        b"\xef\xbb\xbf" + FOUR.encode(),
    ],
)
def test_what_a_table_of_messages_looks_like(text: str | bytes) -> None:
    assert [(m.text, m.spam) for m in messages.read(text)] == [
        *(("win now", True), ("see you", False), ("call now", True), ("bye, dear", False)),
    ]


def test_quotes_that_are_meant_stay() -> None:
    said = 'he said "no", and "yes"'
    found = messages.read(f'spam, "a" or "b"\nham, {said}\nspam, "say ""hi"", now"\nham, x')
    assert [m.text for m in found] == ['"a" or "b"', said, 'say "hi", now', "x"]


def test_lines_are_read_with_any_sign_between() -> None:
    assert (
        messages.read(FOUR)
        == messages.read(FOUR.encode())
        == (
            *(Message("win now", True), Message("see you", False)),
            *(Message("call now", True), Message("bye, dear", False)),
        )
    )


@pytest.mark.parametrize(
    "text, says",
    [
        ("spam, a\nham b", "line 2: write spam or ham"),
        ("spam, a\n\nham,  ", "line 3: the message is empty"),
        ("ham, ?!", "line 1: the message is empty"),
        (f"ham, {'a' * 501}", "line 1: a message has at most 500 characters"),
        ("", "at least 2 spam messages, and there is none"),
        ("spam, a\nham, b\nham, c", "at least 2 spam messages, and there is 1"),
        ("spam, a\nspam, b", "at least 2 ham messages, and there is none"),
        ("ham, a\n" * 401, "at most 400 messages are allowed, not 401"),
        ("a" * 20_001, "at most 20,000 characters are allowed, not 20,001"),
        (b"\xff\xfe\x00", "not a plain text file"),
        ("hello there, my friend\nspam, a", "line 1: write spam or ham"),
        ("type of thing is, what I say\nspam, a", "line 1: write spam or ham"),
        ("v1,v2\nv1,v2\nspam, a", "line 2: write spam or ham"),
        (FOUR.encode("utf-32"), "this is not a plain text file; save it as text in UTF-8"),
        ("spam, a\0", "not a plain text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a plain text file"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(text: str | bytes, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as error:
        messages.read(text)
    assert "\n" not in str(error.value)


def test_the_built_in_messages_are_a_few_hundred_of_both_kinds() -> None:
    found = messages.built_in()
    spam = sum(message.spam for message in found)
    assert len(found) == len({message.text for message in found}) == 340
    assert 0.4 < spam / len(found) < 0.5
    assert all(message.text == message.text.strip() for message in found)
    licence = Path(messages.__file__).with_name("README.md").read_text(encoding="utf-8")
    assert "CC0" in licence


@given(
    st.lists(st.booleans(), min_size=4, max_size=60).filter(lambda kinds: 2 <= sum(kinds) <= len(kinds) - 2)
)
def test_every_fifth_is_kept_and_none_is_lost(kinds: list[bool]) -> None:
    found = [Message(f"message {i}", spam) for i, spam in enumerate(kinds)]
    spam, ham, tests = messages.split(found)
    assert {*spam, *ham, *tests} == {*found} and len(spam) + len(ham) + len(tests) == len(found)
    assert spam and ham and all(m.spam for m in spam) and not any(m.spam for m in ham)
    for kind in (True, False):
        count = sum(message.spam is kind for message in found)
        assert sum(message.spam is kind for message in tests) == max(1, count // 5)


def test_messages_that_are_sent_twice_leave_something_to_learn() -> None:
    win, hi, lunch = Message("win", True), Message("hi", False), Message("lunch", False)
    assert messages.split([win, win, hi, lunch]) == ([win], [hi], [win, lunch])
    assert messages.split([win, win, lunch, hi, hi]) == ([win], [lunch], [win, hi]), (
        "the test is unseen if it can be"
    )
