"""The secretariat changes a registration for its person, or lets a cancelled one stand again."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.registration.actions.registering import change_registration, reinstate_registration
from convenor.registration.models import Registration
from convenor.registration.queries import categories_of, ways_to_attend
from convenor.web.doing import done
from convenor.web.entering import ParticipantForm
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.organiser.registration.participant import held_at
from convenor.web.request import SignedInRequest


class Note(Paragraphs):
    """What the secretariat says to the person."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Note to the participant"),
            help_text=_("It stands in the letter."),
            required=False,
            max_length=2000,
        )


class ChangeForm(ParticipantForm):
    attendance = forms.ChoiceField(label=_("Takes part"), widget=forms.RadioSelect)
    note = Note()

    field_order = ("name", "category", "attendance", "country", "organization", "language", "note")

    def __init__(self, request: SignedInRequest, held: Registration) -> None:
        said = {
            "name": held.name,
            "category": held.category.slug,
            "attendance": held.attendance,
            "country": held.country,
            "organization": held.organization.name if held.organization else "",
            "language": held.language,
        }
        super().__init__(request, categories_of(request.edition), initial=said)
        self.offer("attendance", [(way.value, str(way.label)) for way in ways_to_attend(request.edition)])
        if self.only_way:
            del self.fields["attendance"]


class NoteForm(KeyedForm):
    note = Note()


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, code: str) -> HttpResponse:
    held = held_at(request, code)
    if held.ended_at:
        raise Http404
    form = ChangeForm(request, held)
    if form.is_valid():
        facts = {"registration": held, "application": form.application(), "note": form.cleaned_data["note"]}
        if done(form, change_registration, request, **facts):
            messages.success(request, now("Saved."))
            return redirect(page(request.edition, "organiser:participant", code))
    shown = {"registration": held, "form": form}
    return render(request, "organiser/registration/change.html", shown, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def reinstatement(request: SignedInRequest, code: str) -> HttpResponse:
    held = held_at(request, code)
    form = NoteForm(request)
    if form.is_valid():
        facts = {"registration": held, "note": form.cleaned_data["note"]}
        if done(form, reinstate_registration, request, **facts):
            messages.success(request, now("The registration stands again, and its person is told."))
            return redirect(page(request.edition, "organiser:participant", code))
    shown = {"registration": held, "form": form}
    return render(request, "organiser/registration/reinstatement.html", shown, status=invalid_status(form))
