"""Decide on proposals, one by one or many at once, and release what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.editions.letters import Addressed, Page, send_all
from convenor.editions.models import Edition, LetterKind
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.people.models import Person
from convenor.proposals.models import Contributor, Decision, Proposal, ProposalQuerySet, Verdict
from convenor.proposals.queries import proposals_decidable_by
from convenor.proposals.rules import may_release

Words = str | Promise


class IsWithdrawn(Refused):
    """Its contributors took the proposal back."""


class ReasonNeeded(Refused):
    """The contributors know the decision, so that a change of it says why."""


class DecidedMeanwhile(Refused):
    """Somebody else decided after this person looked."""


class NothingDecided(Refused):
    """Of several proposals, some may not or cannot be decided; so none was."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(_("Nothing was decided, because of some of these proposals."))
        self.problems = problems  # (code, sentence)


@write
def decide(
    *,
    proposal: Proposal,
    verdict: Verdict,
    by: Person,
    at: datetime,
    note: str = "",
    reason: str = "",
    over: Collection[int] | None = None,
) -> Decision:
    """Give ``proposal`` a verdict, or change an earlier one; its contributors learn it at the next release.

    ``over`` holds the keys of the decisions that ``by`` saw: one made meanwhile is not overruled unseen.
    """
    judgement = _Judgement(Verdict(verdict), clean(note), clean(reason), over)
    (case,) = _cases([proposal], by, at)
    if problem := judgement.problem(case):
        raise problem
    return _decided([case], judgement, by, at)[0]


@write
def decide_many(
    *,
    proposals: Sequence[Proposal],
    verdict: Verdict,
    by: Person,
    at: datetime,
    note: str = "",
    reason: str = "",
    over: Collection[int] | None = None,
) -> int:
    """Give all ``proposals`` one verdict, or none of them; gives how many."""
    judgement = _Judgement(Verdict(verdict), clean(note), clean(reason), over)
    cases = _cases(proposals, by, at)
    problems = [(case.proposal.code, str(problem)) for case in cases if (problem := judgement.problem(case))]
    if problems:
        raise NothingDecided(problems)
    return len(_decided(cases, judgement, by, at))


@write
def release_decisions(*, edition: Edition, by: Person, at: datetime) -> int:
    """Tell contributors all that is decided and held back, at once; gives how many decisions."""
    if not may_release(by, edition, at=at):
        raise NotAllowed(_("Only the secretariat may release the letters."))
    _hold_still(Proposal.objects.filter(edition=edition))
    decisions = _to_release(edition)

    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(released_at=at)
    for decision in decisions:
        record(
            "decision.released",
            subject=decision.proposal,
            actor=by,
            at=at,
            scope=edition.path,
            about=[contributor.person for contributor in decision.proposal.contributors.all()],
            verdict=decision.verdict,
        )
    send_all(edition=edition, letters=_letters(decisions, at), at=at)
    return len(decisions)


def said_besides(decisions: Sequence[Decision], at: datetime) -> dict[int, Words]:
    """What other packages have letters about ``decisions`` say, by the proposal's key."""
    found: dict[int, Words] = {}
    for path in settings.SAID_IN_DECISION_LETTERS:
        for proposal, words in import_string(path)(decisions, at).items():
            found[proposal] = format_lazy("{}\n\n{}", found[proposal], words) if proposal in found else words
    return found


