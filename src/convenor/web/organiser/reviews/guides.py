"""The guides of a track: how many proposals its organisers would like to accept, of all and of each kind."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.editions.models import Track
from convenor.kernel.refusals import Refused
from convenor.review.actions.guides import set_guides
from convenor.review.models import Guide
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.kinds import Kinds
from convenor.web.organiser.reviews.setup import track_at
from convenor.web.request import SignedInRequest

MOST = 9999


class GuidesForm(KeyedForm):
    """A number for each kind; none where nothing is wished for."""

    def __init__(self, request: SignedInRequest, track: Track) -> None:
        self.kinds = {of.replace(":", "-"): of for of in Kinds(request.edition).of_guides}
        said = dict(Guide.objects.filter(track=track).values_list("of", "number"))
        super().__init__(request, initial={name: said.get(of) for name, of in self.kinds.items()})
        for of, label in Kinds(request.edition).of_guides.items():
            self.fields[of.replace(":", "-")] = forms.IntegerField(
                label=label,
                help_text=_("About so many.") if of == "all" else "",
                required=False,
                min_value=0,
                max_value=MOST,
            )

    @property
    def numbers(self) -> dict[str, int]:
        return {of: self.cleaned_data[name] or 0 for name, of in self.kinds.items()}


@require_http_methods(["GET", "POST"])
def guides(request: SignedInRequest, slug: str) -> HttpResponse:
    track = track_at(request, slug)
    form = GuidesForm(request, track)
    if form.is_valid():
        try:
            set_guides.once(form.key, track=track, numbers=form.numbers, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(page(request.edition, "organiser:review_track", track.slug))
    context = {"track": track, "form": form}
    return render(request, "organiser/reviews/guides.html", context, status=invalid_status(form))
