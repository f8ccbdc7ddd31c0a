"""What makes no sense as it was given, in a sentence and in parts that another language can use."""

from __future__ import annotations

SENTENCES = {
    "form": "{where}: {what}.",
    "twice": "{where} has {key} twice.",
    "unknown": "{where} names {key}, which does not exist.",
    "number": "{where} of {key} is to be a whole number from {least} to {most}.",
    "least-most": "Sessions of the kind {key} have at least {least}, and at most {most}.",
    "two-days": "The block {key} is on two days.",
    "too-many": "{count} {what} are more than can be grouped at once; up to {most} can.",
    "none": "There is no {what}.",
    "too-large": "Contribution {key} has the size {size}, and no session holds more than {most}.",
    "too-few": "The contributions have the size {size} in all, and the sessions hold no more than {most}.",
    "no-time": "No grouping was found within {seconds} seconds.",
    "impossible": "No grouping keeps to all of this.",
}


class Refused(ValueError):
    """``code`` is a key of ``SENTENCES``; ``about`` fills its gaps."""

    def __init__(self, code: str, **about: object) -> None:
        super().__init__(SENTENCES[code].format(**about))
        self.code = code
        self.about = about
