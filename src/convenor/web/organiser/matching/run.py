"""One suggestion: how far it is, what is proven of it, its pairs; stopped, asked again, adopted."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Avg, Count, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from convenor.kernel.queued import RunState
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.actions.matching import adopt_matching, ask_again, stop_matching
from convenor.review.queries import reviewers_run_by
from convenor.review.runs import PROBLEMS, STEPS, pairs_not_asked, pairs_seen, proof_seen, runs_of
from convenor.review.suggested import MatchedPair, MatchingRun, PairChange
from convenor.web.forms import KeyedForm
from convenor.web.links import page
from convenor.web.organiser.matching import words
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, listing_of
from convenor.web.templatetags.convenor import number

SECONDS = 3  # between two looks at a run that is being worked out
MOST_SENTENCES = 20
MOST_LOADS = 50


def run_at(request: SignedInRequest, uid: UUID) -> MatchingRun:
    return get_object_or_404(runs_of(request.person, request.edition), uid=uid)


def _page_of(request: SignedInRequest, pair: MatchedPair) -> str:
    parts = (pair.run.uid, pair.proposal.code, pair.reviewer.uid)
    return page(request.edition, "organiser:matching_pair", *parts)


def _hint(pair: MatchedPair) -> str | Promise:
    against = pair.why.get("less", [""])[0]
    return {"each-other": _("they would review each other"), "weighed": _("to be weighed")}.get(against, "")


def _score(pair: MatchedPair) -> float | None:
    return None if pair.change == PairChange.GOES else words.points(pair.score)


LIST = Table(
    "matched",
    Column(
        "code", _("Code"), lambda pair: pair.proposal.code, "proposal__code", ("proposal__code",), _page_of
    ),
    Column(
        "title",
        _("Title"),
        lambda pair: pair.proposal.title,
        "proposal__title_text",
        ("proposal__title_text",),
    ),
    Column(
        "reviewer",
        _("Reviewer"),
        lambda pair: pair.reviewer.name,
        "reviewer__name",
        ("reviewer__name",),
        _page_of,
    ),
    Column("score", _("Fits (of 100)"), _score, "score"),
    Column(
        "change", pgettext_lazy("of a pair", "Change"), lambda pair: PairChange(pair.change).label, "change"
    ),
    Column("hint", _("Hints"), _hint),
    filters=(
        Filter(
            "change",
            pgettext_lazy("of a pair", "Change"),
            lambda _request: PairChange.choices,
            lambda rows, value: rows.filter(change=value),
        ),
    ),
    sort="code",
)


@require_GET
def matching_run(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """What is suggested; while it is being worked out, a page that asks for itself again."""
    run = run_at(request, uid)
    context = {"run": run, "steps": STEPS, "form": KeyedForm(request)}
    if run.is_open:
        waiting = render(request, "organiser/matching/waiting.html", context)
        waiting["Refresh"] = str(SECONDS)
        return waiting
    if run.state != RunState.DONE:
        context |= {"problem": PROBLEMS.get(run.problem, ""), "shortages": _shortages(request, run)}
        return render(request, "organiser/matching/unsolved.html", context)
    pairs = pairs_seen(run, request.at)
    listing = listing_of(request, LIST, pairs.select_related("run", "proposal", "reviewer"))
    context |= {
        "listing": listing,
        "figures": _figures(run, pairs),
        "shortages": _shortages(request, run),
        "remarks": list(_remarks(run, pairs)),
        "others": _others(request, run),
        "proof": proof_seen(run, request.at),
    }
    return listing.file() or render(request, "organiser/matching/run.html", context)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run comes to, in words and numbers."""

    stages: list[str]
    prices: list[tuple[str | Promise, float]]
    worst: Mapping[str, Any] | None  # the proposal whose reviewers fit least, on the average
    loads: list[tuple[str, int]]
    new: int  # reviews to be asked for; once it is adopted, those that nobody was asked for
    goes: int  # reviews that are no longer asked for; none once it is adopted

    @property
    def is_all_told(self) -> bool:
        return len(self.loads) < MOST_LOADS