def letter_of(decision: Decision, contributor: Contributor, besides: Words = "") -> Addressed:
    """What ``contributor`` is told of ``decision``; an accepted one is asked to confirm by the link."""
    proposal = decision.proposal
    is_asked = decision.verdict == Verdict.ACCEPT
    return Addressed(
        kind=LetterKind(decision.verdict),
        to=contributor.person,
        key=f"decision:{decision.pk}:{contributor.pk}",
        values={
            "proposal_title": proposal.title,
            "proposal_code": proposal.code,
            "track": proposal.track.name,
            "note": format_lazy("{}\n\n{}", decision.note_to_contributors, cast(str, besides)),
            "link": Page("me:confirmation", (contributor.token,))
            if is_asked
            else Page("me:proposal", (proposal.code,)),
        },
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """A proposal to decide on, its last decision, and whether this person may."""

    proposal: Proposal
    standing: Decision | None
    may_decide: bool


@dataclass(frozen=True, slots=True)
class _Judgement:
    verdict: Verdict
    note: str
    reason: str
    over: Collection[int] | None

    def problem(self, case: _Case) -> Refused | None:
        """Why it cannot be given in ``case``."""
        if not case.may_decide:
            return NotAllowed(_("Only a chair without a conflict of interest may decide."))
        if hasattr(case.proposal, "withdrawal"):
            return IsWithdrawn(_("Its contributors withdrew this proposal."))
        if case.standing is None or self.says_the_same_as(case.standing):
            return None
        if self.over is not None and case.standing.pk not in self.over:
            sentence = _("%(person)s decided meanwhile: %(verdict)s. Look at it again, then decide.")
            said = {"person": case.standing.decided_by, "verdict": case.standing.get_verdict_display()}
            return DecidedMeanwhile(sentence % said)
        if case.standing.released_at and not self.reason:
            return ReasonNeeded(_("Its contributors know the decision: give a reason for the change."))
        return None

    def says_the_same_as(self, decision: Decision) -> bool:
        return (decision.verdict, decision.note_to_contributors) == (self.verdict, self.note)

    def on(self, case: _Case, by: Person, at: datetime) -> Decision:
        """The decision that stands afterwards: a new row, or the old one where nothing changes."""
        if case.standing and self.says_the_same_as(case.standing):
            return case.standing
        return Decision(
            proposal=case.proposal,
            verdict=self.verdict,
            decided_by=by,
            decided_at=at,
            note_to_contributors=self.note,
            reason=self.reason if case.standing and case.standing.released_at else "",
            supersedes=case.standing,
        )


def _cases(proposals: Sequence[Proposal], by: Person, at: datetime) -> list[_Case]:
    chosen = Proposal.objects.filter(pk__in={proposal.pk for proposal in proposals})
    _hold_still(chosen)
    found = chosen.select_related("edition", "withdrawal").order_by("code")
    standing = {
        decision.proposal_id: decision
        for decision in Decision.objects.standing().filter(proposal__in=chosen).select_related("decided_by")
    }
    decidable = {
        pk
        for edition in {proposal.edition for proposal in found}
        for pk in proposals_decidable_by(by, edition, at).filter(pk__in=chosen).values_list("pk", flat=True)
    }
    return [_Case(each, standing.get(each.pk), each.pk in decidable) for each in found]


def _decided(cases: Sequence[_Case], judgement: _Judgement, by: Person, at: datetime) -> list[Decision]:
    decisions = [judgement.on(case, by, at) for case in cases]
    new = [decision for decision in decisions if decision._state.adding]
    Decision.objects.bulk_create(new)
    for decision in new:
        # About nobody: until the release, what the log says of its contributors has no trace of it.
        record(
            "proposal.decided",
            subject=decision.proposal,
            actor=by,
            at=at,
            scope=decision.proposal.edition.path,
            verdict=decision.verdict,
        )
    return decisions


def _hold_still(proposals: ProposalQuerySet) -> None:
    # Lock the rows in one order, so that nobody decides on them until we are done.
    list(proposals.select_for_update().order_by("pk").values_list("pk"))


def _to_release(edition: Edition) -> list[Decision]:
    readers = Contributor.objects.taking_part().select_related("person").order_by("pk")
    return list(
        Decision.objects.held_back()
        .filter(proposal__edition=edition)
        .select_related("proposal__track")
        .prefetch_related(Prefetch("proposal__contributors", queryset=readers))
        .order_by("proposal__code")
    )


def _letters(decisions: Sequence[Decision], at: datetime) -> Iterator[Addressed]:
    besides = said_besides(decisions, at)
    for decision in decisions:
        for contributor in decision.proposal.contributors.all():
            yield letter_of(decision, contributor, besides.get(decision.proposal_id, ""))
