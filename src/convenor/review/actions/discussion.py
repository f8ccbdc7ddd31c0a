"""Reviewers and those who decide speak about a proposal."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convenor.audit.actions import locked, record, write
from convenor.editions.letters import Addressed, Page, send_all
from convenor.editions.models import LetterKind
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean, count_words
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.review import rules
from convenor.review.actions.assignments import refuse_when_over
from convenor.review.discussion import in_it, is_on
from convenor.review.models import Statement
from convenor.review.redacting import title_for_reviewers

STATEMENT_WORDS = 300


class DiscussionClosed(Refused):
    """It has not begun, or is over."""


class NothingSaid(Refused):
    """A statement without words."""


class StatementTooLong(Refused):
    """More than ``STATEMENT_WORDS`` words."""


@write
def speak(*, proposal: Proposal, text: str, by: Person, at: datetime) -> Statement:
    """Say something to the others who reviewed ``proposal``, and to those who decide."""
    proposal = locked(Proposal, proposal)
    if not rules.may_discuss(by, proposal, at=at):
        raise NotAllowed(_("You do not take part in the discussion of this proposal."))
    refuse_when_over(proposal)
    if not is_on(proposal, at):
        raise DiscussionClosed(_("The discussion of this proposal is not open."))
    statement = Statement.objects.create(proposal=proposal, person=by, text=_checked(text), at=at)
    tell_others(proposal, by, at)
    record("review.discussed", subject=proposal, actor=by, at=at, scope=proposal.edition.path)
    return statement


def _checked(text: str) -> str:
    text = clean(text)
    if not text:
        raise NothingSaid(_("Please write something."))
    if (words := count_words(text)) > STATEMENT_WORDS:
        sentence = ngettext(
            "A statement has at most %(most)d words; yours has %(words)d.",
            "A statement has at most %(most)d words; yours has %(words)d.",
            words,
        )
        raise StatementTooLong(sentence % {"most": STATEMENT_WORDS, "words": words})
    return text


def tell_others(proposal: Proposal, by: Person, at: datetime) -> None:
    """Owe the other reviewers a letter, the first of the day about this proposal; it quotes nothing.

    For use inside actions.
    """
    others = in_it(proposal, at).exclude(reviewer=by).select_related("reviewer").order_by("pk")
    page = Page("reviewer:discussion", (*proposal.edition.path.split("/"), proposal.code))
    title = title_for_reviewers(proposal)
    letters = [
        Addressed(
            kind=LetterKind.DISCUSSION,
            to=each.reviewer,
            key=f"discussion:{proposal.code}:{each.reviewer_id}:{at.astimezone(UTC).date()}",
            values={
                "proposal_title": title,
                "proposal_code": proposal.code,
                "link": page,
            },
        )
        for each in others
    ]
    send_all(edition=proposal.edition, letters=letters, at=at)
