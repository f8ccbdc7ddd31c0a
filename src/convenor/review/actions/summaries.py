"""Somebody who arranges reviewing says what the reviews of a proposal say together, and recommends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.people.models import Person
from convenor.proposals.models import Proposal, Verdict, Withdrawal
from convenor.review import rules
from convenor.review.actions.asking import ProposalWithdrawn
from convenor.review.actions.assignments import refuse_when_over
from convenor.review.actions.reviews import refuse_too_long
from convenor.review.summaries import draft_of, is_asked, summary_of
from convenor.review.summary import Summary


class SummaryNotAsked(Refused):
    """The track has no summaries, or nobody has reviewed the proposal yet."""


class SummaryIncomplete(Refused):
    """Without a recommendation, or without a word."""


class WrittenMeanwhile(Refused):
    """Somebody else wrote after this person looked."""


@write
def save_summary(
    *,
    proposal: Proposal,
    verdict: str,
    to_contributors: str,
    to_committee: str,
    by: Person,
    at: datetime,
    over: str | None = None,
) -> Summary:
    """Keep a draft, which all who may write the summary see and go on with.

    ``over`` is the ``stamp_of`` what ``by`` saw: what was written meanwhile is not overwritten unseen.
    """
    says = {"verdict": verdict, "to_contributors": to_contributors, "to_committee": to_committee}
    draft = _put(proposal, says, over, by, at)
    record("summary.drafted", subject=proposal, actor=by, at=at, scope=proposal.edition.path)
    return draft


@write
def submit_summary(
    *,
    proposal: Proposal,
    verdict: str,
    to_contributors: str,
    to_committee: str,
    by: Person,
    at: datetime,
    over: str | None = None,
) -> Summary:
    """Give the summary to the committee; another one later takes its place."""
    says = {"verdict": verdict, "to_contributors": to_contributors, "to_committee": to_committee}
    draft = _put(proposal, says, over, by, at)
    if not draft.verdict:
        raise SummaryIncomplete(_("Please recommend something before you submit."))
    if not (draft.to_contributors or draft.to_committee):
        raise SummaryIncomplete(_("Please write what the reviews say before you submit."))
    draft.submitted_at = at
    draft.save(update_fields=["submitted_at"])
    record("summary.submitted", subject=proposal, actor=by, at=at, scope=proposal.edition.path)
    return draft


def stamp_of(proposal: Proposal) -> str:
    """Stands for what is written of ``proposal`` now: it differs once somebody has written."""
    last = draft_of(proposal) or summary_of(proposal)
    return f"{last.pk} {last.changed_at.isoformat()}" if last else ""


def _put(proposal: Proposal, says: Mapping[str, str], over: str | None, by: Person, at: datetime) -> Summary:
    """The draft with what it now says, held until the action ends."""
    proposal = locked(Proposal, proposal)
    if not rules.may_summarise(by, proposal, at=at):
        raise NotAllowed(_("You do not arrange the reviewing of this proposal."))
    _refuse_impossible(proposal)
    if over is not None and over != stamp_of(proposal):
        raise WrittenMeanwhile(_("Somebody else wrote meanwhile. Open the page again to read it first."))
    words = {name: clean(says[name]) for name in ("to_contributors", "to_committee")}
    for each in words.values():
        refuse_too_long(each)
    draft, _is_new = Summary.objects.update_or_create(
        proposal=proposal,
        submitted_at=None,
        defaults={
            **words,
            "verdict": Verdict(says["verdict"]) if says["verdict"] else "",
            "by": by,
            "changed_at": at,
        },
    )
    return draft


def _refuse_impossible(proposal: Proposal) -> None:
    refuse_when_over(proposal)
    if Withdrawal.objects.filter(proposal=proposal).exists():
        raise ProposalWithdrawn(_("Its contributors withdrew %(code)s.") % {"code": proposal.code})
    if not is_asked(proposal):
        raise SummaryNotAsked(_("There are no reviews of this proposal to summarise."))
