"""Reviewers say what they would like to review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.editions.models import Edition
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.review.bidding import interests_of, proposals_open_to_bids
from convenor.review.models import Bid, Interest


class BiddingIsOver(Refused):
    """The proposal takes no wishes of this reviewer, or none any more."""


@write
def set_bids(
    *, edition: Edition, bids: Sequence[tuple[Proposal, Interest | None]], by: Person, at: datetime
) -> None:
    """Say how gladly ``by`` would review each proposal; ``None`` takes back what was said."""
    offered = proposals_open_to_bids(by, edition, at).filter(pk__in=[proposal.pk for proposal, _wish in bids])
    known, said = set(offered.values_list("pk", flat=True)), interests_of(by, edition)
    for proposal, interest in bids:
        if proposal.pk not in known:
            raise BiddingIsOver(_("%(code)s takes no more wishes.") % {"code": proposal.code})
        if said.get(proposal.pk) != interest:
            _set(proposal, interest, by, at)


def _set(proposal: Proposal, interest: Interest | None, by: Person, at: datetime) -> None:
    if interest is None:
        Bid.objects.filter(proposal=proposal, reviewer=by).delete()
    else:
        wish = {"interest": interest, "at": at}
        Bid.objects.update_or_create(proposal=proposal, reviewer=by, defaults=wish)
    scope = proposal.edition.path
    record("review.bid", subject=proposal, actor=by, at=at, scope=scope, about=[by], interest=interest)
