"""Runs of the assignment: what can be asked of one, what stands in its way, and who sees which."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition
from convenor.kernel.queued import RunState
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.models import Assignment
from convenor.review.queries import reviewers_run_by
from convenor.review.suggested import MatchedPair, MatchingProof, MatchingRun, PairChange

STEPS = 5  # gathering, comparing texts, looking for shortages, assigning, checking
NEEDED = ("numpy", "scipy", "ortools", "highspy")  # requirements/solver.txt


class Reading(TextChoices):
    """What is asked of the languages that reviewers read."""

    ONE = "one", _("at least one reviewer of each proposal reads its language")
    ALL = "all", _("all reviewers of a proposal read its language")
    ANY = "any", _("languages do not matter")


class Present(TextChoices):
    """What becomes of those who are asked already."""

    STAY = "stay", _("all who are asked already stay")
    FEWEST = "fewest", _("as many as possible stay; who has begun stays in any case")
    ANEW = "anew", _("only who has begun stays; the others as if nobody were asked yet")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked. ``chance`` is “1/2” where the assignment is drawn by lot, else empty."""

    floor: bool = False
    fair: bool = True
    reading: str = str(Reading.ONE)
    apart: bool = True  # no two of one organization on a panel
    regions: bool = True
    kinds: bool = False  # rather reviewers from organizations of different kinds
    experience: bool = (
        False  # rather both, who reviewed in an earlier edition and who reviews for the first time
    )
    genders: bool = False  # rather reviewers who say different things of their gender, of those who agreed
    present: str = str(Present.STAY)
    partial: bool = False  # where reviewers are missing, as many reviews as there can be
    most: int | None = None
    least: int = 0
    chance: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Options:
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})

    def stored(self) -> dict[str, Any]:
        return asdict(self)


MOST_BY_GENDER = 5  # suggestions of one asker in one edition: from many, answers could be worked out

PROBLEMS: dict[str, str | Promise] = {
    "nothing": _("There is nothing to assign: all proposals that you see have their reviewers."),
    "no-reviewers": _("Nobody reviews for these tracks yet. Invite reviewers first."),
    "not-installed": _("The solver is not installed where the work is done."),
    "ended": _(
        "The solver was ended from outside, perhaps for lack of memory. Nothing is lost; start it again."
    ),
    "too-long": _("The solver took too long and was stopped. Ask for less: one track, or fewer rules."),
    "locks-share": _(
        "Those who are asked already break a rule: two of one organization for one proposal, or nobody who"
        " reads its language. Lift the rule, or take one of them away."
    ),
    "too-many-locks": _("More reviewers are wanted for a proposal by hand than reviews are wanted of it."),
    "locked-and-barred": _("A pair that is wanted by hand is not possible any more."),
    "thin": _("With this greatest chance there are too few who may judge. Allow a greater one."),
    "crossing": _(
        "By lot, “at least one reads the language” and “no two of one organization” cannot both be asked."
        " Ask that all read it, or lift one."
    ),
    "no-time": _("No assignment was found in time. That does not prove that there is none. Lift a rule."),
    "unproven": _("The answer did not pass the independent check, so it is not shown. Please report this."),
    "broken": _(
        "The solver failed. Nothing is lost; start it again, and if it fails again, please report it."
    ),
}


def is_installed() -> bool:
    """Whether the solver could run here. Nothing of it is loaded."""
    return all(find_spec(name) for name in NEEDED)


def runs_of(person: Person, edition: Edition) -> QuerySet[MatchingRun]:
    """The runs that ``person`` asked for, the last first; nobody sees those of others."""
    return (
        MatchingRun.objects.filter(edition=edition, by=person).select_related("track").order_by("-at", "-pk")
    )


def may_balance_genders(person: Person, edition: Edition) -> bool:
    """Whether ``person`` did not have too many suggestions balanced by gender; failed ones do not count."""
    told = runs_of(person, edition).filter(options__genders=True)
    return told.exclude(state__in=(RunState.FAILED, RunState.SHORT)).count() < MOST_BY_GENDER


def pairs_seen(run: MatchingRun, at: datetime) -> QuerySet[MatchedPair]:
    """The pairs of ``run`` with proposals and reviewers that its asker may see at ``at``."""
    seen = proposals_for_organiser(run.by, run.edition, at)
    reviewers = reviewers_run_by(run.by, run.edition, at)
    return run.pairs.filter(proposal__in=seen, reviewer__in=reviewers)


def pairs_not_asked(pairs: QuerySet[MatchedPair]) -> QuerySet[MatchedPair]:
    """Those of ``pairs`` that are new in their run, and of which the reviewer was not asked since."""
    since = Q(ended_at=None) | Q(ended_at__gte=OuterRef("run__at"))
    asked = Assignment.objects.filter(since, proposal=OuterRef("proposal"), reviewer=OuterRef("reviewer"))
    return pairs.filter(~Exists(asked), change=PairChange.NEW)


def proof_seen(run: MatchingRun, at: datetime) -> MatchingProof | None:
    """What can be checked elsewhere; nothing once a proposal in it does not exist for the asker any more."""
    proof = MatchingProof.objects.filter(run=run).first()
    if proof is None:
        return None
    seen = proposals_for_organiser(run.by, run.edition, at)
    return proof if set(proof.proposals) <= set(seen.values_list("pk", flat=True)) else None


def seats_taken_over(
    proposal: Proposal, leaving: Iterable[Person], by: Person, possible: Container[int]
) -> tuple[int, int] | None:
    """Who of ``possible`` best takes the seat of one of ``leaving``, and how well they fit, in millionths.

    As the last suggestion that ``by`` asked for has it; nothing where none tells of it.
    """
    told = MatchedPair.objects.filter(
        run__in=runs_of(by, proposal.edition).filter(state=RunState.DONE).order_by(),
        proposal=proposal,
        reviewer__in=list(leaving),
    )
    for pair in told.order_by("-run__pk", "pk"):
        for reviewer, score in pair.why.get("instead", ()):
            if reviewer in possible:
                return reviewer, score
    return None
