"""The link in a contributor's letter: they say, without an account, whether they take part."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from convenor.proposals.actions.contributors import answer_invitation
from convenor.proposals.models import Contributor
from convenor.web.answering import YesOrNoForm, contributor_at, is_answered
from convenor.web.forms import invalid_status
from convenor.web.request import Request


@require_http_methods(["GET", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """They may change the answer later."""
    contributor = contributor_at(request, token, Contributor.objects.exclude(invited_at=None))
    form = YesOrNoForm(
        request,
        question=_("Do you agree to take part?"),
        yes=_("Yes, I take part"),
        no=_("No, please take my name out"),
    )
    if form.is_valid() and is_answered(request, form, answer_invitation, contributor, agrees=form.is_yes):
        return redirect("public:invitation", token)
    page = {
        "contributor": contributor,
        "form": form,
        "is_withdrawn": hasattr(contributor.proposal, "withdrawal"),
    }
    return render(request, "public/invitation.html", page, status=invalid_status(form))
