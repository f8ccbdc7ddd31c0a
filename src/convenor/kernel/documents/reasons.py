"""Why a document was not cleaned. A child process says it by its exit code."""

from enum import IntEnum


class Reason(IntEnum):
    BROKEN = 10  # not what it says it is, or damaged
    LOCKED = 11  # needs a password
    FOREIGN = 12  # holds what we cannot look into: another program's object, a film, an unusual picture
    LARGE = 13  # unpacks to more, or takes longer, than we allow
    BUSY = 14  # others are being cleaned


class NotCleaned(Exception):
    """The document stays out, for a reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason
