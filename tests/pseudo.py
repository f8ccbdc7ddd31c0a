"""A language that nobody speaks: each message in letters with marks, and four tenths longer.

What still stands in plain letters on a page did not go through gettext.
"""

from __future__ import annotations

import functools
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.utils.translation.trans_real import CONTEXT_SEPARATOR, DjangoTranslation

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MARKED = "áƀćđéƒĝĥíĵķĺḿńóƥɋŕśţúṽŵẋýźÁɃĆĐÉƑĜĤÍĴĶĹḾŃÓƤɊŔŚŢÚṼŴẊÝŹ"
LONGER = 0.4
_KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&\w+;|https?://\S+)")
_LETTERS = str.maketrans(PLAIN, MARKED)


def pseudo(message: str) -> str:
    """``message`` in the language that nobody speaks; what is put into it stays as it is."""
    pieces = _KEPT.split(message)
    marked = [piece if number % 2 else piece.translate(_LETTERS) for number, piece in enumerate(pieces)]
    words = round(LONGER * sum(len(piece) for piece in pieces[::2]) / 5)
    return "".join(marked) + " ŵóŕđ" * words


def _said(message: str) -> str:
    return pseudo(message.rpartition(CONTEXT_SEPARATOR)[2])


@contextmanager
def spoken() -> Iterator[None]:
    """All messages are in that language; what our functions remember of it is forgotten afterwards."""
    _forget()
    one = patch.object(DjangoTranslation, "gettext", lambda _self, message: _said(message))
    several = patch.object(
        DjangoTranslation, "ngettext", lambda _self, one, many, n: _said(one if n == 1 else many)
    )
    try:
        with one, several:
            yield
    finally:
        _forget()


def _forget() -> None:
    for each in gc.get_objects():
        # By its type: to ask a lazy object of what class it is would wake it up.
        if type(each) is functools._lru_cache_wrapper and each.__module__.startswith("convenor."):
            each.cache_clear()
