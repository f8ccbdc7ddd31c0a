"""``bin/bench pairs``: conflicts found and a suggestion adopted, 2,000 proposals × 300 reviewers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from bench.figures import Bench, Figure, Options

PROPOSALS, REVIEWERS, EACH, WORKS, INSTITUTIONS = 2000, 300, 3, 5, 150
CPU_S = "<= 8"


def conflicts(options: Options) -> Iterator[Figure]:
    edition, _run = _world(options.seed)
    from convenor.proposals.models import Conflict  # noqa: PLC0415  # Django first
    from convenor.review.actions.conflicts import find_conflicts  # noqa: PLC0415  # as above
    from tests import make  # noqa: PLC0415  # as above

    yield from _measured("", lambda: find_conflicts(edition=edition, at=make.NOON))
    yield Figure("found", Conflict.objects.filter(proposal__edition=edition).count(), "conflicts")
    yield from _measured("again_", lambda: find_conflicts(edition=edition, at=make.NOON))


def adopting(options: Options) -> Iterator[Figure]:
    _edition, run = _world(options.seed)
    from convenor.outbox.models import Message  # noqa: PLC0415  # Django first
    from convenor.review.actions.matching import adopt_matching  # noqa: PLC0415  # as above
    from convenor.review.models import Assignment  # noqa: PLC0415  # as above
    from tests import make  # noqa: PLC0415  # as above

    letters = Message.objects.count()
    yield from _measured("", lambda: adopt_matching(run=run, by=run.by, at=make.NOON))
    yield Figure("asked", Assignment.objects.filter(ended_at=None).count(), "pairs")
    yield Figure("letters", Message.objects.count() - letters, "letters")


def _measured(name: str, work: Callable[[], object]) -> Iterator[Figure]:
    from django.db import connection  # noqa: PLC0415  # Django first

    statements = [0]

    def counted(execute: Any, *statement: Any) -> Any:
        statements[0] += 1
        return execute(*statement)

    with connection.execute_wrapper(counted):
        started = time.process_time()
        work()
        seconds = time.process_time() - started
    yield Figure(f"{name}cpu_s", round(seconds, 2), "s", CPU_S)
    yield Figure(f"{name}statements", statements[0], "statements")


@cache
def _world(seed: int) -> tuple[Any, Any]:
    from bench import world  # noqa: PLC0415,I001  # sets up Django, which takes a while
    from django.db import transaction  # noqa: PLC0415  # Django first
    from convenor.review.models import Work  # noqa: PLC0415  # Django first
    from tests import make  # noqa: PLC0415  # as above

    drawn, chair, texts = random.Random(seed), make.person("Chair"), world.texts()
    edition = make.edition(of=make.series("pairs"), slug="paired", chairs=(chair,))
    with transaction.atomic():
        houses = [make.organization(f"University {number}") for number in range(INSTITUTIONS)]
        track = make.track(edition, "talks")
        reviewers = [
            make.reviewer(track, f"Reviewer {number}", organization=drawn.choice(houses))
            for number in range(REVIEWERS)
        ]
        authors = [f"Author {number}" for number in range(4 * REVIEWERS)]
        Work.objects.bulk_create(
            Work(person=each, title=drawn.choice(texts)[0], year=2026, authors=drawn.sample(authors, 4))
            for each in reviewers
            for _ in range(WORKS)
        )
        run = _suggested(edition, track, reviewers, [drawn.choice(texts) for _ in range(PROPOSALS)], drawn)
    return edition, run


def _suggested(edition: Any, track: Any, reviewers: list[Any], texts: list[Any], drawn: random.Random) -> Any:
    """A run of an edition with proposals by others, whose pairs are drawn."""
    from convenor.kernel.queued import RunState  # noqa: PLC0415  # as above
    from convenor.people.models import Organization  # noqa: PLC0415  # Django first
    from convenor.review.suggested import MatchedPair, MatchingRun  # noqa: PLC0415  # as above
    from tests import make  # noqa: PLC0415  # as above

    call, houses = make.call(edition, track), list(Organization.objects.order_by("pk"))
    chair = edition.offices.get(role="chair").person
    run = MatchingRun.objects.create(edition=edition, by=chair, at=make.NOON, state=RunState.DONE)
    pairs = []
    for number, (title, language) in enumerate(texts):
        by = make.person(f"Author {number % (4 * REVIEWERS)}", organization=drawn.choice(houses))
        proposal = make.proposal(title, to=call, track=track, proposer=by, language=language)
        pairs += [
            MatchedPair(run=run, proposal=proposal, reviewer=each, change="new", score=1)
            for each in drawn.sample(reviewers, EACH)
        ]
    MatchedPair.objects.bulk_create(pairs)
    return run


BENCH = Bench(
    "pairs",
    f"conflicts found, a suggestion adopted: {PROPOSALS} proposals × {REVIEWERS} reviewers, {EACH} reviews",
    {"conflicts": conflicts, "adopting": adopting},
)
