"""Plain text as people type it: cleaned, counted and cut, in any script."""

import re
import unicodedata
from itertools import accumulate, takewhile

from anyascii import anyascii

# U+202A..202E and U+2066..2069 turn the direction of what follows; U+FEFF is a byte order mark.
_BIDI_CONTROLS = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\ufeff"}
_KEPT_CONTROLS = {"\n", "\t"}
_MARKS_IN_A_ROW = 8  # Vietnamese needs two, Arabic up to four, nobody a million
_IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_MARKS_IN_WORDS = re.compile(r"['`\"]")  # as transliteration writes soft signs and pharyngeals
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def clean(text: str) -> str:
    """``text`` in NFC without characters that hide, reverse or cannot be stored; line ends are ``\\n``.

    NUL, other controls, lone surrogates and bidirectional overrides go; piled-up combining marks are cut.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if not _is_unwanted(c))
    return unicodedata.normalize("NFC", _without_piles(kept)).strip()


def _is_unwanted(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return False
    return character in _BIDI_CONTROLS or unicodedata.category(character) in {"Cc", "Cs", "Cn"}


def _without_piles(text: str) -> str:
    kept: list[str] = []
    pile = 0
    for character in text:
        pile = pile + 1 if unicodedata.combining(character) else 0
        if pile <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def one_line(text: str) -> str:
    """``text`` cleaned, on one line, without runs of spaces: for names and titles."""
    return " ".join(clean(text).split())


def count_words(text: str) -> int:
    """Words as an author counts them; each Chinese or Japanese character counts as half a word.

    Two characters make about one word in written Chinese, so one limit serves all languages.
    """
    characters = len(_CJK.findall(text))
    words = len(_CJK.sub(" ", text).split())
    return words + (characters + 1) // 2


def folded(text: str) -> str:
    """``text`` for comparing names: compatibility forms, case and runs of spaces do not matter."""
    return one_line(unicodedata.normalize("NFKC", text)).casefold()


def short_name_of(text: str, *, most: int) -> str:
    """``text``, of any script, for an address: small Latin letters, digits, hyphens; perhaps nothing.

    Whole words, as many as fit into ``most`` characters; each Chinese character is a word.
    """
    spaced = _IDEOGRAPH.sub(lambda found: f" {found[0]} ", unicodedata.normalize("NFKC", text))
    words = re.findall("[a-z0-9]+", _MARKS_IN_WORDS.sub("", anyascii(spaced)).lower())
    fitting = takewhile(lambda joined: len(joined) <= most, accumulate(words, "{}-{}".format))
    return max(fitting, key=len, default="".join(words[:1])[:most])
