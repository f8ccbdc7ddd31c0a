"""What a session knows: who signed in."""

from typing import Any, Protocol

from convenor.people.models import Person

PERSON = "person"


class Session(Protocol):
    def __setitem__(self, key: str, value: Any) -> None: ...
    def flush(self) -> None: ...


def open_for(session: Session, person: Person) -> None:
    """Begin the session of ``person``: empty, and under a new key; one known before is worth nothing."""
    session.flush()
    session[PERSON] = person.pk


def close(session: Session) -> None:
    session.flush()
