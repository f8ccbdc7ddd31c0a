"""Small problems for tests: two days of two blocks of ninety minutes, and two rooms."""

from dataclasses import fields

from convenor.optim.timetable.problem import Block, Place, Problem, Room, Session
from convenor.optim.timetable.solve import Limits

DAY = 24 * 60
NINE, ELEVEN = 9 * 60, 11 * 60
BLOCKS = tuple(
    Block(f"{day}-{part}", f"day {day}", day * DAY + starts, day * DAY + starts + 90)
    for day in (0, 1)
    for part, starts in enumerate((NINE, ELEVEN))
)
HALL = Room("hall", 300, frozenset({"step-free"}), booths=2)
ATTIC = Room("attic", 40)
QUICK = Limits(seconds=20, workers=1)


def session(key, *people, minutes=90, **facts):
    return Session(key, minutes, people, **facts)


def problem(*sessions, blocks=BLOCKS, rooms=(HALL, ATTIC), **facts):
    return Problem.of(blocks=blocks, rooms=rooms, sessions=sessions, **facts)


def changed(one, **facts):
    return Problem.of(**{field.name: getattr(one, field.name) for field in fields(one)} | facts)


def at(start, room="hall", day=0):
    return Place(day * DAY + start, room)
