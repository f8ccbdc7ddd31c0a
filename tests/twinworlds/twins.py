"""Two worlds, and what differs in what people see of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.twinworlds.kept import SECRETS, THOROUGH, Happening, Secret
from tests.twinworlds.script import first_requests, forms_on, other_methods, queries_on
from tests.twinworlds.seeing import Browser, Request, Sight, Statement, dice, mails_to, traffic
from tests.twinworlds.stage import Stage
from tests.world import taken_back

MAILS = Request("mails", "", "")
Which = Callable[[Request, Sight], bool]


def reads(_request: Request, sight: Sight) -> bool:
    return not sight.writes


def everything(_request: Request, _sight: Sight) -> bool:
    return True


@dataclass(frozen=True)
class Seen:
    """What one visitor gets of one world."""

    sights: dict[Request, Sight]
    mails: list[bytes]


class Twins:
    """The world in which no secret happened, and any in which some did."""

    def __init__(
        self,
        stage: Stage,
        *,
        only: frozenset[str] | None = None,
        before: Happening | None = None,
        at_first_sight: bool = False,
    ) -> None:
        """``only`` some routes are looked at, then by everybody in every way; ``before`` happened in both.

        ``at_first_sight`` nobody asks for what pages offer: enough for those who are to see a secret.
        """
        self.stage, self._only, self._before = stage, only, before
        self._at_first_sight = at_first_sight
        self._seen: dict[tuple[str, Happening | None], Seen] = {}
        self._rows: dict[Statement, str] = {}
        self._written: dict[str, frozenset[str]] = {}
        for secret in SECRETS if only is None else ():
            self.written_by(secret)

    def at(self, *routes: str, at_first_sight: bool = False) -> Twins:
        """The same worlds, seen afresh at some routes."""
        only = frozenset(routes)
        twins = Twins(self.stage, only=only, before=self._before, at_first_sight=at_first_sight)
        twins._written = self._written  # ours
        return twins

    def written_by(self, secret: Secret) -> frozenset[str]:
        """The tables in which ``secret`` lies."""
        if secret.name not in self._written:
            with traffic() as seen, self.world([secret]):
                pass
            self._written[secret.name] = frozenset(seen.writes)
        return self._written[secret.name]

    @contextmanager
    def world(self, secrets: Iterable[Secret] = (), after: Happening | None = None) -> Iterator[None]:
        """Where ``secrets`` happened, and ``after`` them something that makes them known."""
        with taken_back():
            if self._before:
                self._before(self.stage)
            for secret in secrets:
                dice.throw(secret.name)
                secret.happens(self.stage)
            if after:
                after(self.stage)
            yield

    def plain(self, visitor: str, after: Happening | None = None) -> Seen:
        """What ``visitor`` sees where nothing happened: all that there is, kept for every comparison."""
        if (visitor, after) not in self._seen:
            with self.world(after=after):
                self._seen[visitor, after] = self._look(visitor)
        return self._seen[visitor, after]

    def _look(self, visitor: str) -> Seen:
        browser = Browser(self.stage.world, visitor)
        sights = {
            request: browser.sees(request) for request in first_requests(self.stage, visitor, self._only)
        }
        for request in self._offered(sights, visitor):
            if request not in sights:
                sights[request] = browser.sees(request)
        return Seen(sights, mails_to(self.stage.world, visitor))

    def _offered(self, sights: dict[Request, Sight], visitor: str) -> Iterator[Request]:
        """Other methods of each route, and what those pages offer that may hold a secret."""
        if self._at_first_sight or (visitor not in THOROUGH and self._only is None):
            return
        common = _common(sights.values()) if self._only is None else set()
        secret = frozenset().union(*self._written.values())
        known: set[str] = set()
        for request, sight in list(sights.items()):
            if not any(each.tables & secret for each in sight.reads if each not in common):
                continue
            if sight.answer.is_page:
                yield from forms_on(request, sight.answer)
            if request.route not in known:
                yield from other_methods(request)
                yield from queries_on(request, sight.answer, self.stage)
            known.add(request.route)

    def differences(
        self,
        secrets: Iterable[Secret],
        visitor: str,
        *,
        which: Which = reads,
        after: Happening | None = None,
    ) -> list[Request]:
        """The requests of ``visitor`` that are answered otherwise where ``secrets`` happened.

        Only those are made again that read other rows, or write: all others are answered in the same way.
        """
        secrets = list(secrets)
        for secret in secrets:
            self.written_by(secret)
        seen = self.plain(visitor, after)
        asked = {request: sight for request, sight in seen.sights.items() if which(request, sight)}
        others = None if after else self._other_rows(secrets, asked.values())
        browser = Browser(self.stage.world, visitor)
        with self.world(secrets, after):
            found = [
                request
                for request, sight in asked.items()
                if (others is None or sight.writes or not others.isdisjoint(sight.reads))
                and browser.sees(request).answer != sight.answer
            ]
            return found if mails_to(self.stage.world, visitor) == seen.mails else [*found, MAILS]

    def _other_rows(self, secrets: list[Secret], sights: Iterable[Sight]) -> set[Statement]:
        """What is read for ``sights`` and gives other rows where ``secrets`` happened."""
        tables = frozenset().union(*map(self.written_by, secrets))
        touched = {each for sight in sights for each in sight.reads if each.tables & tables}
        with self.world():
            for each in touched - self._rows.keys():
                self._rows[each] = each.rows()
        with self.world(secrets):
            return {each for each in touched if each.rows() != self._rows[each]}


def _common(sights: Iterable[Sight]) -> set[Statement]:
    """What is read for most pages: who asks, which edition, which offices."""
    sights = list(sights)
    counted = Counter(each for sight in sights for each in set(sight.reads))
    return {each for each, many in counted.items() if many > len(sights) / 3}
