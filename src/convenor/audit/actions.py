"""One way to write: a transaction, a turn at the writer, a key under which it happens once, a log entry."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.apps import apps
from django.core.files.base import File
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from convenor.audit.models import Concern, Entry, Once, TreeHead, canonical, commitment_to, plain, proposal_of
from convenor.audit.tree import Frontier
from convenor.kernel.refusals import Refused
from convenor.people.models import Person

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

_END_OF_THE_LOG = 0x1096  # PostgreSQL's number for the one lock that all processes share

_Recorded = list[tuple[Entry, frozenset[int]]]
_recorded: ContextVar[_Recorded | None] = ContextVar("entries recorded by the running action", default=None)


class KeyReused(Refused):
    """A key came back with another request than its first."""


class Action(Generic[P, R]):
    """A function that writes. Called inside another action it joins that one's transaction."""

    def __init__(self, function: Callable[P, R]) -> None:
        self._function = function
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if _recorded.get() is not None:
            return self._function(*args, **kwargs)
        return self._commit(lambda: self._function(*args, **kwargs))

    def once(self, key: UUID, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it under ``key``: repeated, give the first answer; with another request, raise ``KeyReused``."""
        digest = self._digest(kwargs)
        at = kwargs.get("at")
        if not isinstance(at, datetime):
            raise TypeError("an action done once takes at=")

        def first_time() -> R:
            kept = Once.objects.create(key=key, digest=digest, at=at)
            answer = self._function(*args, **kwargs)
            Once.objects.filter(pk=kept.pk).update(answer=_stored(answer))
            return answer

        def first_or_again() -> R:
            earlier = Once.objects.filter(key=key).first()
            return _same_answer(earlier, digest) if earlier else first_time()

        try:
            return self._commit(first_or_again)
        except IntegrityError:
            # PostgreSQL: a twin inserted the key while we ran, and has committed by now.
            earlier = Once.objects.filter(key=key).first()
            if earlier is None:
                raise
            answer: R = _same_answer(earlier, digest)
            return answer

    def _commit(self, work: Callable[[], R]) -> R:
        recorded: _Recorded = []
        token = _recorded.set(recorded)
        try:
            with transaction.atomic(durable=True):
                answer = work()
                _append(recorded)  # last, so that the one hot row is held for the shortest time
            return answer
        finally:
            _recorded.reset(token)

    def _digest(self, kwargs: dict[str, Any]) -> str:
        request = {name: _hashable(value) for name, value in kwargs.items() if name != "at"}
        name = f"{self._function.__module__}.{self._function.__qualname__}"
        return hashlib.sha256(canonical([name, request])).hexdigest()


def write(function: Callable[P, R]) -> Action[P, R]:
    """Make ``function`` an action: one transaction, with what it recorded appended to the log."""
    return Action(function)


def record(
    action: str,
    *,
    subject: models.Model,
    actor: Person | None,
    at: datetime,
    scope: str = "",
    about: Iterable[Person] = (),
    **detail: Any,
) -> None:
    """Say in the log that ``actor`` did ``action`` to ``subject``; ``about`` are the people it concerns.

    ``detail`` is JSON without floats: codes, verdicts, counts; never the text of a review or a mail. What is
    about a proposal says ``proposal=its code``, so that those in conflict with it do not read it in the log.
    """
    recorded = _recorded.get()
    if recorded is None:
        raise RuntimeError("record() was called outside an action; decorate the function with @write")
    concerned = {person.pk: str(person.uid) for person in about}
    payload: dict[str, Any] = plain(
        {
            "action": action,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": str(actor.uid) if actor else None,
            "scope": scope,
            "subject": name_of(subject),
            "about": sorted(concerned.values()),
            "detail": detail,
        }
    )
    salt = secrets.token_bytes(16)
    entry = Entry(
        at=at,
        action=action,
        actor=actor,
        scope=scope,
        subject=payload["subject"],
        proposal=proposal_of(payload),
        payload=payload,
        salt=salt,
        commitment=commitment_to(payload, salt),
    )
    recorded.append((entry, frozenset(concerned)))


def name_of(subject: models.Model) -> str:
    """How the log names a row: its kind and its public code, slug or uid."""
    code = next(
        str(getattr(subject, name)) for name in ("code", "slug", "uid", "pk") if hasattr(subject, name)
    )
    return f"{subject._meta.model_name}:{code}"


def locked(model: type[M], row: M) -> M:
    """``row`` read again and held until the action ends (on SQLite the turn already holds everything)."""
    return model._default_manager.select_for_update().get(pk=row.pk)  # noqa: SLF001  # public by Django's documentation


def _append(recorded: _Recorded) -> None:
    if not recorded:
        return
    _wait_in_line()
    head, _is_new = TreeHead.objects.select_for_update().get_or_create(pk=1)
    frontier = Frontier.from_text(head.size, head.frontier)
    for entry, _concerned in recorded:
        entry.seq = frontier.size
        frontier = frontier.append(bytes(entry.commitment))
    entries = Entry.objects.bulk_create([entry for entry, _concerned in recorded])
    Concern.objects.bulk_create(
        Concern(entry=entry, person_id=person)
        for entry, (_entry, concerned) in zip(entries, recorded, strict=True)
        for person in sorted(concerned)
    )
    TreeHead.objects.filter(pk=head.pk).update(size=frontier.size, frontier=frontier.to_text())


def _wait_in_line() -> None:
    # PostgreSQL gives a row to whoever wakes first, and this lock, held until the commit, to who came first.
    # On SQLite our turn came before the transaction began.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_END_OF_THE_LOG])


def _hashable(value: Any) -> Any:  # noqa: PLR0911  # one line for each kind of value
    match value:
        case None | bool() | int() | float():
            return value
        case models.Model():
            return name_of(value) + f"#{value.pk}"
        case File():
            return _file_digest(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: _hashable(getattr(value, field.name)) for field in fields(value)}
        case dict():
            return {str(key): _hashable(each) for key, each in value.items()}
        case list() | tuple():
            return [_hashable(each) for each in value]
        case set() | frozenset():
            return sorted(str(_hashable(each)) for each in value)
    return str(value)


def _file_digest(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _stored(answer: Any) -> Any:
    match answer:
        case models.Model():
            return {"model": answer._meta.label_lower, "pk": answer.pk}
        case list() | tuple():
            return [_stored(each) for each in answer]
        case _:
            return answer


def _restored(stored: Any) -> Any:
    match stored:
        case {"model": str(label), "pk": pk}:
            return apps.get_model(label)._default_manager.filter(pk=pk).first()  # noqa: SLF001  # as in locked()
        case list():
            return [_restored(each) for each in stored]
        case _:
            return stored


def _same_answer(earlier: Once, digest: str) -> Any:
    if earlier.digest != digest:
        raise KeyReused(_("This form was already sent with other content. Open it again, then send it."))
    return _restored(earlier.answer)
