"""Ask for an assignment to be worked out, and what was asked before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.editions.models import Track
from convenor.review.actions.matching import ask_for_matching
from convenor.review.queries import tracks_run_by
from convenor.review.runs import Options, Present, Reading, is_installed, runs_of
from convenor.review.suggested import MatchingRun
from convenor.web.doing import made
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest

SHOWN = 30
CHANCES = [
    ("", _("no: the best assignment that there is")),
    *((each, each) for each in ("3/4", "1/2", "1/3")),
]


class AskingForm(KeyedForm):
    track: forms.ModelChoiceField[Track] = forms.ModelChoiceField(
        label=_("Track"), queryset=None, to_field_name="slug", required=False, empty_label=_("All tracks")
    )
    fair = forms.BooleanField(
        label=_("First be fair to the proposal whose reviewers fit least"), required=False, initial=True
    )
    floor = forms.BooleanField(
        label=_("Before that, make the pair that fits least as good as possible"), required=False
    )
    reading = forms.ChoiceField(
        label=_("Languages"), choices=Reading.choices, widget=forms.RadioSelect, initial=Reading.ONE
    )
    apart = forms.BooleanField(
        label=_("No two reviewers of one organization for one proposal"), required=False, initial=True
    )
    regions = forms.BooleanField(
        label=_("Rather reviewers from different regions of the world"), required=False, initial=True
    )
    kinds = forms.BooleanField(
        label=_("Rather reviewers from organizations of different kinds"), required=False
    )
    experience = forms.BooleanField(
        label=_("Rather both: who reviewed in an earlier edition and who reviews for the first time"),
        required=False,
    )
    genders = forms.BooleanField(
        label=_("Rather reviewers of different genders, among those who agreed to that"),
        help_text=_(
            "Only what at least five reviewers say of themselves counts. Such a suggestion has no sums, no"
            " prices and no file to check, and you can have five of them."
        ),
        required=False,
    )
    present = forms.ChoiceField(
        label=_("Who is asked already"),
        choices=Present.choices,
        widget=forms.RadioSelect,
        initial=Present.STAY,
    )
    partial = forms.BooleanField(
        label=_("Where reviewers are missing, as many reviews as there can be"), required=False
    )
    most = forms.IntegerField(
        label=_("At most for each reviewer"),
        help_text=_("Nobody gets more than they said they can write."),
        min_value=0,
        max_value=200,
        required=False,
    )
    least = forms.IntegerField(
        label=_("At least for each reviewer"), min_value=0, max_value=200, required=False
    )
    chance = forms.ChoiceField(
        label=_("Draw it by lot, with this chance at most for each pair"),
        help_text=_("Then nobody can be sure to get a proposal, whatever they write or wish."),
        choices=CHANCES,
        required=False,
    )

    def __init__(self, request: SignedInRequest, **options: Any) -> None:
        super().__init__(request, **options)
        tracks = tracks_run_by(request.person, request.edition, request.at)
        self.fields["track"].queryset = tracks  # type: ignore[attr-defined]  # a field of models has one

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if given.get("chance") and (given.get("floor") or given.get("fair")):
            raise ValidationError(
                now("By lot, only the sum of all pairs counts. Take back the goals before it.")
            )
        if given.get("chance") and given.get("present") != Present.STAY:
            raise ValidationError(now("By lot, all who are asked already stay. Please choose that."))
        if given.get("chance") and given.get("genders"):
            raise ValidationError(
                now("By lot, reviewers are not balanced by gender: the chances would tell of it.")
            )
        if (given.get("least") or 0) > (given["most"] if given.get("most") is not None else 200):
            raise ValidationError(now("The least number is above the greatest."))
        return given

    @property
    def options(self) -> Options:
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"key", "track"}}
        return Options.of({**given, "least": given["least"] or 0})


@require_http_methods(["GET", "POST"])
def matching(request: SignedInRequest) -> HttpResponseBase:
    """Ask for one, and see those of before."""
    form = AskingForm(request, initial=_as_before(request))
    if form.is_valid():
        asked = {"edition": request.edition, "track": form.cleaned_data["track"], "options": form.options}
        run: MatchingRun | None = made(form, ask_for_matching, request, **asked)
        if run is not None:
            return redirect(page(request.edition, "organiser:matching_run", run.uid))
    context = {
        "form": form,
        "runs": runs_of(request.person, request.edition)[:SHOWN],
        "is_installed": is_installed(),
    }
    return render(request, "organiser/matching/asking.html", context, status=invalid_status(form))


def _as_before(request: SignedInRequest) -> dict[str, Any]:
    """The answers of the run that the address names, to be changed; else those we propose."""
    before = runs_of(request.person, request.edition).filter(pk__in=_keys(request)).first()
    return {**before.options, "track": before.track and before.track.slug} if before else {}


def _keys(request: SignedInRequest) -> list[int]:
    like = request.GET.get("like", "")[:9]
    return [int(like)] if like.isascii() and like.isdigit() else []
