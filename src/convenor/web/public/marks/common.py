"""What these pages share: the release, the list, and that nobody else keeps or finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from convenor.accounts import throttle
from convenor.audit.actions import Action
from convenor.kernel.codes import spelled
from convenor.programme.current import current_release
from convenor.programme.frozen import Frozen
from convenor.programme.models import MarkList
from convenor.programme.queries import mark_list_at
from convenor.web.client import network_of
from convenor.web.forms import KeyedForm, Line
from convenor.web.request import Request

A_PAGE = 40  # sessions, as in the released programme
_DIGITS = 5

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def unlisted(view: View) -> View:
    """The same, in no search engine and in nobody's cache."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "no-store"
        return response

    return cast(View, answer)


def release_of(request: Request) -> Frozen:
    """The programme that the public reads; nothing is here before there is one."""
    release = current_release(request.edition)
    if release is None:
        raise Http404
    return release


def list_at(request: Request, token: str) -> MarkList:
    """Whose link it is, may read and change it."""
    found = _find(request, token)
    if found is None:
        raise Http404
    return found


def _find(request: Request, typed: str) -> MarkList | None:
    found = mark_list_at(spelled(typed))
    return found if found and found.edition_id == request.edition.pk else None


@dataclass(frozen=True)
class Part:
    """Which page of a long list is ``asked`` for, of how many ``things``."""

    things: int
    asked: str

    @property
    def numbers(self) -> range:
        return range(1, max(1, -(-self.things // A_PAGE)) + 1)

    @property
    def number(self) -> int:
        is_number = self.asked.isascii() and self.asked.isdigit() and len(self.asked) < _DIGITS
        return min(max(1, int(self.asked)), self.numbers[-1]) if is_number else 1

    @property
    def is_last(self) -> bool:
        return self.number == self.numbers[-1]

    def of(self, things: Sequence[T]) -> Sequence[T]:
        return things[(self.number - 1) * A_PAGE : self.number * A_PAGE]


class ListForm(KeyedForm):
    """Asks for the code of a list; ``found`` is that list, where one was named."""

    list_code = Line(
        label=_("Code of your list"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self._request = request
        self.found: MarkList | None = None

    def clean_list_code(self) -> str:
        typed: str = self.cleaned_data["list_code"]
        if typed:
            self.found = _find(self._request, typed)
            if self.found is None:
                raise ValidationError(_("There is no list with this code."))
        return typed


def list_from(request: Request, key: UUID, action: Action[..., Any], **facts: Any) -> MarkList:
    """The list that ``action`` changed or began; lists that are nobody's are not begun too often."""
    if request.person is None and not facts.get("mark_list"):
        throttle.take((throttle.LISTS_FROM_A_NETWORK, network_of(request)), at=request.at)
    made: MarkList | None = action.once(key, **facts, by=request.person, at=request.at)
    if made is None:  # sent again after the list was deleted
        raise Http404
    return made
