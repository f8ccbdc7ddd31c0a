"""The log: for everybody to verify, for an edition's officers and for each person to read in words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.audit import queries, verifier
from convenor.audit.models import Checkpoint, EntryQuerySet
from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser
from convenor.web.forms import Line
from convenor.web.request import Request, SignedInRequest
from convenor.web.sentences import SENTENCES, TOLD, in_general, sentence_html

A_PAGE = 50
DIGITS = 18  # of the largest number that every database counts to


@require_safe
def about(request: Request) -> HttpResponse:
    """What the log is, and how anybody checks it."""
    checkpoints = Checkpoint.objects.order_by("-size")[:10]
    page = {"checkpoints": checkpoints, "latest": queries.latest_checkpoint(), "url": settings.URL}
    return render(request, "log/about.html", page)


@require_safe
def latest_checkpoint(request: Request) -> HttpResponse:
    return _text(_latest().note)


@require_safe
def checkpoint(request: Request, size: int) -> HttpResponse:
    return _text(get_object_or_404(Checkpoint, size=size).note)


@require_safe
def key(request: Request) -> HttpResponse:
    return _text(_latest().key + "\n")


@require_safe
def entries(request: Request) -> FileResponse:
    """The commitments that the latest checkpoint covers, from entry ``?from=`` on."""
    return _json_lines(_start(request), _latest().size)


@require_safe
def own_entries(request: SignedInRequest) -> FileResponse:
    """The same, with what concerns this person opened."""
    opened = queries.entries_about(request.person, told=TOLD).values_list("seq", flat=True)
    return _json_lines(_start(request), _latest().size, opened=opened)


@require_safe
def verifier_script(request: Request) -> HttpResponse:
    return _text(Path(verifier.__file__).read_text(encoding="utf-8"))


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What I did and what concerns me."""
    return render(request, "log/mine.html", _shown(request, queries.entries_about(request.person, told=TOLD)))


class Search(forms.Form):
    """What to look for in an edition's log."""

    q = Line(label=_("A code or a name"), required=False, max_length=80)
    action = forms.ChoiceField(label=_("What happened"), required=False)

    def __init__(self, request: Request, found: EntryQuerySet) -> None:
        super().__init__(request.GET)
        happened = found.order_by("action").values_list("action", flat=True).distinct()
        choices = [(name, in_general(name)) for name in happened if name in SENTENCES]
        self.fields["action"].choices = [("", _("anything")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def narrowed(self, found: EntryQuerySet) -> EntryQuerySet:
        self.is_valid()
        if text := self.cleaned_data.get("q"):
            found = found.naming(text)
        if action := self.cleaned_data.get("action"):
            found = found.filter(action=action)
        return found


@require_safe
def of_edition(request: SignedInRequest) -> HttpResponse:
    """What happened in the edition, without what this officer may not know."""
    seen = proposals_for_organiser(request.person, request.edition, request.at)
    hidden = Proposal.objects.filter(edition=request.edition).exclude(pk__in=seen.values("pk"))
    found = queries.entries_of_edition(request.edition.path, hidden=hidden.values("code"))
    search = Search(request, found)
    return render(request, "log/edition.html", {"search": search, **_shown(request, search.narrowed(found))})


def _shown(request: Request, found: EntryQuerySet) -> dict[str, Any]:
    with_people = found.select_related("actor").prefetch_related("concerns__person")
    page = Paginator(with_people, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    lines = [{"entry": entry, "sentence": sentence_html(entry)} for entry in page]
    return {"page": page, "lines": lines, "query": query.urlencode()}


def _latest() -> Checkpoint:
    latest = queries.latest_checkpoint()
    if latest is None:
        raise Http404
    return latest


def _start(request: Request) -> int:
    given = request.GET.get("from", "0")
    if not (given.isascii() and given.isdecimal() and len(given) <= DIGITS):
        raise Http404
    return int(given)


def _text(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _json_lines(start: int, end: int, opened: Iterable[int] = ()) -> FileResponse:
    file = TemporaryFile()  # noqa: SIM115  # the response closes it; a slow reader of a file holds no thread
    file.writelines(queries.lines(start, end, opened=opened))
    file.seek(0)
    return FileResponse(file, content_type="application/jsonl; charset=utf-8")
