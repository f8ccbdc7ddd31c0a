"""``bin/bench table``: the decision table over 2,000 proposals with 6,000 reviews by 200 reviewers."""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from bench.figures import Bench, Figure, Options
from convenor.kernel import garbage

REQUESTS, WARM_UP = 20, 3
PROPOSALS, PROPOSERS, REVIEWERS, EACH, MOST = 2000, 300, 200, 3, 10
COUNTRIES = ("KE", "HT", "FR", "IN", "BR", "EG", "FJ", "CN")
CPU_MS = "<= 60"

LIST = "/en/mlw/judged/organise/proposals/"
CASES = {
    "sorted-and-narrowed": f"{LIST}?score=40&region=202&sort=-score",
    "corrected": f"{LIST}?corrected=yes&track=workshops&sort=-corrected",
    "corrected-of-all": f"{LIST}?corrected=yes&sort=-corrected&spread=40",
    "few-reviews": f"{LIST}?reviews=few&newcomers=yes&sort=-spread",
    "changes": "/en/mlw/judged/organise/changes/?corrected=yes",
    "reviewers": "/en/mlw/judged/organise/reviews/calibration/",
}


def measure(options: Options, *, path: str) -> Iterator[Figure]:
    reader = _chair(options.seed)
    started = time.process_time()
    answer = reader.get(path)
    first_ms = 1000 * (time.process_time() - started)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    for _ in range(WARM_UP):
        reader.get(path)
    garbage.settle()  # as the server does
    started = time.process_time()
    for _ in range(REQUESTS):
        reader.get(path)
    cpu_ms = 1000 * (time.process_time() - started) / REQUESTS
    yield Figure("cpu_ms", round(cpu_ms, 2), "ms", CPU_MS if path.startswith(LIST) else "")
    yield Figure("first_cpu_ms", round(first_ms, 2), "ms")  # nothing of it remembered yet
    yield Figure("gzip_bytes", len(gzip.compress(answer.content, 6, mtime=0)), "bytes")


@cache
def _chair(seed: int) -> Any:
    """The browser of the chair of an edition with three tracks, whose reviewers are harsh and lenient."""
    from django.db import transaction  # noqa: PLC0415  # our settings first

    from bench import world  # noqa: PLC0415  # sets up Django, which takes a while
    from convenor.web.middleware import moment  # noqa: PLC0415  # Django first
    from tests import make  # noqa: PLC0415  # as above

    moment.now = lambda: make.NOON
    drawn, chair = random.Random(seed), make.person("Chair")
    edition = make.edition(of=make.series("mlw"), slug="judged", chairs=(chair,))
    with transaction.atomic():
        _proposals(edition, chair, drawn, world.texts())
        _reviews(edition, drawn)
    return make.signed_in(chair)


def _proposals(edition: Any, chair: Any, drawn: random.Random, texts: list[tuple[str, str]]) -> None:
    from convenor.proposals.models import Verdict  # noqa: PLC0415  # Django first
    from convenor.review.models import Guide  # noqa: PLC0415  # as above
    from tests import make  # noqa: PLC0415  # as above

    tracks = [make.track(edition, slug) for slug in ("workshops", "symposium", "webinars")]
    call = make.call(edition, *tracks, slug="call")
    for track in tracks:
        Guide.objects.create(track=track, of="all", number=100)
    proposers = [make.person(country=drawn.choice(COUNTRIES)) for _ in range(PROPOSERS)]
    for number in range(PROPOSALS):
        text, language = drawn.choice(texts)
        facts: dict[str, Any] = {
            "proposer": drawn.choice(proposers),
            "track": drawn.choice(tracks),
            "language": language,
        }
        proposal = make.proposal(text, to=call, **facts)
        if number % 4 == 0:
            make.decision(proposal, drawn.choice(list(Verdict)), decided_by=chair)


def _reviews(edition: Any, drawn: random.Random) -> None:
    from convenor.proposals.models import Proposal  # noqa: PLC0415  # Django first
    from convenor.review.models import Assignment, Review, Score  # noqa: PLC0415  # as above
    from tests import make  # noqa: PLC0415  # as above

    criteria = {track.pk: make.criterion(track, most=MOST) for track in edition.tracks.all()}
    leniency = {make.person(): drawn.gauss(0, 1) for _ in range(REVIEWERS)}
    reviews, scores = [], []
    for proposal in Proposal.objects.filter(edition=edition).order_by("pk"):
        worth = drawn.gauss(6, 1.5)
        for person in drawn.sample(list(leniency), EACH):
            asked = Assignment(proposal=proposal, reviewer=person, assigned_by=person, assigned_at=make.NOON)
            review = Review(assignment=asked, changed_at=make.NOON, submitted_at=make.NOON)
            value = min(MOST, max(1, round(worth + leniency[person] + drawn.gauss(0, 1))))
            reviews.append(review)
            scores.append(Score(review=review, criterion=criteria[proposal.track_id], value=value))
    Assignment.objects.bulk_create([review.assignment for review in reviews])
    Review.objects.bulk_create(reviews)
    Score.objects.bulk_create(scores)


BENCH = Bench(
    "table",
    f"processor time of the decision table, mean of {REQUESTS}: {PROPOSALS} proposals × {EACH} reviews",
    {case: partial(measure, path=path) for case, path in CASES.items()},
)
