"""A reviewer's own pages: one review, and ways not to write it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from convenor.audit.actions import Action
from convenor.kernel.refusals import Refused
from convenor.proposals.models import Proposal
from convenor.proposals.queries import revisions_of, version_to_revise
from convenor.proposals.versions import without_names
from convenor.review.actions.assignments import declare_conflict, decline_assignment
from convenor.review.actions.reviews import save_review, submit_review
from convenor.review.discussion import discussed_by
from convenor.review.models import Assignment, Criterion, Review, ReviewRules
from convenor.review.queries import assignments_of, delegation_of, is_over
from convenor.review.rebuttal import rebuttal_for_reviewer
from convenor.review.redacting import hidden_document, hide_names_in, words_of
from convenor.web.anonymity import told_to_reviewer
from convenor.web.conflicting import ConflictForm
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.me.proposals.versions import differences
from convenor.web.reading import file_of, what_is_read
from convenor.web.request import SignedInRequest
from convenor.web.reviewer.judging import ReviewForm, given_before

SUBMIT = "submit"


@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, code: str) -> HttpResponse:
    """Read a proposal, and judge it while that is possible."""
    assignment = assignment_at(request, code)
    proposal, written = assignment.proposal, written_of(assignment)
    rules = ReviewRules.objects.filter(track=proposal.track).first()
    criteria = list(Criterion.objects.filter(track=proposal.track).order_by("position", "pk"))
    is_submission = request.POST.get("then") == SUBMIT
    form = ReviewForm(
        request,
        criteria,
        is_draft=request.method == "POST" and not is_submission,
        initial=given_before(written),
    )
    if form.is_valid():
        act = submit_review if is_submission else save_review
        try:
            act.once(form.key, assignment=assignment, **form.facts, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not is_submission:
                messages.success(request, _("Your draft is saved. Nobody else reads it."))
                return redirect(page(request.edition, "reviewer:review", code))
            messages.success(request, _("Your review is submitted. Thank you."))
            return redirect(page(request.edition, "reviewer:home"))
    context = {
        **_what_is_read(request, proposal, rules),
        "proposal": proposal,
        "rules": rules,
        "review": written,
        "revision": revisions_of(proposal).first(),
        "is_over": is_over(proposal),
        "who_sees_names": told_to_reviewer(assignment),
        "delegation": (delegation := delegation_of(assignment)),
        "is_written_by_other": delegation is not None and delegation.is_being_written,
        "rebuttal": rebuttal_for_reviewer(assignment, request.person),
        "is_discussed": discussed_by(request.person, request.edition, request.at)
        .filter(pk=assignment.pk)
        .exists(),
        "form": form,
    }
    return render(request, "reviewer/review.html", context, status=invalid_status(form))


@require_safe
def changes(request: SignedInRequest, code: str) -> HttpResponse:
    """What a revision says otherwise than the version that I reviewed, or else that was to be revised.

    Without names, whatever the track's rules: what is judged is what it says.
    """
    assignment = assignment_at(request, code)
    proposal, written = assignment.proposal, written_of(assignment)
    revision = get_object_or_404(revisions_of(proposal)[:1])
    reviewed = written.version if written and written.submitted_at else None
    old = reviewed or version_to_revise(proposal, revision.decision)
    new = proposal.versions.latest("number")
    words = words_of([proposal]).get(proposal.pk, {})
    documents = [hidden_document(without_names(each.document), words) for each in (old or new, new)]
    context = {
        "proposal": proposal,
        "is_reviewed": reviewed is not None,
        "differences": differences(proposal, *documents),
    }
    return render(request, "reviewer/changes.html", context)


@require_safe
def answer_file(request: SignedInRequest, code: str, slug: str) -> HttpResponseBase:
    return file_of(assignment_at(request, code).proposal, slug)


def assignment_at(request: SignedInRequest, code: str) -> Assignment:
    """The reader's own assignment to the proposal ``code``; 404 for every other."""
    mine = assignments_of(request.person, request.edition, request.at)
    whole = mine.select_related("proposal__subtheme", "proposal__call")
    assignment = get_object_or_404(whole, proposal__code=code)
    hide_names_in(assignment.proposal)
    return assignment


def _what_is_read(request: SignedInRequest, proposal: Proposal, rules: ReviewRules | None) -> dict[str, Any]:
    def file_at(slug: str) -> str:
        return page(request.edition, "reviewer:file", proposal.code, slug)

    return what_is_read(proposal, file_at, shows_names=rules is None or rules.shows_names)


def written_of(assignment: Assignment) -> Review | None:
    return Review.objects.filter(assignment=assignment).prefetch_related("scores__criterion").first()


@require_http_methods(["GET", "POST"])
def conflict(request: SignedInRequest, code: str) -> HttpResponse:
    """“I have a conflict of interest”: the proposal leaves my sight."""
    said = _("Your conflict of interest is noted. You no longer see the proposal.")
    return _leave(
        request,
        code,
        ConflictForm(request),
        act=declare_conflict,
        template="reviewer/conflict.html",
        said=said,
    )


class DeclineForm(KeyedForm):
    reason = Paragraphs(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("Such as a language you do not read, or no time. Those who assign read this."),
        required=False,
        max_length=2000,
    )


@require_http_methods(["GET", "POST"])
def decline(request: SignedInRequest, code: str) -> HttpResponse:
    """“I cannot review this”: it leaves my list."""
    said = _("You are no longer asked to review this proposal.")
    return _leave(
        request,
        code,
        DeclineForm(request),
        act=decline_assignment,
        template="reviewer/decline.html",
        said=said,
    )


def _leave(
    request: SignedInRequest, code: str, form: KeyedForm, *, act: Action[..., Any], template: str, said: str
) -> HttpResponse:
    assignment = assignment_at(request, code)
    if form.is_valid():
        facts = form.facts if isinstance(form, ConflictForm) else {"reason": form.cleaned_data["reason"]}
        try:
            act.once(form.key, assignment=assignment, **facts, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(page(request.edition, "reviewer:home"))
    context = {"proposal": assignment.proposal, "form": form}
    return render(request, template, context, status=invalid_status(form))
