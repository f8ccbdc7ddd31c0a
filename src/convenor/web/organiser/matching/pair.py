"""One pair of a suggestion: why it is there, who else could be, and what it costs to have it otherwise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.people.models import Person
from convenor.review.actions.matching import ask_again
from convenor.review.queries import reviewers_run_by
from convenor.review.runs import pairs_seen
from convenor.review.suggested import MatchedPair, MatchingRun, PairChange
from convenor.web.doing import made
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.matching import words
from convenor.web.organiser.matching.run import run_at
from convenor.web.request import SignedInRequest

IN, OUT = "in", "out"


class ByHandForm(KeyedForm):
    what = forms.ChoiceField(label=_("By hand"), widget=forms.RadioSelect)

    def __init__(self, request: SignedInRequest, others: list[tuple[Person, float]]) -> None:
        super().__init__(request)
        instead = _("%(name)s instead (fits %(points)s of 100)")
        choices: list[tuple[str, str | Promise]] = [
            (IN, _("fix this pair")),
            (OUT, _("keep this reviewer out")),
            *(
                (str(person.uid), str(instead) % {"name": person.name, "points": score})
                for person, score in others
            ),
        ]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]  # a field of choices has them


@require_http_methods(["GET", "POST"])
def matching_pair(request: SignedInRequest, uid: UUID, code: str, reviewer: UUID) -> HttpResponseBase:
    """Read why. A change becomes a suggestion of its own, whose price is seen before it is adopted."""
    run = run_at(request, uid)
    seen = pairs_seen(run, request.at).select_related("proposal__track", "reviewer__organization")
    pair = get_object_or_404(seen, proposal__code=code, reviewer__uid=reviewer)
    others = _others(request, pair)
    form = ByHandForm(request, others)
    if form.is_valid():
        changes = _changes(pair, form.cleaned_data["what"], [person for person, _score in others])
        again: MatchingRun | None = made(form, ask_again, request, run=run, changes=changes)
        if again is not None:
            return redirect(page(request.edition, "organiser:matching_run", again.uid))
    context: dict[str, Any] = {
        "run": run,
        "pair": pair,
        "points": words.points(pair.score),
        "why": list(words.why(pair.why)) if pair.why else [],
        "is_gone": pair.change == PairChange.GOES,
        "form": form,
    }
    return render(request, "organiser/matching/pair.html", context, status=invalid_status(form))


def _changes(pair: MatchedPair, what: str, others: list[Person]) -> list[tuple[Any, Person, bool]]:
    if what in {IN, OUT}:
        return [(pair.proposal, pair.reviewer, what == IN)]
    other = next(each for each in others if str(each.uid) == what)
    return [(pair.proposal, pair.reviewer, False), (pair.proposal, other, True)]


def _others(request: SignedInRequest, pair: MatchedPair) -> list[tuple[Person, float]]:
    """Who could take the seat while everything else stays, and how well they fit."""
    told = {key: words.points(score) for key, score in pair.why.get("instead", ())}
    known = reviewers_run_by(request.person, request.edition, request.at).in_bulk(told)
    return [(known[key], score) for key, score in told.items() if key in known]
