"""The list of an edition's proposals for its organisers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from convenor.editions.models import Format, Role
from convenor.kernel.regions import COUNTRIES_OF, CountryGroup, Region, groups_of, region_of
from convenor.kernel.translated import Translated
from convenor.proposals.models import Answer, Decision, ProposalQuerySet, Question, QuestionKind, Verdict
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.lines import Line, lines_of
from convenor.review.queries import with_too_few_reviews
from convenor.review.summaries import are_asked_in, with_summary
from convenor.web.links import page
from convenor.web.organiser import judged
from convenor.web.organiser.choosing import chosen_in, suggestion_in
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, LongListing, Rows, Table, listing_of, yes_or_no
from convenor.web.templatetags.convenor import country, language_name

ONWARD = {"decide": "organiser:decision_list", "changes": "organiser:changes"}  # with what is chosen
DECIDERS = frozenset({Role.CHAIR, Role.TRACK_CHAIR})

VERDICTS: dict[str | None, str | Promise] = {None: "", **dict(Verdict.choices)}
FORMATS: dict[str, str | Promise] = dict(Format.choices)
REGIONS: dict[str, str | Promise] = dict(Region.choices)


def _page_of(request: SignedInRequest, line: Line) -> str:
    return page(request.edition, "organiser:proposal", line.code)


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


def _recommendations(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return [("due", _("to be summarised")), ("none", _("without a summary")), *Verdict.choices]


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


def _with_too_few_reviews(rows: Any, value: str) -> Rows:
    return with_too_few_reviews(rows) if value == "few" else rows


def _from(countries: Callable[[str], frozenset[str]]) -> Callable[[Any, str], Rows]:
    return lambda rows, value: rows.filter(proposer__country__in=countries(value))


def _groups(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    return [*CountryGroup.choices, ("either", _("one of them or both"))]


def _countries_of_group(group: str) -> frozenset[str]:
    return frozenset.union(*(COUNTRIES_OF[each] for each in CountryGroup if group in {each, "either"}))


def _answers(request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    """What proposals may have answered to the secretariat's questions with choices."""
    questions = Question.objects.filter(call__edition=request.edition, kind=QuestionKind.CHOICE)
    return [
        (f"{question.pk}-{choice['key']}", f"{question.text}: {Translated.from_json(choice['text'])}")
        for question in questions.order_by("call", "position", "pk")
        for choice in question.choices
    ]


def _who_answered(rows: Any, value: str) -> Rows:
    question, _dash, key = value.partition("-")
    given = Answer.objects.filter(question=int(question), text=key, proposal=OuterRef("pk"))
    found: Rows = rows.filter(Exists(given))
    return found


def _by_newcomers(rows: Any, value: str) -> Rows:
    newcomers: Rows = rows.of_newcomers()
    found: Rows = newcomers if value == "yes" else rows.exclude(pk__in=newcomers.values("pk"))
    return found


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
    *judged.COLUMNS,
    Column("recommended", _("Recommended"), lambda line: VERDICTS[line.recommended or None]),
    Column("verdict", _("Decision"), _verdict),
    Column("released", _("Letter released"), lambda line: line.released_at),
    Column("subtheme", _("Subtheme"), lambda line: line.subtheme, is_for_files=True),
    Column("format", _("Format"), lambda line: FORMATS[line.format], is_for_files=True),
    Column("language", _("Language"), lambda line: language_name(line.language), is_for_files=True),
    Column("country", _("Country"), lambda line: country(line.country), is_for_files=True),
    Column("region", _("Region"), lambda line: REGIONS.get(region_of(line.country)), is_for_files=True),
    Column(
        "group",
        _("Group of countries"),
        lambda line: [str(CountryGroup(group).label) for group in groups_of(line.country)],
        is_for_files=True,
    ),
    Column("organization", _("Organization"), lambda line: line.organization, is_for_files=True),
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
        Filter("region", _("Region"), lambda _: Region.choices, _from(COUNTRIES_OF.__getitem__)),
        Filter("group", _("Group of countries"), _groups, _from(_countries_of_group)),
        Filter("answer", _("Answer to a question"), _answers, _who_answered),
        Filter("newcomers", _("Proposes for the first time"), yes_or_no, _by_newcomers),
        Filter("verdict", _("Decision"), _verdicts, _with_verdict),
        Filter(
            "released",
            _("Letter released"),
            lambda _request: [("no", _("held back"))],
            lambda rows, _value: rows.filter(decisions__in=Decision.objects.held_back()),
        ),
        Filter("recommended", _("Recommended"), _recommendations, with_summary),
        *judged.filters(_with_too_few_reviews),
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
    is_corrected = request.GET.get("corrected") == "yes"
    chosen = chosen_in(request)
    kept = {
        "corrected": "yes" if is_corrected else "",
        "suggestion": suggestion_in(request),
        "chosen": " ".join(chosen),
    }
    return listing_of(
        request,
        LIST,
        rows,
        load=lines_of,
        dress=judged.dressed(request) if is_corrected else list,
        tick="code" if may_decide_some(request) else "",
        ticked=chosen,
        kept={name: value for name, value in kept.items() if value},
        without=[
            *(() if is_corrected else judged.CORRECTED),
            *(() if are_asked_in(request.edition) else ["recommended"]),
        ],
    )


def may_decide_some(request: SignedInRequest) -> bool:
    """Whether this organiser is a chair; which proposals they may decide on is the rules' to say."""
    return any(office.role in DECIDERS for office in request.offices)


@require_safe
def proposals(request: SignedInRequest) -> HttpResponseBase:
    shown = listing(request)
    if onward := ONWARD.get(request.GET.get("go", "")):
        return redirect(page(request.edition, onward) + shown.address)
    here = {row.thing.code for row in shown.page}
    context = {
        "listing": shown,
        "elsewhere": " ".join(code for code in shown.ticked if code not in here),
        "asked": {name: value for name, value in shown.asked.items() if name != "chosen"},
        "without_choice": shown.href_with(chosen="", suggestion=""),
        "corrected": shown.href_with(corrected="" if "corrected" in shown.kept else "yes"),
        "far_apart": judged.FAR_APART,
    }
    return shown.file() or render(request, "organiser/proposals.html", context)
