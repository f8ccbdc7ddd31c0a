"""Which proposals of the list are chosen. The address says it, which survives turning pages and filters."""

from __future__ import annotations

from collections.abc import Iterable

from convenor.web.request import SignedInRequest

MOST_AT_ONCE = 500
A_CODE = 8
A_UID = 36


def chosen_in(request: SignedInRequest) -> list[str]:
    """The codes that the address names: those ticked on the page it comes from, and those of other pages."""
    return codes_in([*request.GET.get("chosen", "").split(), *request.GET.getlist("code")])


def suggestion_in(request: SignedInRequest) -> str:
    """The identifier of the suggestion that the choice began with, where the address has one."""
    said = request.GET.get("suggestion", "")
    return said if len(said) == A_UID and all(each in "-0123456789abcdef" for each in said) else ""


def codes_in(words: Iterable[str]) -> list[str]:
    """Those of ``words`` that can be codes, once each, and not without end."""
    codes = (word for word in words if len(word) <= A_CODE and word.isascii() and word.isalnum())
    return list(dict.fromkeys(codes))[:MOST_AT_ONCE]
