"""Contributors are told what their reviewers say, and answer."""

from __future__ import annotations

from collections.abc import Iterable
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
from convenor.proposals.rules import may_write
from convenor.review import discussion
from convenor.review.actions.discussion import tell_others
from convenor.review.models import Rebuttal, ReviewRules
from convenor.review.queries import is_over
from convenor.review.rebuttal import (
    Heard,
    heard_at,
    heard_by_contributors,
    open_rules,
    proposals_to_answer,
    readers_of,
)

REBUTTAL_WORDS = 500


class RebuttalClosed(Refused):
    """It has not begun, or is over."""


class NothingAnswered(Refused):
    """An answer without words."""


class AnswerTooLong(Refused):
    """More than ``REBUTTAL_WORDS`` words."""


@write
def answer_reviewers(*, proposal: Proposal, text: str, by: Person, at: datetime) -> Rebuttal:
    """Answer to the reviewers of ``proposal``, or change the answer while that is possible."""
    proposal = locked(Proposal, proposal)
    if not may_write(by, proposal):
        raise NotAllowed(_("Only those who agreed to take part in this proposal may answer."))
    if not heard_at(proposal, at):
        raise RebuttalClosed(_("This is not the time to answer to the reviewers."))
    answer = {"text": _checked(text), "by": by, "at": at}
    rebuttal, _is_new = Rebuttal.objects.update_or_create(proposal=proposal, defaults=answer)
    if discussion.has_begun(proposal, at):
        tell_others(proposal, by, at)
    record("rebuttal.written", subject=proposal, actor=by, at=at, scope=proposal.edition.path)
    return rebuttal


@write
def open_rebuttals(*, rules: ReviewRules, at: datetime) -> int:
    """The time to answer begins in a track: tell contributors, by nobody's order; gives how many letters.

    The log is told nothing of which proposals have reviews.
    """
    track = rules.track
    proposals = [each for each in proposals_to_answer(rules).order_by("pk") if not is_over(each)]
    letters = [letter for each in proposals for letter in _letters(each, rules, at)]
    send_all(edition=track.edition, letters=letters, at=at)
    record("rebuttals.opened", subject=track, actor=None, at=at, scope=track.edition.path)
    return len(letters)


def tell_of_review(proposal: Proposal, before: list[Heard], at: datetime) -> None:
    """A review was submitted: write to the contributors if they read something else than ``before``.

    What only the committee reads, and a score that is not told, sends no letter. For use inside actions.
    """
    rules = open_rules(proposal, at)
    if rules and heard_by_contributors(proposal, rules) != before:
        send_all(edition=proposal.edition, letters=_letters(proposal, rules, at), at=at)


def _letters(proposal: Proposal, rules: ReviewRules, at: datetime) -> Iterable[Addressed]:
    """To each reader of what is said of ``proposal``, the first of the day; it quotes nothing."""
    if not heard_by_contributors(proposal, rules):
        return
    for reader in readers_of(proposal):
        yield Addressed(
            kind=LetterKind.REBUTTAL,
            to=reader.person,
            key=f"rebuttal:{proposal.code}:{reader.person_id}:{at.astimezone(UTC).date()}",
            values={
                "proposal_title": proposal.title,
                "proposal_code": proposal.code,
                "deadline": rules.rebuttal_closes_at or "",
                "link": Page("me:rebuttal", (proposal.code,)),
            },
        )


def _checked(text: str) -> str:
    text = clean(text)
    if not text:
        raise NothingAnswered(_("Please write something."))
    if (words := count_words(text)) > REBUTTAL_WORDS:
        sentence = ngettext(
            "An answer has at most %(most)d words; yours has %(words)d.",
            "An answer has at most %(most)d words; yours has %(words)d.",
            words,
        )
        raise AnswerTooLong(sentence % {"most": REBUTTAL_WORDS, "words": words})
    return text
