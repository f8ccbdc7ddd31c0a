"""What cannot be assigned as it was given, in a sentence and in parts that another language can use."""

from __future__ import annotations

SENTENCES = {
    "shape": "{name} has the shape {shape}, and is to have {wanted}.",
    "not-finite": "The score of proposal {proposal} and reviewer {reviewer} is not a finite number.",
    "too-large": "The score of proposal {proposal} and reviewer {reviewer} is beyond ±{most}.",
    "not-whole": "{name} is to hold whole numbers.",
    "negative": "{name} of {key} is negative.",
    "least-above-most": "Reviewer {reviewer} is to review at least {least}, and at most {most}.",
    "twice": "{name} has {key} twice.",
    "unknown": "{name} names {key}, which does not exist.",
    "no-reason": "A pair is barred for the reason number {number}, of which there are {reasons}.",
    "locked-and-barred": "Proposal {proposal} is locked to reviewer {reviewer}, who is barred: {reason}.",
    "too-many-locks": "{key} is locked {locks} times, and may be {most} times.",
    "locks-share": "Proposal {proposal} is locked to more than {most} of “{label}” ({family}).",
    "probability": "{most} is no probability above 0 and up to 1 with a denominator up to {finest}.",
    "thin": "With no pair above a probability of {part}/{whole} there are too few who may judge.",
    "form": "{where}: {what}.",
    "short": "{missing} reviews cannot be assigned: {because}",
    "crossing": "Institutions and languages together cross: this cannot be drawn by lot.",
    "no-time": "No assignment was found within {seconds} seconds.",
}


class Refused(ValueError):
    """``code`` is a key of ``SENTENCES``; ``about`` fills its gaps."""

    def __init__(self, code: str, **about: object) -> None:
        super().__init__(SENTENCES[code].format(**about))
        self.code = code
        self.about = about
