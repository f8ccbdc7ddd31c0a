"""``/s/<code>``: the short address of a proposal, which leads each reader to the page that is theirs."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser, proposals_of
from convenor.review.queries import assignments_of
from convenor.web.links import page
from convenor.web.request import SignedInRequest


@require_safe
def proposal(request: SignedInRequest, code: str) -> HttpResponse:
    """To the author's page, the reviewer's or the organiser's; nowhere where it does not exist for them."""
    found = Proposal.objects.select_related("edition").filter(code=code.upper()).first()
    if found is None:
        raise Http404
    with override(request.person.language):
        return HttpResponseRedirect(_way_to(found, request))


def _way_to(proposal: Proposal, request: SignedInRequest) -> str:
    person, edition, at = request.person, proposal.edition, request.at
    if proposals_of(person).filter(pk=proposal.pk).exists():
        return reverse("me:proposal", args=[proposal.code])
    if assignments_of(person, edition, at).filter(proposal=proposal).exists():
        return page(edition, "reviewer:review", proposal.code)
    if proposals_for_organiser(person, edition, at).filter(pk=proposal.pk).exists():
        return page(edition, "organiser:proposal", proposal.code)
    raise Http404
