"""Two proposals beside each other, with what they have in common, and what was said of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.proposals.models import Proposal
from convenor.review.actions.comparing import say_of_two
from convenor.review.alike import beside, looked_at, seen_among
from convenor.review.compared import Opinion
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.organiser.proposal import proposal_at
from convenor.web.request import SignedInRequest

DIFFERENT, OF_OTHER, OF_ONE = "different", "of-other", "of-one"


class OpinionForm(KeyedForm):
    opinion = forms.ChoiceField(label=_("You looked at them"), widget=forms.RadioSelect)
    note = Paragraphs(
        label=_("Note"),
        help_text=_("For all who organise both. Neither reviewers nor contributors read it."),
        required=False,
        max_length=2000,
    )

    def __init__(self, request: SignedInRequest, one: Proposal, other: Proposal) -> None:
        super().__init__(request)
        self._two = one, other
        self.fields["opinion"].choices = [  # type: ignore[attr-defined]  # a field of choices has them
            (DIFFERENT, _("Neither is a duplicate of the other")),
            (OF_OTHER, _duplicate(one, other)),
            (OF_ONE, _duplicate(other, one)),
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """What ``say_of_two`` takes."""
        said = self.cleaned_data["opinion"]
        proposal, other = self._two[::-1] if said == OF_ONE else self._two
        opinion = Opinion.DIFFERENT if said == DIFFERENT else Opinion.DUPLICATE
        return {"proposal": proposal, "other": other, "opinion": opinion, "note": self.cleaned_data["note"]}


@require_http_methods(["GET", "POST"])
def alike(request: SignedInRequest, code: str, other: str) -> HttpResponseBase:
    """``other`` is of the same edition or an earlier one; who may not see one of them sees neither."""
    one, second = proposal_at(request, code), _other(request, code, other)
    form = OpinionForm(request, one, second)
    if form.is_valid() and done(form, say_of_two, request, **form.facts):
        messages.success(request, now("Noted."))
        return redirect(page(request.edition, "organiser:alike", code, other))
    context = {"sides": beside(one, second), "looks": looked_at(one, second), "form": form}
    return render(request, "organiser/reviews/alike.html", context, status=invalid_status(form))


def _other(request: SignedInRequest, code: str, other: str) -> Proposal:
    found = seen_among(request.person, request.edition, Q(code=other) & ~Q(code=code), request.at)
    if not found:
        raise Http404
    return found[0]


def _duplicate(one: Proposal, other: Proposal) -> Any:
    return format_lazy(_("{code} is a duplicate of {other}"), code=one.code, other=other.code)
