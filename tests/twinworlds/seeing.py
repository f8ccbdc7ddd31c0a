"""What somebody sees: one request and everything that comes back, with the tables that were asked for it."""

from __future__ import annotations

import logging
import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing
from django.db import connection

from convenor.channels.email.transport import POLICY, composed
from convenor.outbox.models import Message
from tests import make
from tests.world import World, taken_back

_TABLE = re.compile(r'(?:FROM|JOIN|INTO|UPDATE)\s+"?(\w+)')
_WRITTEN = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """``route`` is where its address comes from, by name."""

    route: str
    method: str
    address: str
    data: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that tells one world from another; the number of statements of what only reads."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statements: int

    @property
    def is_page(self) -> bool:
        return self.status == 200 and dict(self.headers).get("Content-Type", "").startswith("text/html")  # OK


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that was read: where it gives the same rows, whoever asked goes on in the same way."""

    sql: str
    params: tuple[Any, ...] | None

    @property
    def tables(self) -> frozenset[str]:
        return tables_in(self.sql)

    def rows(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return repr(cursor.fetchall())


@cache
def tables_in(sql: str) -> frozenset[str]:
    return frozenset(_TABLE.findall(sql))


@dataclass(frozen=True, slots=True)
class Sight:
    """An answer, and what it was made of."""

    answer: Answer
    reads: tuple[Statement, ...]
    writes: frozenset[str]  # the tables

    @property
    def tables(self) -> frozenset[str]:
        return self.writes.union(*(each.tables for each in self.reads))


@dataclass
class Traffic:
    """What went to the database."""

    count: int = 0
    reads: list[Statement] = field(default_factory=list)
    writes: set[str] = field(default_factory=set)

    def note(self, sql: str, params: Any) -> None:
        self.count += 1
        if changed := _WRITTEN.match(sql):
            self.writes.add(changed[1])
        elif sql.lstrip().startswith(("SELECT", "WITH", "(")):
            # What is read after a write cannot be asked again alone; such requests are made again whole.
            self.reads.append(Statement(sql, tuple(params) if params else None))


@contextmanager
def traffic() -> Iterator[Traffic]:
    """The SQL that runs inside."""
    seen = Traffic()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # Django's
        seen.note(sql, params)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


class Dice:
    """What stands for chance: the same each time for the same purpose."""

    def __init__(self) -> None:
        self.throw("the base")

    def throw(self, purpose: str) -> None:
        self._random = random.Random(purpose)  # chance is what we do without

    def __call__(self, size: int) -> bytes:
        return self._random.randbytes(size)


dice = Dice()


@contextmanager
def nothing_by_chance() -> Iterator[None]:
    """Keys, tokens, salts and uids come of ``dice``, signatures are of one moment."""
    logging.disable(logging.WARNING)  # of which pages are not there
    moment = signing.TimestampSigner().timestamp()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "urandom", dice)
        patch.setattr(random, "_urandom", dice)
        patch.setattr(signing.TimestampSigner, "timestamp", lambda signer: moment)
        patch.setattr("django.contrib.sessions.middleware.time", SimpleNamespace(time=lambda: 0.0))
        patch.setattr("django.template.context_processors.get_token", lambda request: "TOKEN")
        yield
    logging.disable(logging.NOTSET)


class Browser:
    """Somebody's browser, which forgets what each answer set."""

    def __init__(self, world: World, visitor: str) -> None:
        self._client = world.client(visitor)
        self._session = world.sessions.get(visitor)

    def sees(self, request: Request) -> Sight:
        """What comes back, of a world that is afterwards as it was."""
        dice.throw(f"{request.method} {request.address} {request.data}")
        self._client.cookies = SimpleCookie({"convenor": self._session} if self._session else {})
        with taken_back(), traffic() as seen:
            response = self._client.generic(request.method, request.address, request.data, _FORM)
            body = _whole(response)
        headers = sorted(response.headers.items())
        cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        # What is written depends on what others wrote, as where conflicts of interest are looked for.
        count = 0 if seen.writes else seen.count
        answer = Answer(response.status_code, (*headers, *cookies), body, count)
        return Sight(answer, tuple(seen.reads), frozenset(seen.writes))


def _whole(response: Any) -> bytes:
    body: bytes = response.getvalue() if response.streaming else response.content
    return body


def mails_to(world: World, visitor: str) -> list[bytes]:
    """Every mail for somebody, whole, in the order in which they are sent; with when each is due."""
    person = world.visitors[visitor]
    if person is None:
        return []
    waiting = Message.objects.filter(person=person).order_by("not_before", "key")
    return [
        b"%s\n%s" % (str(each.not_before).encode(), composed(each, at=make.NOON).as_bytes(policy=POLICY))
        for each in waiting
    ]
