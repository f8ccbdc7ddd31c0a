"""The organisers' first page: what matters now, what comes next, and the way to all that can be set up."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from convenor.editions.models import Edition, Role
from convenor.editions.queries import offices_held_in, standing_of
from convenor.kernel.translated import Translated
from convenor.outbox.models import Message
from convenor.programme.queries import waiting_for
from convenor.proposals.models import Decision
from convenor.proposals.queries import calls_of, proposals_for_organiser, unconfirmed_contributors
from convenor.review.queries import assignments_run_by, held_back_with_too_few_reviews
from convenor.review.screening import to_screen
from convenor.review.summaries import to_summarise
from convenor.web.links import page
from convenor.web.request import SignedInRequest

REVISED = "?verdict=revised"  # of the list of proposals
TO_SUMMARISE = "?recommended=due"
UNDECIDED = "?verdict=undecided"
TOO_FEW = "?released=no&reviews=few"  # of the list of proposals


class Number(NamedTuple):
    """What waits, how many of it, and where one sees to them."""

    label: str
    many: int
    href: str


class NextDate(NamedTuple):
    at: datetime
    what: str
    call: Translated


def is_secretary(request: SignedInRequest) -> bool:
    """Whether the pages offer to change things; the actions ask again."""
    return any(office.role == Role.SECRETARY for office in request.offices)


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    edition = request.edition
    context = {
        "standing": standing_of(edition),
        "numbers": _numbers(request),
        "dates": _next_dates(edition, request.at),
        "counts": _counts(edition, request.at),
        "is_secretary": is_secretary(request),
        "is_track_chair_only": {office.role for office in request.offices}
        <= {Role.TRACK_CHAIR, Role.REVIEWER},
    }
    return render(request, "organiser/home.html", context)


def _numbers(request: SignedInRequest) -> list[Number]:
    """What waits, counting only what this person may read."""
    person, edition, at = request.person, request.edition, request.at
    offered = proposals_for_organiser(person, edition, at).standing()
    reviews = assignments_run_by(person, edition, at).unanswered()
    held_back = Decision.objects.held_back().filter(proposal__in=offered)
    too_few = held_back_with_too_few_reviews(offered)
    revised = offered.revised()
    silent = unconfirmed_contributors(edition).filter(proposal__in=offered)
    waiting = [
        Number(_("Reviews to be written"), reviews.count(), page(edition, "organiser:reviews")),
        Number(
            _("Reviews to be summarised"),
            to_summarise(offered).count(),
            page(edition, "organiser:proposals") + TO_SUMMARISE,
        ),
        Number(
            _("Proposals undecided"),
            offered.undecided().count(),
            page(edition, "organiser:proposals") + UNDECIDED,
        ),
        Number(
            _("Revised, to be decided again"), revised.count(), page(edition, "organiser:proposals") + REVISED
        ),
        Number(_("Decisions not released"), held_back.count(), page(edition, "organiser:decisions")),
        Number(
            _("Held back with too few reviews"),
            too_few.count(),
            page(edition, "organiser:proposals") + TOO_FEW,
        ),
        Number(_("People who have not confirmed"), silent.count(), page(edition, "organiser:confirmations")),
    ]
    accepted = waiting_for(person, edition, at).count()
    waiting.append(
        Number(_("Accepted, not in the programme"), accepted, page(edition, "organiser:taking_up"))
    )
    if is_secretary(request):
        unseen = to_screen(offered, at).count()
        waiting.append(Number(_("Proposals to be screened"), unseen, page(edition, "organiser:screenings")))
        given_up = Message.objects.of(edition.path).given_up().count()
        waiting.append(Number(_("Messages given up"), given_up, page(edition, "organiser:messages")))
    submitted = Number(_("Proposals submitted"), offered.count(), page(edition, "organiser:proposals"))
    return [submitted, *(number for number in waiting if number.many)]


def _next_dates(edition: Edition, at: datetime) -> list[NextDate]:
    calls = list(calls_of(edition))
    opening = [NextDate(call.opens_at, _("A call opens"), call.title) for call in calls]
    closing = [NextDate(call.closes_at, _("A call closes"), call.title) for call in calls]
    return sorted((each for each in opening + closing if each.at > at), key=lambda each: each.at)


def _counts(edition: Edition, at: datetime) -> dict[str, int]:
    parts = ("tracks", "subthemes", "rooms", "partners")
    counts: dict[str, int] = Edition.objects.filter(pk=edition.pk).aggregate(
        **{part: Count(part, distinct=True) for part in parts}
    )
    return {**counts, "offices": offices_held_in(edition, at=at).order_by().count()}
