"""The discussion of a proposal, for those who decide on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from convenor.review.models import Rebuttal
from convenor.web.organiser.proposal import proposal_at
from convenor.web.request import SignedInRequest
from convenor.web.reviewer.discussion import discussion_page


@require_http_methods(["GET", "POST"])
def discussion(request: SignedInRequest, code: str) -> HttpResponse:
    """All that was said, with the names that reviewers do not see of each other."""
    proposal = proposal_at(request, code)
    rebuttal = Rebuttal.objects.filter(proposal=proposal).first()
    return discussion_page(request, proposal, rebuttal, "organiser/discussion.html")
