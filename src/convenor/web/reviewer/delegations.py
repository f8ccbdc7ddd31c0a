"""Having somebody else write a review, and taking it back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from convenor.review.actions.delegations import delegate, take_back
from convenor.review.queries import delegation_of
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.reviewer.reviews import assignment_at


class DelegationForm(KeyedForm):
    name = Line(label=pgettext_lazy("person", "Name"))
    address = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)


@require_http_methods(["GET", "POST"])
def delegation(request: SignedInRequest, code: str) -> HttpResponse:
    """Name somebody who writes this review for me; or, where somebody was named, take it back."""
    assignment = assignment_at(request, code)
    named = delegation_of(assignment)
    if named and not named.ended_at:
        form = KeyedForm(request)
        if done(form, take_back, request, delegation=named):
            messages.success(request, _("It is yours to write again."))
            return redirect(page(request.edition, "reviewer:review", code))
    else:
        form = DelegationForm(request)
        if form.is_valid():
            facts = {name: form.cleaned_data[name] for name in ("name", "address")}
            if done(form, delegate, request, assignment=assignment, **facts):
                messages.success(request, _("A letter asks them whether they write this review."))
                return redirect(page(request.edition, "reviewer:review", code))
    context = {"proposal": assignment.proposal, "delegation": named, "form": form}
    return render(request, "reviewer/delegation.html", context, status=invalid_status(form))
