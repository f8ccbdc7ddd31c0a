"""What a sub-reviewer sees: one proposal, and a review to write for somebody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.review.actions.delegations import declare_conflict_of_sub_reviewer, write_for
from convenor.review.models import Criterion, Delegation, ReviewRules
from convenor.review.queries import OF_DELEGATION, delegations_to, is_over
from convenor.review.redacting import hide_names_in
from convenor.web.anonymity import told_to_reviewer
from convenor.web.conflicting import ConflictForm
from convenor.web.doing import done
from convenor.web.forms import invalid_status
from convenor.web.links import page
from convenor.web.reading import file_of, what_is_read
from convenor.web.request import SignedInRequest
from convenor.web.reviewer.judging import ReviewForm, given_before
from convenor.web.reviewer.reviews import written_of

HAND_OVER = "hand-over"


def delegation_at(request: SignedInRequest, code: str) -> Delegation:
    """What the reader agreed to write about the proposal ``code``; 404 for everything else."""
    mine = delegations_to(request.person, request.at).filter(
        assignment__proposal__edition=request.edition, agreed_at__isnull=False
    )
    whole = mine.select_related(
        *OF_DELEGATION, "assignment__proposal__subtheme", "assignment__proposal__call"
    )
    delegation = get_object_or_404(whole, assignment__proposal__code=code)
    hide_names_in(delegation.assignment.proposal)
    return delegation


@require_http_methods(["GET", "POST"])
def subreview(request: SignedInRequest, code: str) -> HttpResponse:
    """Read the proposal, and write the review until it is handed over."""
    delegation = delegation_at(request, code)
    proposal, written = delegation.assignment.proposal, written_of(delegation.assignment)
    rules = ReviewRules.objects.filter(track=proposal.track).first()
    criteria = list(Criterion.objects.filter(track=proposal.track).order_by("position", "pk"))
    hands_over = request.POST.get("then") == HAND_OVER
    is_draft = request.method == "POST" and not hands_over
    form = ReviewForm(request, criteria, is_draft=is_draft, initial=given_before(written))
    if form.is_valid():
        facts = {**form.facts, "hands_over": hands_over}
        if done(form, write_for, request, delegation=delegation, **facts):
            said = _("You have handed the review over. Thank you.") if hands_over else _("Saved.")
            messages.success(request, said)
            return redirect(page(request.edition, "reviewer:subreview", code))

    def file_at(slug: str) -> str:
        return page(request.edition, "reviewer:subreview_file", code, slug)

    context = {
        **what_is_read(proposal, file_at, shows_names=rules is None or rules.shows_names),
        "proposal": proposal,
        "delegation": delegation,
        "who_sees_names": told_to_reviewer(delegation.assignment),
        "rules": rules,
        "review": written,
        "is_over": is_over(proposal),
        "form": form,
    }
    return render(request, "reviewer/subreview.html", context, status=invalid_status(form))


@require_safe
def subreview_file(request: SignedInRequest, code: str, slug: str) -> HttpResponseBase:
    return file_of(delegation_at(request, code).assignment.proposal, slug)


@require_http_methods(["GET", "POST"])
def subreview_conflict(request: SignedInRequest, code: str) -> HttpResponse:
    """“I have a conflict of interest”: the proposal leaves my sight, and the reviewer's."""
    delegation, form = delegation_at(request, code), ConflictForm(request)
    facts = form.facts if form.is_valid() else {}
    if done(form, declare_conflict_of_sub_reviewer, request, delegation=delegation, **facts):
        messages.success(request, _("Your conflict of interest is noted. You no longer see the proposal."))
        return redirect("me:home")
    context = {"proposal": delegation.assignment.proposal, "form": form, "is_sub_reviewer": True}
    return render(request, "reviewer/conflict.html", context, status=invalid_status(form))
