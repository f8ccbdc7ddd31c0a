"""A programme in the making: an edition with those who arrange it, and what tests ask of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from convenor.audit.models import Entry
from convenor.editions.models import Role, Room
from convenor.people.models import Person
from convenor.programme.actions.placements import Where
from convenor.proposals.models import Conflict, Contribution, ContributorRole, Proposal, Verdict
from tests import make

MONDAY, TUESDAY, FRIDAY = date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 5)


class Stage:
    """A secretary, a chair, and the chairs of two tracks; the hall has 100 seats, the attic 20."""

    def __init__(self) -> None:
        self.secretary, self.chair = make.person("Sela"), make.person("Cleo")
        self.edition = make.edition(secretaries=(self.secretary,), chairs=(self.chair,))
        self.labs, self.forum = make.track(self.edition, "labs"), make.track(self.edition, "forum")
        self.of_labs, self.of_forum = make.person("Lan"), make.person("Fay")
        make.office(self.edition, self.of_labs, Role.TRACK_CHAIR, self.labs)
        make.office(self.edition, self.of_forum, Role.TRACK_CHAIR, self.forum)
        self.hall, self.attic = self.room("hall", 100), self.room("attic", 20)
        self.everybody = (self.secretary, self.chair, self.of_labs, self.of_forum, make.person("Stranger"))

    def room(self, slug: str, seats: int | None, **facts: object) -> Room:
        name = make.english(slug.title())
        return Room.objects.create(edition=self.edition, slug=slug, name=name, seats=seats, **facts)

    def accepted(self, title: str = "Tides", **facts: object) -> Proposal:
        """A proposal to the labs that its contributors know is accepted."""
        proposal = make.proposal(title, to=make.call(self.edition, self.labs), **facts)
        make.decision(proposal, Verdict.ACCEPT, released_at=make.NOON)
        return proposal

    def symposium(self) -> Proposal:
        """Accepted: two papers, by the proposer and by Bo; with an author who is not present."""
        proposal = self.accepted("Symposium", proposer=make.person("Ada"))
        bo = make.contributor(
            proposal, make.person("Bo"), agreed_at=make.NOON, role=ContributorRole.MODERATOR
        )
        make.contributor(proposal, make.person("Absent"), agreed_at=make.NOON, role=ContributorRole.AUTHOR)
        make.contributor(proposal, make.person("Silent"))
        for number, presenter in enumerate((proposal.contributors.get(person__name="Ada"), bo)):
            Contribution.objects.create(
                proposal=proposal,
                position=number,
                title=make.english(f"Paper {number}"),
                minutes=20,
                presenter=presenter,
            )
        return proposal

    def conflict(self, person: Person, proposal: Proposal) -> None:
        Conflict.objects.create(proposal=proposal, person=person, declared_by=person, declared_at=make.NOON)

    def at(self, hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
        """A time of the clock on the wall, in UTC."""
        return datetime.combine(day, time(hour, minute), self.edition.tzinfo).astimezone(UTC)

    def where(self, hour: int = 10, until: int = 11, day: date = MONDAY, room: Room | None = None) -> Where:
        return Where(day, day, self.at(hour, day=day), self.at(until, day=day), room)


def said() -> list[str]:
    """The names of what the log says of the programme, in order."""
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))
