"""The list of an edition's proposals for its organisers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from convenor.editions.models import Format, Role
from convenor.proposals.models import Decision, ProposalQuerySet, Verdict
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.lines import Line, lines_of
from convenor.review.queries import WITHOUT_REVIEWS, results_in, with_too_few_reviews
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.sheets import Cell
from convenor.web.tables import Column, Figures, Filter, LongListing, Rows, Table, listing_of, yes_or_no
from convenor.web.templatetags.convenor import language_name

DECIDERS = frozenset({Role.CHAIR, Role.TRACK_CHAIR})

VERDICTS: dict[str | None, str | Promise] = {None: "", **dict(Verdict.choices)}
FORMATS: dict[str, str | Promise] = dict(Format.choices)


def _page_of(request: SignedInRequest, line: Line) -> str:
    return page(request.edition, "organiser:proposal", line.code)


def _points(name: str) -> Callable[[Line], Cell]:
    """A figure of the reviews, from 0 to 100; nothing where there are none."""
    return lambda line: None if getattr(line.result, name) is None else round(getattr(line.result, name))


def _by(name: str) -> Figures:
    def figures(request: SignedInRequest, keys: Sequence[int]) -> dict[int, float | None]:
        results = results_in(request.edition)
        return {key: getattr(results.get(key, WITHOUT_REVIEWS), name) for key in keys}

    return figures


def _verdict(line: Line) -> str | Promise:
    return _("withdrawn") if line.withdrawn_at else VERDICTS[line.verdict]


def tracks(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    rows = request.edition.tracks.order_by("position", "pk").values_list("slug", "name")
    return [(slug, str(name)) for slug, name in rows]


def subthemes(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    rows = request.edition.subthemes.order_by("position", "pk").values_list("slug", "name")
    return [(slug, str(name)) for slug, name in rows]


def _languages(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    return [(code, language_name(code)) for code in request.edition.languages]


def _verdicts(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return [("undecided", _("undecided")), ("revised", _("revised")), *Verdict.choices]


def _with_verdict(rows: Any, verdict: str) -> ProposalQuerySet:
    found: ProposalQuerySet
    match verdict:
        case "undecided":
            found = rows.undecided()
        case "revised":
            found = rows.revised()
        case _:
            found = rows.decided(verdict)
    return found


def _with_too_few_reviews(rows: Any, _value: str) -> Rows:
    return with_too_few_reviews(rows)


LIST = Table(
    "proposals",
    Column("code", _("Code"), lambda line: line.code, "code", ("code",)),
    Column("title", _("Title"), lambda line: line.title, "title_text", ("title_text",), _page_of),
    Column(
        "contributors",
        _("Contributors"),
        lambda line: line.contributors,
        search=("people__name", "contributors__invited_as"),
    ),
    Column("track", _("Track"), lambda line: line.track, "track__position"),
    Column("reviews", _("Reviews"), lambda line: line.result.reviews, _by("reviews")),
    Column("score", _("Score"), _points("score"), _by("score")),
    Column("spread", _("Spread of the scores"), _points("spread"), _by("spread"), is_for_files=True),
    Column("verdict", _("Decision"), _verdict),
    Column("released", _("Letter released"), lambda line: line.released_at),
    Column("subtheme", _("Subtheme"), lambda line: line.subtheme, is_for_files=True),
    Column("format", _("Format"), lambda line: FORMATS[line.format], is_for_files=True),
    Column("language", _("Language"), lambda line: language_name(line.language), is_for_files=True),
    Column(
        "submitted",
        pgettext_lazy("proposal", "Submitted"),
        lambda line: line.submitted_at,
        sort="submitted_at",
        is_for_files=True,
    ),
    Column("standing", _("Withdrawn"), lambda line: line.withdrawn_at is not None, is_for_files=True),
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
            yes_or_no,
            lambda rows, value: rows.filter(withdrawal__isnull=value == "no"),
        ),
    ),
    sort="code",
)


def listing(request: SignedInRequest) -> LongListing:
    """The proposals that this organiser may know, as the address asks for them."""
    rows = proposals_for_organiser(request.person, request.edition, request.at)
    tick = "code" if may_decide_some(request) else ""
    return listing_of(request, LIST, rows, load=lines_of, tick=tick)


def may_decide_some(request: SignedInRequest) -> bool:
    """Whether this organiser is a chair; which proposals they may decide on is the rules' to say."""
    return any(office.role in DECIDERS for office in request.offices)


@require_safe
def proposals(request: SignedInRequest) -> HttpResponseBase:
    shown = listing(request)
    return shown.file() or render(request, "organiser/proposals.html", {"listing": shown})