def _figures(run: MatchingRun, pairs: QuerySet[MatchedPair]) -> Figures:
    suggested = pairs.exclude(change=PairChange.GOES).order_by()
    by_proposal = (
        suggested.values("proposal__code").annotate(mean=Avg("score")).order_by("mean", "proposal__code")
    )
    loads = (
        suggested.values_list("reviewer__name").annotate(many=Count("pk")).order_by("-many", "reviewer__name")
    )
    worst = by_proposal.first()
    new, goes = (pairs.filter(change=change) for change in (PairChange.NEW, PairChange.GOES))
    return Figures(
        stages=list(words.stages(run.result)),
        prices=list(words.prices(run.result)),
        worst={"code": worst["proposal__code"], "points": words.points(worst["mean"])} if worst else None,
        loads=list(loads[:MOST_LOADS]),
        new=(pairs_not_asked(pairs) if run.adopted_at else new).count(),
        goes=0 if run.adopted_at else goes.count(),
    )


def _shortages(request: SignedInRequest, run: MatchingRun) -> list[tuple[str, list[str]]]:
    told = run.result.get("shortages", ())
    seen = proposals_for_organiser(request.person, request.edition, request.at)
    known = reviewers_run_by(request.person, request.edition, request.at)
    proposals = {
        each.pk: each for each in seen.filter(pk__in={key for one in told for key in one["proposals"]})
    }
    reviewers: dict[int, Person] = {
        each.pk: each for each in known.filter(pk__in={key for one in told for key in one["reviewers"]})
    }
    return list(words.Shortages(proposals, reviewers).sentences(run.result))


def _remarks(run: MatchingRun, pairs: QuerySet[MatchedPair]) -> Iterator[tuple[str, str | Promise]]:
    """What was strange about texts of proposals."""
    found = run.result.get("remarks", {})
    seen = set(pairs.order_by().filter(proposal__code__in=found).values_list("proposal__code", flat=True))
    for code in sorted(seen):
        for remark in found[code]:
            yield code, words.REMARKS[remark]


def _others(request: SignedInRequest, run: MatchingRun) -> QuerySet[MatchingRun]:
    """Those that this one can be compared with, what it was made of first."""
    done = runs_of(request.person, request.edition).filter(state=RunState.DONE).exclude(pk=run.pk)
    return done[:10]


@require_GET
def matching_proof(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What was given, by codes and numbers, and the certificate: one file for ``convenor match check``."""
    proof = proof_seen(run_at(request, uid), request.at)
    if proof is None:
        raise Http404
    response = HttpResponse(gzip.decompress(proof.bundle), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="assignment-{proof.sha256[:12]}.json"'
    return response


@require_POST
def matching_stop(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    return _acted(request, run_at(request, uid), stop_matching)


@require_POST
def matching_again(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """The same, of what is the case now."""
    return _acted(request, run_at(request, uid), ask_again, changes=[])


@require_POST
def matching_adoption(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """Make the assignments that are suggested; what is not possible any more is said pair by pair."""
    run, form = run_at(request, uid), KeyedForm(request)
    problems: list[str] = []
    if form.is_valid():
        try:
            problems = adopt_matching.once(form.key, run=run, by=request.person, at=request.at)
        except Refused as refusal:
            problems = [str(refusal)]
        else:
            messages.success(request, now("The reviewers are asked; their letters are on the way."))
    for sentence in [*_errors(form), *problems][:MOST_SENTENCES]:
        messages.warning(request, sentence)
    if (more := len(problems) - MOST_SENTENCES) > 0:
        said = ngettext(
            "%(count)s more pair was not possible.", "%(count)s more pairs were not possible.", more
        )
        messages.warning(request, said % {"count": number(more)})
    return redirect(page(request.edition, "organiser:matching_run", uid))


def _acted(request: SignedInRequest, run: MatchingRun, action: Any, **facts: Any) -> HttpResponseBase:
    """Do ``action``, then show the run that it gives; what it refuses is said above the one of before."""
    form = KeyedForm(request)
    if form.is_valid():
        try:
            run = action.once(form.key, run=run, by=request.person, at=request.at, **facts) or run
        except Refused as refusal:
            messages.warning(request, str(refusal))
    for sentence in _errors(form):
        messages.warning(request, sentence)
    return redirect(page(request.edition, "organiser:matching_run", run.uid))


def _errors(form: KeyedForm) -> list[str]:
    return [str(error) for error in form.non_field_errors()]
