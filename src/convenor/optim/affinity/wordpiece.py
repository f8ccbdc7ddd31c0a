"""English text as the pieces of words that BERT was trained on.

What the uncased tokenizer of J. Devlin, M.-W. Chang, K. Lee and K. Toutanova (“BERT”, 2019) does: accents and
case go, signs stand alone, and each word is cut from the left into the longest pieces that the vocabulary has
(M. Schuster and K. Nakajima, “Japanese and Korean voice search”, 2012).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

UNKNOWN, FIRST, LAST = "[UNK]", "[CLS]", "[SEP]"
LONGEST = 100  # characters of a word; a longer one is unknown
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


@dataclass(frozen=True, slots=True)
class Pieces:
    """The numbers of a text's pieces, without those that stand around it.

    It has so many ``words`` of letters, of which so many are ``whole``: one piece each.
    """

    numbers: Sequence[int]
    words: int
    whole: int


class Tokenizer:
    """``vocabulary`` has a piece a line; its number is that of the line."""

    def __init__(self, vocabulary: str) -> None:
        self._number = {piece: number for number, piece in enumerate(vocabulary.splitlines())}
        self.unknown, self.first, self.last = (self._number[piece] for piece in (UNKNOWN, FIRST, LAST))

    def pieces(self, text: str) -> Pieces:
        cut = [(word, self._cut(word)) for word in _words(text)]
        whole = [pieces != [self.unknown] and len(pieces) == 1 for word, pieces in cut if _is_word(word)]
        return Pieces([number for _, pieces in cut for number in pieces], len(whole), sum(whole))

    def _cut(self, word: str) -> list[int]:
        if len(word) > LONGEST:
            return [self.unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._number.get(("##" if start else "") + word[start:end])
                if number is not None:
                    break
            else:
                return [self.unknown]
            found.append(number)
            start = end
        return found


def _is_word(word: str) -> bool:
    return len(word) > 1 and word[0].isalpha()


def _words(text: str) -> Iterator[str]:
    """Runs of letters and digits, small and without accents; every sign and Chinese character alone."""
    for written in "".join(map(_cleaned, text)).split():
        folded = unicodedata.normalize("NFD", written.lower())
        yield from "".join(map(_apart, folded)).split()


def _cleaned(sign: str) -> str:
    if sign in "\t\n\r" or unicodedata.category(sign) == "Zs":
        return " "
    if sign in "\0\ufffd" or unicodedata.category(sign)[0] == "C":
        return ""
    return f" {sign} " if any(first <= ord(sign) <= last for first, last in _HAN) else sign


def _apart(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Mn":
        return ""
    is_sign = category[0] == "P" or (sign.isascii() and not sign.isalnum())
    return f" {sign} " if is_sign else sign
