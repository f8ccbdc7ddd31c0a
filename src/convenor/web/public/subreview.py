"""The link in a sub-reviewer's letter: they say, without an account, whether they write the review."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.review.actions.delegations import answer_delegation
from convenor.review.models import Delegation
from convenor.review.queries import OF_DELEGATION, delegations_to, is_over
from convenor.review.redacting import hide_names_in
from convenor.web.anonymity import told_to_reviewer
from convenor.web.answering import YesOrNoForm
from convenor.web.forms import invalid_status
from convenor.web.request import Request


@require_http_methods(["GET", "POST"])
def subreview(request: Request, token: str) -> HttpResponse:
    """What is no longer theirs to answer is not named, nor why."""
    delegation = get_object_or_404(Delegation.objects.select_related(*OF_DELEGATION), token=token)
    proposal = delegation.assignment.proposal
    request.edition = proposal.edition
    timezone.activate(request.edition.tzinfo)
    form = YesOrNoForm(
        request,
        question=_("Do you agree to write this review?"),
        yes=_("Yes, I write it"),
        no=_("No, I cannot"),
    )
    if form.is_valid() and _answered(request, form, delegation):
        return redirect("public:subreview", token)
    is_open = delegations_to(delegation.person, request.at).filter(pk=delegation.pk).exists()
    hide_names_in(proposal)
    context = {
        "delegation": delegation if is_open and not is_over(proposal) else None,
        "who_sees_names": told_to_reviewer(delegation.assignment),
        "was_refused": delegation.refused_at is not None,
        "form": form,
    }
    return render(request, "public/subreview.html", context, status=invalid_status(form))


def _answered(request: Request, form: YesOrNoForm, delegation: Delegation) -> bool:
    by = delegation.person
    try:
        answer_delegation.once(form.key, delegation=delegation, agrees=form.is_yes, by=by, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
