"""Reviewers as those who assign see them: what they read and wrote, how much they were asked and answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convenor.editions.models import Office, Role, Track
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.review.actions.reviewers import invite_reviewer
from convenor.review.candidates import expertise_of
from convenor.review.crediting import days_by_reviewer, days_of
from convenor.review.queries import (
    assignments_run_by,
    progress_by,
    reviewers_run_by,
    tracks_run_by,
    with_progress,
)
from convenor.web.forms import KeyedForm, Line, invalid_status
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.request import SignedInRequest
from convenor.web.reviewer.profile import expertise_page, without_work, work_page
from convenor.web.tables import Column, Filter, Rows, Table, listing_of
from convenor.web.templatetags.convenor import language_name


def _page_of(request: SignedInRequest, reviewer: Person) -> str:
    return page(request.edition, "organiser:reviewer", reviewer.uid)


def _tracks(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    tracks = tracks_run_by(request.person, request.edition, request.at)
    return [(str(track.pk), str(track.name)) for track in tracks]


def _of_track(rows: Rows, track: str) -> Rows:
    offices = Office.objects.filter(
        role=Role.REVIEWER, track=int(track), ended_at=None, person=OuterRef("pk")
    )
    return rows.filter(Exists(offices))


LIST = Table(
    "reviewers",
    Column("name", pgettext_lazy("person", "Name"), lambda row: row.name, "name", ("name",), _page_of),
    Column(
        "organization",
        _("Organization"),
        lambda row: row.organization and row.organization.name,
        "organization__name",
        ("organization__name",),
    ),
    Column("tracks", _("Tracks"), lambda row: row.tracks),
    Column("languages", _("Languages"), lambda row: row.languages),
    Column("most", _("Can write"), lambda row: row.most),
    Column("asked", _("Asked"), lambda row: row.asked, "asked"),
    Column("open", _("Open"), lambda row: row.open, "open"),
    Column("drafts", _("Drafts"), lambda row: row.drafts, "drafts"),
    Column("done", _("Submitted"), lambda row: row.done, "done"),
    Column("late", _("Late"), lambda row: row.late, "late"),
    Column("days", _("Days (median)"), lambda row: row.days),
    filters=(
        Filter("tracks", _("Track"), _tracks, _of_track),
        Filter(
            "open",
            _("Answers"),
            lambda _request: [("yes", _("has not answered"))],
            lambda rows, _value: rows.filter(open__gt=0),
        ),
    ),
    sort="name",
)


@require_safe
def reviewers(request: SignedInRequest) -> HttpResponseBase:
    """Everybody who reviews for the reader's tracks; ``?open=yes`` leaves those who have not answered."""
    whose = (request.person, request.edition, request.at)
    seen = assignments_run_by(*whose)
    rows = with_progress(reviewers_run_by(*whose), seen, at=request.at)

    def dress(people: Sequence[Person]) -> Sequence[Person]:
        return _dressed(request, people)

    listing = listing_of(request, LIST, rows.select_related("organization"), dress=dress)
    context = {
        "listing": listing,
        "is_secretary": is_secretary(request),
        "load": progress_by("proposal__edition", seen, at=request.at).get(request.edition.pk),
        "days": days_of(seen),
    }
    return listing.file() or render(request, "organiser/reviews/reviewers.html", context)


def _dressed(request: SignedInRequest, people: Sequence[Any]) -> Sequence[Any]:
    """With what the columns read besides: tracks, languages, and how many reviews each can write."""
    said = expertise_of(people, request.edition)
    held = Office.objects.held_at(request.at).filter(role=Role.REVIEWER, person__in=people)
    mine = tracks_run_by(request.person, request.edition, request.at).order_by()
    offices = list(held.filter(track__in=mine).select_related("track").order_by("track__position", "pk"))
    seen = assignments_run_by(request.person, request.edition, request.at)
    days = days_by_reviewer(seen, people)
    for person in people:
        person.days = days.get(person.pk)
        expertise = said.get(person.pk)
        person.tracks = [str(office.track) for office in offices if office.person_id == person.pk]
        person.languages = [language_name(each) for each in expertise.languages] if expertise else []
        person.most = expertise.most_reviews if expertise else None
    return people


def reviewer_at(request: SignedInRequest, uid: UUID) -> Person:
    """A reviewer of the tracks that the reader runs; 404 for everybody else."""
    reviewers = reviewers_run_by(request.person, request.edition, request.at)
    return get_object_or_404(reviewers.select_related("organization"), uid=uid)


@require_http_methods(["GET", "POST"])
def reviewer(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What they read and wrote, to be changed for them."""
    return expertise_page(request, reviewer_at(request, uid), request.path, "organiser/reviews/reviewer.html")


@require_http_methods(["GET", "POST"])
def reviewer_work(request: SignedInRequest, uid: UUID) -> HttpResponse:
    onward = page(request.edition, "organiser:reviewer", uid)
    return work_page(request, reviewer_at(request, uid), onward, "organiser/reviews/work.html")


@require_POST
def reviewer_work_removal(request: SignedInRequest, uid: UUID, work: UUID) -> HttpResponse:
    onward = page(request.edition, "organiser:reviewer", uid)
    return without_work(request, reviewer_at(request, uid), work, onward)


class InvitationForm(KeyedForm):
    track: forms.ModelChoiceField[Track] = forms.ModelChoiceField(
        label=_("Track"), queryset=None, to_field_name="slug", empty_label="—"
    )
    address = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = Line(
        label=pgettext_lazy("person", "Name"),
        help_text=_("If we do not know this person yet."),
        required=False,
    )

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request)
        tracks = tracks_run_by(request.person, request.edition, request.at)
        self.fields["track"].queryset = tracks  # type: ignore[attr-defined]  # a field of models has one


@require_http_methods(["GET", "POST"])
def reviewer_new(request: SignedInRequest) -> HttpResponse:
    """Invite somebody to review for a track."""
    form = InvitationForm(request)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("track", "address", "name")}
        try:
            office = invite_reviewer.once(form.key, **facts, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("A letter tells them that they may review."))
            return redirect(page(request.edition, "organiser:reviewer", office.person.uid))
    return render(request, "organiser/reviews/invitation.html", {"form": form}, status=invalid_status(form))
