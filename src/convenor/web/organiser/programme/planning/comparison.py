"""Two drafts beside each other: what each comes to by all goals, and what moves from where to where."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from convenor.optim.timetable.form import read, read_plan
from convenor.optim.timetable.goals import values
from convenor.programme.drafting.comparing import changes, spots_in
from convenor.programme.drafting.gathering import gathered, still_there
from convenor.programme.drafting.wishes import GOALS, Wishes
from convenor.programme.planned import Draft
from convenor.web.organiser.programme.planning import words
from convenor.web.organiser.programme.planning.draft import MOST_CHANGES, draft_at
from convenor.web.organiser.programme.planning.run import names_for
from convenor.web.request import SignedInRequest

Figure = tuple[str, int | None]


@require_GET
def timetable_comparison(request: SignedInRequest, uid: UUID, other: UUID) -> HttpResponse:
    """From the second to the first; both counted by what is the case now."""
    here, there = draft_at(request, uid), draft_at(request, other)
    names = names_for(request)
    codes = [code for code in {**here.plan, **there.plan} if code in names.titles]
    found = changes(spots_in(there.plan), spots_in(here.plan), codes)
    context = {
        "draft": here,
        "sides": [(each, words.name_of(each)) for each in (here, there)],
        "goals": _goals(request, here, there),
        "moved": list(words.moved(found[:MOST_CHANGES], request.edition, names)),
        "changed": len(found),
        "more": max(0, len(found) - MOST_CHANGES),
    }
    return render(request, "organiser/planning/comparison.html", context)


def _goals(request: SignedInRequest, *drafts: Draft) -> list[tuple[str | Promise, list[Figure]]]:
    """For each goal what each draft comes to, by its name."""
    counted = [(words.name_of(draft), _counted(request, draft)) for draft in drafts]
    return [
        (label, [(name, figures.get(goal)) for name, figures in counted]) for goal, label in GOALS.items()
    ]


def _counted(request: SignedInRequest, draft: Draft) -> dict[str, Any]:
    wishes = Wishes.of({**draft.run.wishes, "goals": list(GOALS)})
    of = gathered(request.edition, wishes, request.person)
    if of.problem:
        return {each["goal"]: each["value"] for each in draft.reached}
    problem = read(of.form)
    counted = values(problem, read_plan(still_there(draft.plan, of.form), problem))
    return {str(goal): value for goal, value in counted.items()}
