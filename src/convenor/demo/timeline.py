"""The clock of the demonstration: its story runs over months, and ``--at`` says which day of it is today."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

MOMENTS = {
    "announced": 5,
    "call": 45,
    "review": 75,
    "deciding": 96,
    "decided": 112,
    "programme": 150,
    "week": 191,
    "after": 206,
}
USUAL_MOMENT = "review"

CALL_OPENS, CALL_CLOSES, BIDS_END, REVIEWS_DUE, LETTERS_OUT = 10, 60, 61, 90, 100
SESSIONS_MADE, PEOPLE_INVITED, FIRST_RELEASE, CHANGES, SECOND_RELEASE = 114, 115, 120, 140, 141
REGISTRATION_OPENS, EDITION_STARTS = 46, 190
DISCUSSION_OPENS = 85
REBUTTAL_OPENS, REBUTTAL_CLOSES = 91, 98
SCREENED = "side-events"  # the track whose proposals are looked through before they go to review
ANSWERED = "workshops"  # the track whose contributors answer to their reviewers; decided after that


@dataclass(frozen=True, slots=True)
class Timeline:
    """Turns days of the story into instants, counted from the day on which the edition was announced."""

    announced_on: date
    now: datetime
    has_mondays: bool = True  # whether the edition starts on one, as it does unless today lies in it

    @classmethod
    def at(cls, moment: str, now: datetime) -> "Timeline":
        """The story as it stands when ``now`` is the day of ``moment``."""
        return cls(now.date() - timedelta(days=MOMENTS[moment]), now, has_mondays=moment != "week")

    def instant(self, day: float, *, hour: int = 9) -> datetime:
        """``hour`` o'clock UTC on a day of the story; parts of a day count."""
        start = datetime.combine(self.announced_on, time(hour), tzinfo=UTC)
        return start + timedelta(days=day)

    def day(self, day: int) -> date:
        return self.announced_on + timedelta(days=day)

    @property
    def first_day(self) -> date:
        """The Monday on or after the day on which the edition is to start."""
        start = self.day(EDITION_STARTS)
        return start + timedelta(days=-start.weekday() % 7 if self.has_mondays else 0)

    def has_come(self, at: datetime) -> bool:
        return at <= self.now
