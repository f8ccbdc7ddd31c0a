"""``bin/bench``: measurements as JSON lines; exit status 1 where a figure does not reach what it is to."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from bench.figures import SECONDS, Bench, Options, as_line

# Each is a module of this package with a BENCH.
NAMES = (
    "drip_kinds",
    "writes",
    "server",
    "pages",
    "table",
    "pairs",
    "garbage",
    "released",
    "publish",
    "offline",
    "registration",
    "marks",
    "reach",
    "matching",
    "timetables",
)


def main() -> int:
    benches = {bench.name: bench for bench in (_bench(name) for name in NAMES)}
    given = _asked(benches)
    if given.list or not given.name:
        for bench in benches.values():
            print(f"{bench.name}: {bench.about}")
            print(f"  cases: {', '.join(bench.cases)}")
        return 0
    bench = benches[given.name]
    unknown = [case for case in given.case if case not in bench.cases]
    if unknown:
        sys.exit(f"{bench.name} has no case {unknown[0]}; it has {', '.join(bench.cases)}.")
    options = Options(given.seed, tuple(given.file), tuple(given.url), given.seconds, given.seeds)
    return 0 if _measured(bench, given.case or _all(bench, options), options) else 1


def _bench(name: str) -> Bench:
    bench: Bench = import_module(f"bench.{name}").BENCH
    return bench


def _all(bench: Bench, options: Options) -> list[str]:
    """Every case; where pages of others are given, only the one that measures those."""
    return [case for case in bench.cases if not options.urls or case == "url"]


def _asked(benches: dict[str, Bench]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=benches, metavar="NAME")
    parser.add_argument("--list", action="store_true", help="say what there is, and its cases")
    parser.add_argument("--case", action="append", default=[], help="only this case; may be repeated")
    parser.add_argument("--seed", type=int, default=1, help="of everything random (%(default)s)")
    parser.add_argument("--file", action="append", default=[], type=Path, help="an instance to measure with")
    parser.add_argument("--url", action="append", default=[], help="a page of others, measured like ours")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of a search (%(default)g)")
    parser.add_argument("--seeds", type=int, default=1, help="so many, one after the other (%(default)s)")
    return parser.parse_args()


def _measured(bench: Bench, cases: list[str], options: Options) -> bool:
    """Whether every figure reached what it is to reach."""
    are_met = True
    for case in cases:
        for figure in bench.cases[case](options):
            print(json.dumps(as_line(bench.name, case, figure, options)), flush=True)
            are_met = are_met and figure.met is not False
    return are_met


if __name__ == "__main__":
    sys.exit(main())
