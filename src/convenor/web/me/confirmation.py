"""The link in a letter: one click says whether a contributor will come."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from convenor.proposals.actions.confirmations import confirm
from convenor.proposals.models import Contributor
from convenor.proposals.queries import is_asked_to_confirm
from convenor.web.answering import YesOrNoForm, contributor_at, is_answered
from convenor.web.forms import invalid_status
from convenor.web.request import Request


@cache_control(no_store=True)
@require_http_methods(["GET", "POST"])
def confirmation(request: Request, token: str) -> HttpResponse:
    contributor = contributor_at(request, token, Contributor.objects.all())
    form = YesOrNoForm(
        request, question=_("Will you come?"), yes=_("Yes, I will come"), no=_("No, I cannot come")
    )
    if form.is_valid() and is_answered(request, form, confirm, contributor, will_come=form.is_yes):
        return redirect("me:confirmation", token)
    page = {
        "contributor": contributor,
        "form": form,
        "answer": contributor.confirmations.filter(superseded_by=None).first(),
        "may_answer": is_asked_to_confirm(contributor) and not request.edition.has_begun(request.at),
    }
    return render(request, "me/confirmation.html", page, status=invalid_status(form))
