"""The list of an edition's proposals for its organisers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.editions.models import Role
from convenor.proposals.models import Contributor, Decision, Format, Proposal, ProposalQuerySet, Verdict
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.queries import results_by_key, results_of, with_too_few_reviews
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.sheets import Cell
from convenor.web.tables import Column, Figures, Filter, Listing, Rows, Table, listing_of
from convenor.web.templatetags.convenor import language_name

DECIDERS = frozenset({Role.CHAIR, Role.TRACK_CHAIR})

# What the columns read: no abstracts, which would take most of the time of a page.
_OF_A_PROPOSAL = (
    "code",
    "title",
    "format",
    "language",
    "submitted_at",
    "track__name",
    "subtheme__name",
    "withdrawal__at",
)
_OF_A_CONTRIBUTOR = ("proposal", "invited_as", "agreed_at", "person__name")


def _page_of(request: SignedInRequest, proposal: Proposal) -> str:
    return page(request.edition, "organiser:proposal", proposal.code)


def _names(proposal: Proposal) -> list[str]:
    return [contributor.shown_name for contributor in proposal.contributors.all()]


def _points(name: str) -> Callable[[Any], Cell]:
    """A figure of the reviews, from 0 to 100; nothing where there are none."""
    return lambda row: None if getattr(row.result, name) is None else round(getattr(row.result, name))


def _by(name: str) -> Figures:
    return lambda keys: {key: getattr(result, name) for key, result in results_by_key(keys).items()}


def _with_results(proposals: Sequence[Any]) -> Sequence[Any]:
    results = results_of(proposals)
    for proposal in proposals:
        proposal.result = results[proposal.pk]
    return proposals


def _decision(proposal: Any) -> Decision | None:
    return next(iter(proposal.standing_decisions), None)


def _verdict(proposal: Proposal) -> str | Promise:
    if hasattr(proposal, "withdrawal"):
        return _("withdrawn")
    decision = _decision(proposal)
    return decision.get_verdict_display() if decision else ""


def _told(proposal: Proposal) -> Any:
    decision = _decision(proposal)
    return decision.released_at if decision else None


def tracks(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    return [(track.slug, str(track.name)) for track in request.edition.tracks.order_by("position", "pk")]


def subthemes(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    return [(each.slug, str(each.name)) for each in request.edition.subthemes.order_by("position", "pk")]


def _languages(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    return [(code, language_name(code)) for code in request.edition.languages]


def _verdicts(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return [("undecided", _("undecided")), *Verdict.choices]


def _with_verdict(rows: Any, verdict: str) -> ProposalQuerySet:
    found: ProposalQuerySet = rows.undecided() if verdict == "undecided" else rows.decided(verdict)
    return found


def _with_too_few_reviews(rows: Any, _value: str) -> Rows:
    return with_too_few_reviews(rows)


LIST = Table(
    "proposals",
    Column("code", _("Code"), lambda row: row.code, "code", ("code",)),
    Column("title", _("Title"), lambda row: row.title, "title_text", ("title_text",), _page_of),
    Column("contributors", _("Contributors"), _names, search=("people__name", "contributors__invited_as")),
    Column("track", _("Track"), lambda row: row.track.name, "track__position"),
    Column("reviews", _("Reviews"), lambda row: row.result.reviews, _by("reviews")),
    Column("score", _("Score"), _points("score"), _by("score")),
    Column("spread", _("Spread of the scores"), _points("spread"), _by("spread"), is_for_files=True),
    Column("verdict", _("Decision"), _verdict),
    Column("released", _("Letter released"), _told),
    Column("subtheme", _("Subtheme"), lambda row: row.subtheme and row.subtheme.name, is_for_files=True),
    Column("format", _("Format"), lambda row: row.get_format_display(), is_for_files=True),
    Column("language", _("Language"), lambda row: language_name(row.language), is_for_files=True),
    Column("submitted", _("Submitted"), lambda row: row.submitted_at, sort="submitted_at", is_for_files=True),
    Column("standing", _("Withdrawn"), lambda row: hasattr(row, "withdrawal"), is_for_files=True),
    filters=(
        Filter("track", _("Track"), tracks, lambda rows, slug: rows.filter(track__slug=slug)),
        Filter("subtheme", _("Subtheme"), subthemes, lambda rows, slug: rows.filter(subtheme__slug=slug)),
        Filter(
            "format", _("Format"), lambda _: Format.choices, lambda rows, value: rows.filter(format=value)
        ),
        Filter("language", _("Language"), _languages, lambda rows, code: rows.filter(language=code)),
        Filter("verdict", _("Decision"), _verdicts, _with_verdict),
        Filter(
            "released",
            _("Letter released"),
            lambda _request: [("no", _("held back"))],
            lambda rows, _value: rows.filter(decisions__in=Decision.objects.held_back()),
        ),
        Filter(
            "reviews",
            _("Reviews"),
            lambda _request: [("few", _("fewer than wanted"))],
            _with_too_few_reviews,
        ),
        Filter(
            "standing",
            _("Withdrawn"),
            lambda _request: [("no", _("no")), ("yes", _("yes"))],
            lambda rows, value: rows.filter(withdrawal__isnull=value == "no"),
        ),
    ),
    sort="code",
)


def listing(request: SignedInRequest) -> Listing:
    """The proposals that this organiser may know, as the address asks for them."""
    people = Contributor.objects.filter(refused_at=None).select_related("person").only(*_OF_A_CONTRIBUTOR)
    rows = (
        proposals_for_organiser(request.person, request.edition, request.at)
        .select_related("track", "subtheme", "withdrawal")
        .only(*_OF_A_PROPOSAL)
        .prefetch_related(
            Prefetch("contributors", queryset=people.order_by("position", "pk")),
            Prefetch("decisions", queryset=Decision.objects.standing(), to_attr="standing_decisions"),
        )
    )
    tick = "code" if may_decide_some(request) else ""
    return listing_of(request, LIST, rows, dress=_with_results, tick=tick)


def may_decide_some(request: SignedInRequest) -> bool:
    """Whether this organiser is a chair; which proposals they may decide on is the rules' to say."""
    return any(office.role in DECIDERS for office in request.offices)


@require_safe
def proposals(request: SignedInRequest) -> HttpResponseBase:
    shown = listing(request)
    return shown.file() or render(request, "organiser/proposals.html", {"listing": shown})
