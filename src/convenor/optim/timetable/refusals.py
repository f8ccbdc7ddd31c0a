"""What makes no sense as it was given, in a sentence and in parts that another language can use."""

from __future__ import annotations

SENTENCES = {
    "form": "{where}: {what}.",
    "twice": "{where} has {key} twice.",
    "unknown": "{where} names {key}, which does not exist.",
    "negative": "{where} of {key} is to be a whole number, and not below {least}.",
    "too-large": "{where} of {key} is beyond {most}.",
    "backwards": "{where} {key} ends before it begins.",
    "overlap": "The blocks {key} and {other} overlap.",
    "grid": "{where} {key} begins or ends beside the grid of {step} minutes.",
    "too-long": "Session {key} takes {minutes} minutes, and no block has more than {most}.",
    "no-rooms": "Session {key} needs a room, and there is none.",
    "too-many": "{count} sessions are more than can be planned at once; up to {most} can.",
    "circle": "These sessions are each to come before the next, in a circle: {key}.",
    "too-many-choices": "{count} cells or pairs of a contribution and a block are more than can be planned"
    " at once; up to {most} can.",
    "of-two-tracks": "These are to be in one cell, but are of several tracks: {key}.",
    "no-plan": "No plan of the cells keeps to all of this.",
    "number": "{where} of {key} is to be a whole number from {least} to {most}.",
    "least-most": "Sessions of the kind {key} have at least {least}, and at most {most}.",
    "two-days": "The block {key} is on two days.",
    "too-many-grouped": "{count} {what} are more than can be grouped at once; up to {most} can.",
    "none": "There is no {what}.",
    "held-by-none": "Contribution {key} has the size {size}, and no session holds more than {most}.",
    "too-few": "The contributions have the size {size} in all, and the sessions hold no more than {most}.",
    "no-time": "No timetable was found within {seconds} seconds.",
    "impossible": "No timetable keeps to all of this; explain says which demands clash.",
    "no-grouping-in-time": "No grouping was found within {seconds} seconds.",
    "no-grouping": "No grouping keeps to all of this.",
}
WITHOUT_ANSWER = {"no-plan", "no-time", "impossible", "no-grouping", "no-grouping-in-time"}


class Refused(ValueError):
    """``code`` is a key of ``SENTENCES``; ``about`` fills its gaps."""

    def __init__(self, code: str, **about: object) -> None:
        super().__init__(SENTENCES[code].format(**about))
        self.code = code
        self.about = about

    @property
    def is_understood(self) -> bool:
        """Whether what was given makes sense, and has no answer."""
        return self.code in WITHOUT_ANSWER
