"""The world in which secrets are kept: that of ``tests.world``, and everybody from whom something is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from convenor.editions.models import Role
from convenor.people.models import Person
from convenor.proposals.models import Conflict, Proposal, Tie
from convenor.review.models import Anonymity, Assignment, Rebuttal, ReviewRules, Suggestion
from convenor.review.ranking import BY_SCORE
from tests import make
from tests.world import Place, World

IN_A_WEEK = make.NOON + timedelta(days=7)
NAMED = "named@people.example"
REVIEWERS = ("fellow", "colleague", "spare", "decliner", "leaver", "reviewer in conflict")
OFFICERS_IN_CONFLICT = {"secretary in conflict": Role.SECRETARY, "track chair in conflict": Role.TRACK_CHAIR}


@dataclass
class Stage:
    """``talk`` is what the secrets are about; ``other`` is beside it, so that lists have other rows, too."""

    world: World
    here: Place
    other: Proposal

    @property
    def talk(self) -> Proposal:
        talk: Proposal = self.here.talk
        return talk

    def person(self, name: str) -> Person:
        person = self.world.visitors[name]
        assert person is not None
        return person

    def assignment(self, name: str) -> Assignment:
        return Assignment.objects.get(proposal=self.talk, reviewer=self.person(name), ended_at=None)

    def places(self) -> Iterator[Place]:
        """The place with other things where ``talk`` and ``reviewer`` stand: each makes other addresses."""
        here = self.here
        for thing in (self.talk, self.other, here.draft):
            yield replace(here, things=here.things | {"talk": thing})
        for name in ("fellow", "spare"):
            yield replace(here, people=here.people | {"reviewer": self.person(name)})


def staged(world: World) -> Stage:
    """``talk`` has a review, another by ``fellow``, and three reviewers who have not answered."""
    here = world.here
    ReviewRules.objects.filter(track=here.track).update(
        anonymity=Anonymity.DOUBLE, rebuttal_opens_at=make.NEXT_DAY, rebuttal_closes_at=IN_A_WEEK
    )
    for name in REVIEWERS:
        _arrives(world, name, make.reviewer(here.track, name.title()))
    for name, role in OFFICERS_IN_CONFLICT.items():
        person = make.person(name.title())
        of_track = here.track if role == Role.TRACK_CHAIR else None
        make.office(here.edition, person, role, of_track)
        _arrives(world, name, person)
    _arrives(world, "sub-writer", make.person("Sub-writer"))
    stage = Stage(world, here, make.proposal("Moss", to=here.call, track=here.track, subtheme=here.subtheme))
    make.version(stage.other)
    make.version(here.draft, is_submitted=False)
    for name in ("reviewer in conflict", *OFFICERS_IN_CONFLICT):
        _conflict(stage.talk, stage.person(name))
    _judge(stage)
    _name(stage)
    answers(stage)
    Suggestion.objects.create(
        track=here.track,
        method=BY_SCORE,
        number=1,
        inputs="f" * 64,
        codes=[stage.other.code],
        by=stage.person("chair"),
        at=make.NOON,
    )
    return stage


def _arrives(world: World, name: str, person: Person) -> None:
    world.visitors[name] = person
    world.sessions[name] = make.signed_in(person).cookies["convenor"].value


def _conflict(proposal: Proposal, person: Person) -> None:
    Conflict.objects.create(proposal=proposal, person=person, declared_by=person, declared_at=make.NOON)


def _judge(stage: Stage) -> None:
    criterion = stage.here.criterion
    for number, name in enumerate(("reviewer", "fellow", "reviewer in conflict")):
        make.review(stage.other, stage.person(name), {criterion: 2 + number})
    make.review(stage.talk, stage.person("fellow"), {criterion: 4}, to_committee="Of the fellow.")
    make.assignment(stage.other, stage.person("colleague"))
    for name in ("colleague", "decliner", "leaver"):
        make.assignment(stage.talk, stage.person(name))


def answers(stage: Stage) -> None:
    """The author answers to the reviewers, and names themselves and their organization."""
    author = Person.objects.get(pk=stage.person("author").pk)
    house = Proposal.objects.select_related("organization").get(pk=stage.talk.pk).organization
    said = {"text": f"We, {author.name} of {house}, agree.", "by": author, "at": make.NOON}
    Rebuttal.objects.update_or_create(proposal=stage.talk, defaults=said)


def _name(stage: Stage) -> None:
    """The author names somebody of whom nobody knows yet whether they review."""
    by = {"person": stage.person("author"), "edition": stage.here.edition, "declared_at": make.NOON}
    Tie.objects.create(proposal=stage.talk, address=NAMED, **by)
