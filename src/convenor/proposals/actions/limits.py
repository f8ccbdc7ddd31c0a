"""How many proposals one person, and one organization, may hand in to a call."""

from __future__ import annotations

from django.utils.translation import ngettext

from convenor.audit.actions import locked
from convenor.kernel.refusals import Refused
from convenor.proposals.models import Call, Proposal


class LimitReached(Refused):
    """As many as the call takes are handed in."""


def keep_within_limits(proposal: Proposal) -> None:
    """Refuse ``proposal`` where its proposer or its organization has handed in as many as its call takes.

    The call is held until the action ends: of two at once only one is the last. For use inside actions.
    """
    call = locked(Call, proposal.call)
    others = Proposal.objects.filter(call=call).standing().exclude(pk=proposal.pk)
    most = call.most_per_person
    if most is not None and others.filter(proposer=proposal.proposer).count() >= most:
        sentence = ngettext(
            "One person can hand in %(most)d proposal to this call. Withdraw another one first.",
            "One person can hand in %(most)d proposals to this call. Withdraw another one first.",
            most,
        )
        raise LimitReached(sentence % {"most": most})
    most, organization = call.most_per_organization, proposal.organization
    if most is not None and organization and others.filter(organization=organization).count() >= most:
        sentence = ngettext(
            "One organization can hand in %(most)d proposal to this call; %(organization)s has done so.",
            "One organization can hand in %(most)d proposals to this call; %(organization)s has done so.",
            most,
        )
        raise LimitReached(sentence % {"most": most, "organization": organization.name})
