"""Load the demonstration: all that had happened by now, in order, through the same actions as everybody's."""

from __future__ import annotations

from collections.abc import Callable

from convenor.archive.actions import load as enter
from convenor.archive.data import SERIES
from convenor.archive.tasks import index_changes
from convenor.audit.tasks import sign_checkpoint
from convenor.demo import founding
from convenor.demo.aftermath import Aftermath
from convenor.demo.again import Again
from convenor.demo.participants import Participants
from convenor.demo.planning import Planning
from convenor.demo.programme import Programme
from convenor.demo.rounds import Rounds
from convenor.demo.story import Story
from convenor.demo.timeline import Timeline
from convenor.demo.visitors import Visitors
from convenor.editions.models import Edition
from convenor.programme.tasks import render_due

Progress = Callable[[int, int], None]


def load(timeline: Timeline, tell: Progress = lambda done, all_of_it: None) -> Edition:
    """The demonstration edition as it stands at ``timeline.now``; ``tell`` hears how far it is."""
    edition = tell_story(timeline, tell)
    _enter_previous_editions(timeline)
    sign_checkpoint(timeline.now)
    return edition


def tell_story(timeline: Timeline, tell: Progress = lambda done, all_of_it: None) -> Edition:
    """The same edition, with nothing of what really took place years ago."""
    edition = founding.found(timeline)
    founding.make_known(edition, timeline.instant(0))
    call = founding.prepare_call(edition, timeline)
    participants = Participants(timeline, edition)
    story = [
        *Story(timeline, edition, call).events(),
        *Rounds(timeline, edition).events(),
        *Again(timeline, edition, call).events(),
        *Programme(timeline, edition).events(),
        *Planning(timeline, edition).events(),
        *participants.events(),
        *Visitors(timeline, edition, participants.people).events(),
        *Aftermath(timeline, edition).events(),
    ]
    events = sorted((event for event in story if timeline.has_come(event[0])), key=lambda event: event[0])
    for done, (at, happen) in enumerate(events, 1):
        happen(at)
        if done % 50 == 0 or done == len(events):
            tell(done, len(events))
    return edition


def _enter_previous_editions(timeline: Timeline) -> None:
    """The real weeks of years ago, to look back on, rendered and found by the search."""
    for series in SERIES:
        enter(series, by=founding.secretary(), at=timeline.now)
    for task in (render_due, index_changes):
        while task(timeline.now):
            pass
