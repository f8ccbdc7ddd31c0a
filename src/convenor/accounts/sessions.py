"""What a session knows: who signed in."""

from typing import Any, Protocol

from convenor.people.models import Person

PERSON = "person"


class Session(Protocol):
    def __setitem__(self, key: str, value: Any) -> None: ...
    def cycle_key(self) -> None: ...
    def flush(self) -> None: ...


def open_for(session: Session, person: Person) -> None:
    """Begin the session of ``person`` under a new key, so that a key known before is worth nothing."""
    session.cycle_key()
    session[PERSON] = person.pk


def close(session: Session) -> None:
    session.flush()
