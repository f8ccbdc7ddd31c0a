"""How a proposal is changed: by those who may, while it may be, keeping a version each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record
from convenor.kernel.instants import in_words
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.people.models import Person
from convenor.proposals import rules
from convenor.proposals.completeness import Problem, problems_of
from convenor.proposals.models import Proposal, Version
from convenor.proposals.queries import deadline_of, is_open
from convenor.proposals.versions import document_of

MOST_PARTS = 30  # contributions in a session, people in a proposal


class CallClosed(Refused):
    """It is too late, or too early."""


class AlreadyWithdrawn(Refused):
    """Its proposer took the proposal back."""


class TooMany(Refused):
    """More of them than anybody needs."""


class Incomplete(Refused):
    """The proposal lacks something; ``problems`` says all of it at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


@contextmanager
def editing(
    proposal: Proposal, part: str, *, by: Person, at: datetime, by_proposer: bool = False
) -> Iterator[Proposal]:
    """``proposal``, locked, to change one ``part`` of it; afterwards it is saved and a version kept.

    What is handed in stays whole: a change may leave old problems, but makes no new one.
    """
    proposal = changeable(proposal, by=by, at=at, by_proposer=by_proposer)
    before = problems_of(proposal) if proposal.submitted_at else []
    yield proposal
    proposal.save()
    if proposal.submitted_at and (new := [each for each in problems_of(proposal) if each not in before]):
        raise Incomplete(new)
    if version := keep_version(proposal, by=by, at=at):
        record(
            "proposal.changed",
            subject=proposal,
            actor=by,
            at=at,
            scope=proposal.edition.path,
            part=part,
            version=version.number,
        )


def changeable(proposal: Proposal, *, by: Person, at: datetime, by_proposer: bool = False) -> Proposal:
    """``proposal`` held until the action ends, if ``by`` may change it and it is not too late."""
    proposal = locked(Proposal, proposal)
    if by_proposer and not rules.may_manage(by, proposal):
        raise NotAllowed(_("Only the proposer may do this."))
    if not rules.may_write(by, proposal):
        raise NotAllowed(_("Only those who agreed to take part in this proposal may change it."))
    refuse_withdrawn(proposal)
    if not is_open(proposal, at):
        raise CallClosed(
            _("This call closed on %(deadline)s. The proposal can no longer be changed.")
            % {"deadline": in_words(deadline_of(proposal), proposal.edition.tzinfo)}
        )
    return proposal


def let_mend(proposal: Proposal, until: datetime | None) -> None:
    """Let contributors change ``proposal`` until then; ``None``: as its call says. For use inside actions."""
    proposal.mend_until = until
    proposal.save(update_fields=["mend_until"])


def refuse_withdrawn(proposal: Proposal) -> None:
    if hasattr(proposal, "withdrawal"):
        raise AlreadyWithdrawn(_("This proposal was withdrawn."))


def keep_version(proposal: Proposal, *, by: Person, at: datetime) -> Version | None:
    """Keep what ``proposal`` says now, where it says something new."""
    document, is_submitted = document_of(proposal), proposal.submitted_at is not None
    last = proposal.versions.order_by("-number").first()
    if last and (last.document, last.is_submitted) == (document, is_submitted):
        return None
    proposal.changed_at = at
    proposal.save(update_fields=["changed_at"])
    number = last.number + 1 if last else 1
    return proposal.versions.create(number=number, document=document, is_submitted=is_submitted, by=by, at=at)
