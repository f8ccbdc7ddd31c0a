"""Small problems for tests, by hand and by chance, and their best value found by trying everything."""

import json
import re
from itertools import combinations, permutations, product
from pathlib import Path
from random import Random

from convenor.optim.timetable.building import check, form
from convenor.optim.timetable.building.solve import solve
from convenor.optim.timetable.limits import Limits

REFERENCE = Path(__file__).resolve().parents[4] / "docs" / "reference"
EXAMPLE = json.loads(re.findall(r"```json\n(.*?)```", (REFERENCE / "building.md").read_text(), re.DOTALL)[0])
QUICK = Limits(seconds=20, workers=1)


def problem(contributions, kinds, benefits=(), **facts):
    """Contributions by their letters; kinds as (least, most, count)."""
    return {
        "format": "convenor building 1",
        "contributions": [{"key": key} for key in contributions],
        "kinds": [
            {"key": f"kind {at}", "least": least, "most": most, "count": count}
            for at, (least, most, count) in enumerate(kinds)
        ],
        "benefits": [list(each) for each in benefits],
        **facts,
    }


def solved(given, **how):
    """The answer, after the judge who shares no code found nothing wrong with it."""
    answer = form.answer(solve(form.read(given), limits=QUICK, **how))
    assert check.verify(given, answer) == []
    return answer


def groups(answer):
    return sorted("".join(session["contributions"]) for session in answer["sessions"])


def drawn(seed):
    """Four to six contributions, some of two sizes, with places for most seeds."""
    chance = Random(seed)
    keys = "ABCDEF"[: chance.randint(4, 6)]
    pairs = list(combinations(keys, 2))
    given = problem(
        keys,
        [(chance.randint(1, 2), chance.randint(2, 3), chance.randint(1, 2)), (1, chance.randint(2, 4), 2)],
        [(*pair, chance.choice([-3, 1, 1, 2, 2, 10])) for pair in pairs if chance.random() < 0.7],
        apart=[list(pair) for pair in pairs if chance.random() < 0.1],
    )
    for each in given["contributions"]:
        each["size"] = 2 if seed % 5 == 0 and chance.random() < 0.3 else 1
        each["people"] = chance.sample(["ada", "bo", "cy"], chance.choice([0, 0, 1, 1, 2]))
        each["topics"] = ["seas"] if chance.random() < 0.5 else []
    if seed % 4:
        given["places"] = [
            {"key": str(at), "day": str(at // 2), "block": str(at // 2), "size": chance.randint(2, 4)}
            for at in range(4)
        ]
        given["spreads"] = [{"topic": "seas", "most_a_day": 2}]
    return given


def best(given):
    """The greatest value of all groupings that the judge finds right; None where there is none."""
    keys = [each["key"] for each in given["contributions"]]
    answers = ({"sessions": [{"contributions": part} for part in parts]} for parts in partitions(keys))
    return max(
        (value(given, each) for each in answers if _is_possible(given, each["sessions"])), default=None
    )


def value(given, answer):
    worth = {frozenset(row[:2]): row[2] for row in given["benefits"]}
    return sum(
        worth.get(frozenset(pair), 0)
        for session in answer["sessions"]
        for pair in combinations(session["contributions"], 2)
    )


def partitions(keys):
    if not keys:
        yield []
        return
    for parts in partitions(keys[1:]):
        yield [[keys[0]], *parts]
        for at, part in enumerate(parts):
            yield [*parts[:at], [keys[0], *part], *parts[at + 1 :]]


def _is_possible(given, sessions):
    places = [place["key"] for place in given.get("places", [])]
    kinds = [kind["key"] for kind in given["kinds"]]
    if places and len(places) < len(sessions):
        return False
    for chosen in product(kinds, repeat=len(sessions)):
        of_kinds = [each | {"kind": kind} for each, kind in zip(sessions, chosen, strict=True)]
        rules = {rule for rule, _sentence in check.broken(given | {"places": []}, {"sessions": of_kinds})}
        if rules:
            continue
        for there in permutations(places, len(sessions)) if places else [()]:
            full = [each | {"place": at} for each, at in zip(of_kinds, there, strict=False)] or of_kinds
            if not check.broken(given, {"sessions": full}):
                return True
        return False  # what is left to do does not depend on the kinds
    return False
