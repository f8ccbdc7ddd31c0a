"""How far reviewing has come, and a reminder to those who have not answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from convenor.editions.models import Track
from convenor.kernel.refusals import Refused
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.actions.reminders import remind
from convenor.review.models import ReviewRules
from convenor.review.queries import Progress, assignments_run_by, progress_by, tracks_run_by
from convenor.review.screenings import Check
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.organiser.proposal import handles_conflicts
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of
from convenor.web.templatetags.convenor import number


@dataclass(frozen=True, slots=True)
class Row:
    """A track, and how far its reviewing has come."""

    track: Track
    due_at: datetime | None
    proposals: int
    wanted: int
    progress: Progress


def _page_of(request: SignedInRequest, row: Row) -> str:
    return page(request.edition, "organiser:review_track", row.track.slug)


LIST = Table(
    "progress",
    Column("track", _("Track"), lambda row: row.track.name, link=_page_of),
    Column("due", _("Due"), lambda row: row.due_at),
    Column("proposals", _("Proposals"), lambda row: row.proposals),
    Column("wanted", _("Reviews wanted"), lambda row: row.wanted),
    Column("asked", _("Asked"), lambda row: row.progress.asked),
    Column("drafts", _("Drafts"), lambda row: row.progress.drafts),
    Column("done", _("Submitted"), lambda row: row.progress.done),
    Column("late", _("Late"), lambda row: row.progress.late),
    filters=(
        Filter(
            "late",
            _("Late"),
            lambda _request: [("yes", _("some are late"))],
            lambda row, _value: row.progress.late > 0,
        ),
    ),
)


class ReminderForm(KeyedForm):
    track: forms.ModelChoiceField[Track] = forms.ModelChoiceField(
        label=_("Track"), queryset=None, to_field_name="slug", required=False, empty_label=_("All tracks")
    )

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request)
        tracks = tracks_run_by(request.person, request.edition, request.at)
        self.fields["track"].queryset = tracks  # type: ignore[attr-defined]  # a field of models has one


@require_http_methods(["GET", "POST"])
def reviews(request: SignedInRequest) -> HttpResponseBase:
    """Track by track, what was asked and what was answered; a POST reminds."""
    form = ReminderForm(request)
    if form.is_valid():
        track = form.cleaned_data["track"]
        try:
            people = remind.once(
                form.key, edition=request.edition, track=track, by=request.person, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _reminded(people))
            return redirect(page(request.edition, "organiser:reviews"))
    listing = short_listing_of(request, LIST, _rows(request))
    context = {
        "listing": listing,
        "form": form,
        "handles_conflicts": handles_conflicts(request),
        "screens": is_secretary(request) and Check.objects.filter(track__edition=request.edition).exists(),
    }
    return listing.file() or render(
        request, "organiser/reviews/progress.html", context, status=invalid_status(form)
    )


def _reminded(people: int) -> str:
    sentence = ngettext(
        "%(people)s reviewer has not answered. They get a letter, unless they got one today.",
        "%(people)s reviewers have not answered. They get a letter, unless they got one today.",
        people,
    )
    return sentence % {"people": number(people)}


def _rows(request: SignedInRequest) -> list[Row]:
    seen = assignments_run_by(request.person, request.edition, request.at)
    progress = progress_by("proposal__track", seen, at=request.at)
    standing = proposals_for_organiser(request.person, request.edition, request.at).standing()
    proposals = dict(standing.order_by().values_list("track").annotate(Count("pk")))
    rules = {each.track_id: each for each in ReviewRules.objects.filter(track__edition=request.edition)}
    return [
        Row(
            track=track,
            due_at=(said := rules.get(track.pk, ReviewRules())).due_at,
            proposals=(count := proposals.get(track.pk, 0)),
            wanted=count * said.reviews_wanted,
            progress=progress.get(track.pk, Progress()),
        )
        for track in tracks_run_by(request.person, request.edition, request.at)
    ]
