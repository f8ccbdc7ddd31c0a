"""Thanks to a reviewer: a letter of credit, and the public list."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from convenor.review.actions.credits import issue_credit, set_thanked
from convenor.review.credited import Thanked
from convenor.review.crediting import Service, service_of
from convenor.web.doing import done, made
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest


class ThankedForm(KeyedForm):
    is_listed = forms.BooleanField(
        label=gettext_lazy("Name me in the public list of reviewers"), required=False
    )


@require_http_methods(["GET", "POST"])
def credit(request: SignedInRequest) -> HttpResponse:
    """What I did for this edition; a POST says whether the public list names me."""
    service = _service(request)
    listed = Thanked.objects.filter(edition=request.edition, person=request.person).exists()
    form = ThankedForm(request, initial={"is_listed": listed})
    if form.is_valid():
        is_listed = form.cleaned_data["is_listed"]
        if done(form, set_thanked, request, edition=request.edition, is_listed=is_listed):
            messages.success(request, _("Saved."))
            return redirect(page(request.edition, "reviewer:credit"))
    context = {"service": service, "form": form}
    return render(request, "reviewer/credit.html", context, status=invalid_status(form))


@require_POST
def credit_letter(request: SignedInRequest) -> HttpResponse:
    """Make the letter, and go there."""
    service, form = _service(request), KeyedForm(request)
    letter = made(form, issue_credit, request, edition=request.edition) if form.is_valid() else None
    if letter is None:
        context = {"service": service, "form": form}
        return render(request, "reviewer/credit.html", context, status=invalid_status(form))
    return redirect("public:credit", letter.uid)


def _service(request: SignedInRequest) -> Service:
    service = service_of(request.person, request.edition)
    if service is None:
        raise Http404
    return service
