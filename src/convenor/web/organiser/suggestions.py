"""Which proposals have the most points: a suggestion on request, kept with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.editions.models import Track
from convenor.kernel.refusals import Refused
from convenor.review.actions.guides import suggest
from convenor.review.models import Suggestion
from convenor.review.queries import tracks_run_by
from convenor.review.ranking import BY_CORRECTED, BY_SCORE
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.choosing import MOST_AT_ONCE
from convenor.web.request import SignedInRequest

METHODS: dict[str, str | Promise] = {BY_SCORE: _("by score"), BY_CORRECTED: _("by corrected score")}
SHOWN = 50


class SuggestionForm(KeyedForm):
    track: forms.ModelChoiceField[Track] = forms.ModelChoiceField(
        label=_("Track"), queryset=None, to_field_name="slug", empty_label=None
    )
    number = forms.IntegerField(
        label=_("How many"),
        help_text=_("Of the proposals of this track that nobody decided on yet."),
        min_value=1,
        max_value=MOST_AT_ONCE,
    )
    method = forms.ChoiceField(
        label=_("Those with the most points"),
        choices=list(METHODS.items()),
        widget=forms.RadioSelect,
        initial=BY_SCORE,
    )

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request)
        tracks = tracks_run_by(request.person, request.edition, request.at)
        self.fields["track"].queryset = tracks  # type: ignore[attr-defined]  # a field of models has one


@dataclass(frozen=True, slots=True)
class Made:
    """A suggestion, and what became of it."""

    suggestion: Suggestion
    method: str | Promise
    outcome: str | Promise
    address: str


@require_http_methods(["GET", "POST"])
def suggestions(request: SignedInRequest) -> HttpResponse:
    """Ask for one, which is then chosen in the list for the one who asked to decide; see those of before."""
    form = SuggestionForm(request)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("track", "number", "method")}
        try:
            made = suggest.once(form.key, by=request.person, at=request.at, **given)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("These are chosen now. Nothing is decided."))
            return redirect(_changes(request, made))
    # Only one's own: what was suggested to others would tell who has a conflict how a proposal stands.
    own = Suggestion.objects.filter(track__edition=request.edition, by=request.person)
    kept = own.select_related("track").prefetch_related("answers").order_by("-pk")[:SHOWN]
    context = {"form": form, "made": [_made(request, each) for each in kept]}
    return render(request, "organiser/suggestions.html", context, status=invalid_status(form))


def _made(request: SignedInRequest, suggestion: Suggestion) -> Made:
    answers = list(suggestion.answers.all())
    outcome: str | Promise = _("nothing decided with it")
    if answers:
        outcome = _("followed") if any(each.is_followed for each in answers) else _("decided otherwise")
    method = METHODS.get(suggestion.method, suggestion.method)
    return Made(suggestion, method, outcome, _changes(request, suggestion))


def _changes(request: SignedInRequest, suggestion: Suggestion) -> str:
    asked = {
        "track": suggestion.track.slug,
        "corrected": "yes" if suggestion.method == BY_CORRECTED else "",
        "suggestion": str(suggestion.uid),
        "chosen": " ".join(suggestion.codes),
    }
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{page(request.edition, 'organiser:changes')}?{said}"


def suggestion_at(request: SignedInRequest) -> Suggestion | None:
    """The one of this organiser's that the address names, if any."""
    try:
        uid = UUID(request.GET.get("suggestion", ""))
    except ValueError:
        return None
    own = Suggestion.objects.filter(track__edition=request.edition, by=request.person)
    return own.select_related("track__edition").filter(uid=uid).first()
