"""What I am asked to review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.review.bidding import bids_close_at
from convenor.review.models import Assignment, Expertise
from convenor.review.queries import assignments_of, progress_by, reviewer_tracks
from convenor.review.redacting import hide_names_in
from convenor.web.cells import in_zones
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of
from convenor.web.templatetags.convenor import language_name

STATES = {
    "not-begun": _("not begun"),
    "draft": _("draft"),
    "submitted": _("submitted"),
    "revised": _("revised"),
}


def _state(assignment: Assignment) -> str:
    if not hasattr(assignment, "review"):
        return "not-begun"
    return "submitted" if assignment.review.submitted_at else "draft"


def _said(assignment: Any) -> list[str]:
    """How far the review is, and whether the proposal was revised since."""
    states = [_state(assignment), *(["revised"] if assignment.is_revised else [])]
    return [str(STATES[state]) for state in states]


def _is_in(assignment: Any, state: str) -> bool:
    return bool(assignment.is_revised) if state == "revised" else _state(assignment) == state


def _due(assignment: Assignment) -> datetime | None:
    """By when it is still to be written."""
    rules = getattr(assignment.proposal.track, "review_rules", None)
    return rules.due_at if rules and _state(assignment) != "submitted" else None


def _page_of(request: SignedInRequest, assignment: Assignment) -> str:
    return page(request.edition, "reviewer:review", assignment.proposal.code)


def _tracks(request: SignedInRequest) -> list[tuple[str, str]]:
    tracks = reviewer_tracks(request.person, request.edition, request.at)
    return [(track.slug, str(track.name)) for track in tracks]


LIST = Table(
    "my-reviews",
    Column("title", _("Title"), lambda asked: asked.proposal.title, link=_page_of),
    Column("code", _("Code"), lambda asked: asked.proposal.code),
    Column("track", _("Track"), lambda asked: asked.proposal.track.name),
    Column("language", _("Language"), lambda asked: language_name(asked.proposal.language)),
    Column("state", _("State"), _said),
    Column("due", _("Due"), _due, show=in_zones),
    filters=(
        Filter("state", _("State"), lambda _request: STATES.items(), _is_in),
        Filter("track", _("Track"), _tracks, lambda asked, slug: asked.proposal.track.slug == slug),
    ),
)


@require_safe
def home(request: SignedInRequest) -> HttpResponseBase:
    """What I am asked to review in this edition, the unanswered first."""
    assignments = assignments_of(request.person, request.edition, request.at)
    progress = progress_by("proposal__edition", assignments, at=request.at).get(request.edition.pk)
    expertise = Expertise.objects.filter(edition=request.edition, person=request.person).first()
    asked = list(assignments)
    hide_names_in(*[assignment.proposal for assignment in asked])
    listing = short_listing_of(request, LIST, asked)
    bids_until = bids_close_at(request.person, request.edition, request.at)
    context = {"listing": listing, "progress": progress, "expertise": expertise, "bids_until": bids_until}
    return listing.file() or render(request, "reviewer/home.html", context)
