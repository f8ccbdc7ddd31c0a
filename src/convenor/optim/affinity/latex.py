"""LaTeX as it stands in bibliographies, as plain text. Never fails; unknown commands are left out."""

from __future__ import annotations

import re
import unicodedata

_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘",
    "ldots": "…", "dots": "…", "textasciitilde": "~", "textunderscore": "_", "LaTeX": "LaTeX", "TeX": "TeX",
}  # fmt: skip
_ACCENT = re.compile(
    r"""\\(?:([`'^~=."])|([uvHckdbr])(?![A-Za-z]))\s*(?:\{\s*(\\?[^\W\d_])\s*\}|(\\?[^\W\d_]))"""
)
_COMMAND = re.compile(r"\\([A-Za-z]+)(?:\{\}|\s(?=[^\W\d_]))?")
_ESCAPED = re.compile(r"\\([^A-Za-z])")


def plain(text: str) -> str:
    """``text`` without commands and braces, accents put on their letters, on one line."""
    if "\\" in text:
        text = _ACCENT.sub(_accented, text)
        text = _COMMAND.sub(lambda found: _LETTERS.get(found[1], ""), text)
        text = _ESCAPED.sub(r"\1", text)
    text = re.sub(r"[{}$]", "", text.replace("---", "—").replace("--", "–")).replace("~", " ")
    return " ".join(unicodedata.normalize("NFC", text).split())


def _accented(found: re.Match[str]) -> str:
    letter = (found[3] or found[4]).replace("\\", "")
    return letter + _MARKS[found[1] or found[2]]
