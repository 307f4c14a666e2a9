"""The text of a file that somebody brings.

It may be in UTF-8, in UTF-16, as spreadsheets write "Unicode text", or in the character set of Windows in
Western Europe, as they write CSV. None of them says so for certain. A file that is none of these is refused
in one sentence that says what to save it as.
"""

import codecs
import unicodedata

from playground.lab.numerals import BYTE_ORDER_MARK

WINDOWS = "Windows-1252"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .ods begin, and .xls
_WHITE = "\t\n\v\f\r\x1a"  # control characters that a text may hold; the last one ended it in MS-DOS


def read_file(data: bytes, save_as: str = "CSV") -> tuple[str, str]:
    """The text in the bytes of a file, without its byte order mark, and its encoding as people call it.

    Raises ValueError for what is no text, or none that can be told from another.
    """
    if data.startswith(_WORKBOOKS):
        raise ValueError(f"this is a workbook of a spreadsheet, not a text; save it as {save_as} in UTF-8")
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if any(unicodedata.category(sign) == "Cc" and sign not in _WHITE for sign in set(text)):
        raise ValueError(f"this is not a plain text file; save it as {save_as} in UTF-8")
    return text.lstrip(BYTE_ORDER_MARK).rstrip("\x1a"), encoding.removesuffix("-LE").removesuffix("-BE")


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    for encoding, place in (("UTF-16-LE", 1), ("UTF-16-BE", 0)):  # every other byte is 0 in most of the text
        if data[place::2].count(0) > len(data) / 3 and not data[1 - place :: 2].count(0):
            return encoding
    try:
        data.decode("UTF-8")
        return "UTF-8"
    except UnicodeDecodeError:
        # in Western Europe most letters have no accent: where many bytes are none of ASCII, it is another set
        return WINDOWS if sum(byte > 127 for byte in data) < len(data) / 3 else "UTF-8"


def remark(encoding: str) -> str:
    """What there is to say of a file read in this encoding; an empty text where it is sure to be right."""
    return f"Read as {WINDOWS}, as it is not UTF-8: look at its accents." if encoding == WINDOWS else ""
