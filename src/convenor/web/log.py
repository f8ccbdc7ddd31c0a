"""The log: for everybody to verify, for an edition's officers and for each person to read in words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.audit import queries, verifier
from convenor.audit.models import Checkpoint, Entry, EntryQuerySet
from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser
from convenor.web.request import Request, SignedInRequest
from convenor.web.sentences import SENTENCES, TOLD, in_general, people_of, sentence
from convenor.web.tables import Column, Filter, Table, listing_of

# They are about nobody, and hold the hashes of what everybody reads.
OPEN_TO_ALL = ("release.published", "release.reissued")
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
    """The commitments that the latest checkpoint covers, from entry ``?from=`` on; what is public is open."""
    opened = Entry.objects.filter(action__in=OPEN_TO_ALL).values_list("seq", flat=True)
    return _json_lines(_start(request), _latest().size, opened=opened)


@require_safe
def own_entries(request: SignedInRequest) -> FileResponse:
    """The same, with what concerns this person opened."""
    opened = queries.entries_about(request.person, told=TOLD).values_list("seq", flat=True)
    return _json_lines(_start(request), _latest().size, opened=opened)


@require_safe
def verifier_script(request: Request) -> HttpResponse:
    return _text(Path(verifier.__file__).read_text(encoding="utf-8"))


def _of_me(request: SignedInRequest) -> EntryQuerySet:
    return queries.entries_about(request.person, told=TOLD)


def _actions_of_me(request: SignedInRequest) -> list[tuple[str, str]]:
    met = set(_of_me(request).order_by().values_list("action", flat=True))
    return [(name, in_general(name)) for name in SENTENCES if name in met]


MINE = Table(
    "my-log",
    Column("at", _("When"), lambda entry: entry.at, "seq"),
    Column("what", _("What happened"), sentence),
    Column(
        "who",
        _("Who"),
        lambda entry: entry.actor and entry.actor.name,
        search=("actor__name",),
        is_for_files=True,
    ),
    Column("proposal", _("Proposal"), lambda entry: entry.proposal, "proposal", search=("proposal",)),
    Column("number", _("Entry"), lambda entry: entry.seq),
    filters=(
        Filter("action", _("What happened"), _actions_of_me, lambda rows, action: rows.filter(action=action)),
    ),
    sort="-at",
)


@require_safe
def mine(request: SignedInRequest) -> HttpResponseBase:
    """What I did and what concerns me."""
    listing = listing_of(request, MINE, with_people(_of_me(request)))
    return listing.file() or render(request, "log/mine.html", {"listing": listing})


def with_people(entries: EntryQuerySet) -> EntryQuerySet:
    return entries.select_related("actor").prefetch_related("concerns__person")


def _actions(_request: SignedInRequest) -> list[tuple[str, str]]:
    return [(name, in_general(name)) for name in SENTENCES]


LIST = Table(
    "log",
    Column("at", _("When"), lambda entry: entry.at, "seq"),
    Column("what", _("What happened"), sentence),
    Column("who", _("Who"), lambda entry: entry.actor and entry.actor.name, search=("actor__name",)),
    Column("whom", _("Whom it concerns"), people_of, search=("concerns__person__name",), is_for_files=True),
    Column("proposal", _("Proposal"), lambda entry: entry.proposal, "proposal", search=("proposal",)),
    Column("number", _("Entry"), lambda entry: entry.seq, is_for_files=True),
    filters=(
        Filter("action", _("What happened"), _actions, lambda rows, action: rows.filter(action=action)),
    ),
    sort="-at",
)


@require_safe
def of_edition(request: SignedInRequest) -> HttpResponseBase:
    """What happened in the edition, without what this officer may not know."""
    seen = proposals_for_organiser(request.person, request.edition, request.at)
    hidden = Proposal.objects.filter(edition=request.edition).exclude(pk__in=seen.values("pk"))
    entries = queries.entries_of_edition(request.edition.path, hidden=hidden.values("code"))
    listing = listing_of(request, LIST, with_people(entries))
    return listing.file() or render(request, "log/edition.html", {"listing": listing})


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
