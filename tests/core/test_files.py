"""Files in the encodings that programs write: each is read to the same text, or refused in a sentence."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.files import WINDOWS, read_file, remark

GERMAN = "x;y;Größe\n1,5;2;groß\n3;4,25;klein\n"
TEXTS = {
    "German": GERMAN,
    "Greek": "ham, καλημέρα φίλε μου\nspam, κέρδισες χρήματα\n",
    "Hindi": "ham, कल मिलते हैं\nspam, मुफ़्त पैसे जीतें\n",
    "emoji": "1,2,🙂\n3,4,👩‍👩‍👧\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("encoding", "called"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16")]
)
def test_a_text_in_unicode_is_read_whatever_its_letters(text: str, encoding: str, called: str) -> None:
    assert read_file(text.encode(encoding)) == (text, called)
    assert remark(called) == ""


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_in_utf_16_without_a_mark_is_known_by_its_zeros(encoding: str, ends: str) -> None:
    text = GERMAN.replace("\n", ends)
    assert read_file(text.encode(encoding)) == (text, "UTF-16")


@pytest.mark.parametrize("text", [GERMAN, "1,2,été\n3,4,hiver", "1\t2\t“so”\n3\t4\t5 €", "1,2,ä\n3,4,b\x1a"])
def test_what_is_no_unicode_is_read_as_windows_writes_it_and_said(text: str) -> None:
    found, encoding = read_file(text.encode("cp1252"))
    assert (found, encoding) == (text.rstrip("\x1a"), WINDOWS)
    assert "not UTF-8" in remark(encoding)


@pytest.mark.parametrize(
    "data",
    [
        "ham, привет\nspam, деньги".encode("cp1251"),  # of Windows, but not in Western Europe
        "ham, こんにちは".encode("shift-jis"),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x1f\x8b\x08\0abc",
        b"a,b\x07c",
        codecs.BOM_UTF16_LE + b"a",
        codecs.BOM_UTF16_LE + b"\x00\xd8",
        b"1,2,\x81",
        "1,2,a".encode("utf-32"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="this is not a plain text file; save it as CSV in UTF-8"):
        read_file(data)


@pytest.mark.parametrize("data", [b"PK\x03\x04\x14\0\x06", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_workbook_is_called_one(data: bytes) -> None:
    with pytest.raises(ValueError, match="a workbook of a spreadsheet, not a text; save it as text"):
        read_file(data, "text")


@given(st.binary(max_size=60))
def test_any_bytes_are_a_text_without_control_characters_or_refused(data: bytes) -> None:
    try:
        text, encoding = read_file(data)
    except ValueError as error:
        assert str(error).startswith("this is ")
    else:
        assert "\0" not in text and encoding in ("UTF-8", "UTF-16", WINDOWS)
