"""How many of a call's people say what of their gender: groups from five upwards, made once."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.people.models import Gender
from convenor.proposals.models import Call
from convenor.review.counted import GenderFigure, Moment
from convenor.review.genders import FEWEST
from convenor.web.request import SignedInRequest

GROUPS: dict[str, str | Promise] = {
    Gender.WOMAN: _("women"),
    Gender.MAN: _("men"),
    Gender.NON_BINARY: _("non-binary people"),
    Gender.OWN_WORDS: _("people who say it in words of their own"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A call with its figures; of each group how many handed in and were accepted, ``None`` where untold."""

    call: Call
    closed: GenderFigure | None
    released: GenderFigure | None

    @property
    def lines(self) -> list[tuple[str | Promise, list[int | None]]]:
        made = [each for each in (self.closed, self.released) if each]
        return [(label, [each.groups.get(group) for each in made]) for group, label in GROUPS.items()]


@require_safe
def genders(request: SignedInRequest) -> HttpResponse:
    made = {
        (each.call_id, each.moment): each
        for each in GenderFigure.objects.filter(call__edition=request.edition)
    }
    calls = [
        Counted(call, *(made.get((call.pk, moment)) for moment in Moment))
        for call in request.edition.calls.order_by("closes_at", "pk")
    ]
    return render(request, "organiser/genders.html", {"calls": calls, "fewest": FEWEST})
