"""What the solver says, in sentences: goals and proofs, what is missing and ways out, why a pair fits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from babel.numbers import format_percent
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from convenor.kernel.days import locale
from convenor.people.models import Person
from convenor.proposals.kinds import ConflictKind
from convenor.proposals.models import Proposal
from convenor.review.models import Interest
from convenor.web.templatetags.convenor import listed, number

A_POINT = 10_000  # in millionths: pages show scores from 0 to 100
SHOWN = 8

GOALS: dict[str, str | Promise] = {
    "kept": _("Asked already and kept"),
    "floor": _("The pair that fits least"),
    "fair": _("The proposal whose reviewers fit least, all together"),
    "total": _("All pairs together"),
    "expected": _("All pairs together, on the average of all draws"),
}
REASONS: dict[str, str | Promise] = {
    "conflict": _("conflict of interest"),
    "contributes": _("contributes to this proposal"),
    "declined": _("declined by the reviewer"),
    "language": _("does not read the language"),
    "by-hand": _("kept out by hand"),
    "track": _("does not review for the track"),
    **dict(ConflictKind.choices),
}
CAUSES: dict[str, str | Promise] = {
    "few-reviewers": _("%(proposals)s: reviews wanted: %(wanted)s; reviewers who may judge it: %(most)s."),
    "no-reader": _("%(proposals)s: nobody who may judge it reads its language."),
    "few-institutions": _(
        "%(proposals)s: reviews wanted: %(wanted)s; organizations of those who may judge it: %(most)s."
    ),
    "all": _("Reviews wanted in all: %(wanted)s; all reviewers together take at most: %(most)s."),
    "together": _(
        "%(proposals)s: reviews wanted: %(wanted)s; possible: %(most)s."
        " These take all that they can: %(reviewers)s."
    ),
    "least": _("%(reviewers)s: proposals that they are to have at least: %(wanted)s; possible: %(most)s."),
    "crossing": _(
        "Organizations, languages and loads together leave no assignment, though each alone would."
    ),
}
WAYS: dict[str, str | Promise] = {
    "take-more": _("Ask %(reviewers)s to take more (%(missing)s in all)."),
    "add-reviewers": _("Add reviewers who may judge these (%(missing)s reviews in all)."),
    "want-fewer": _("Want fewer reviews (%(missing)s in all)."),
    "lift-bars": _("Look again at who may not judge: %(bars)s."),
    "ask-less": _("Ask less of these reviewers (%(missing)s in all)."),
}
PRICES: dict[str, str | Promise] = {
    "locks": _("what is fixed"),
    "least": _("a least number for everybody"),
    "institutions": _("no two of one organization"),
    "readers": _("somebody reads the language"),
    "kept": _("asked already and kept"),
    "floor": _("no pair fits badly"),
    "fair": _("fair to the worst-off proposal"),
}
BALANCES: dict[str, str | Promise] = {
    "region": _("different regions of the world"),
    "organization-kind": _("different kinds of organization"),
    "experience": _("reviewers of earlier editions and new ones"),
}
REMARKS: dict[str, str | Promise] = {
    "hidden": _("its text has invisible characters; they were left out"),
    "repeated": _("its text says the same words again and again; they were read once"),
}


# Where numbers would tell what somebody said of themselves.
_UNTOLD_BEST = _("%(goal)s: proven, there is no better one.")
_UNTOLD = _("%(goal)s: the best that was found; that there is no better one is not proven.")


def points(millionths: float) -> float:
    """A score as pages show it."""
    return round(millionths / A_POINT, 1)


def stages(result: Mapping[str, Any]) -> Iterator[str]:
    """For each goal what was reached, and what is proven of it."""
    for stage in result.get("stages", ()):
        goal = GOALS[stage["goal"]]
        if "is_best" in stage:
            yield (_UNTOLD_BEST if stage["is_best"] else _UNTOLD) % {"goal": goal}
            continue
        value, bound = _reached(stage), _reached({**stage, "value": stage["bound"]})
        said = {"goal": goal, "value": number(value), "bound": number(bound)}
        if stage["value"] == stage["bound"]:
            yield now("%(goal)s: %(value)s. This is proven: there is no better one.") % said
        else:
            yield now("%(goal)s: %(value)s. It is proven that no assignment has more than %(bound)s.") % said


def _reached(stage: Mapping[str, Any]) -> float:
    if stage["goal"] == "kept":
        return float(stage["value"])
    return points(stage["value"] / stage.get("whole", 1))


def prices(result: Mapping[str, Any]) -> Iterator[tuple[str | Promise, float]]:
    """Of each rule, how many points in all would be gained without it."""
    for each in result.get("prices", ()):
        rule = BALANCES[each["name"]] if each["kind"] == "balance" else PRICES[each["kind"]]
        yield rule, round(100 * each["price"], 1)


class Shortages:
    """What is missing, of those ``proposals`` and ``reviewers`` that the reader may see."""

    def __init__(self, proposals: Mapping[int, Proposal], reviewers: Mapping[int, Person]) -> None:
        self._proposals, self._reviewers = proposals, reviewers

    def sentences(self, result: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
        """Each with its ways out."""
        for short in result.get("shortages", ()):
            if short["proposals"] and not any(key in self._proposals for key in short["proposals"]):
                continue
            said = self._said(short)
            yield str(CAUSES[short["code"]]) % said, [str(WAYS[way]) % said for way in short["ways"]]

    def _said(self, short: Mapping[str, Any]) -> dict[str, str]:
        codes = [self._proposals[key].code for key in short["proposals"] if key in self._proposals]
        names = [self._reviewers[key].name for key in short["reviewers"] if key in self._reviewers]
        bars = [f"{REASONS.get(reason, reason)} ({number(count)})" for reason, count in short["bars"].items()]
        return {
            "proposals": _some(codes),
            "reviewers": _some(names),
            "bars": listed(bars),
            **{name: number(short[name]) for name in ("wanted", "most", "missing")},
        }


def _some(names: Collection[str]) -> str:
    """The first few of ``names``, and how many more there are."""
    shown = [f"\u2068{name}\u2069" for name in list(names)[:SHOWN]]
    if more := len(names) - len(shown):
        shown.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": number(more)})
    return str(listed(shown))


def why(told: Mapping[str, Any]) -> Iterator[str]:
    """Why a score is what it is: a sentence for each of its parts."""
    yield _of_text(told)
    if told["terms"] and told["similarity"]:
        terms = [f"\u2068{term}\u2069 {_percent(part / told['similarity'])}" for term, part in told["terms"]]
        yield now("What both say, and its part in this: %(terms)s.") % {"terms": listed(terms)}
    if meant := told.get("meaning"):
        yield now(
            "A small language model compared their English texts, also where words differ"
            " (%(points)s of 30 points)."
        ) % {"points": number(points(1e6 * meant))}
    yield from _topics(told)
    yield _languages(told) % {"points": number(points(1e6 * told["language"]))}
    wish = Interest(told["bid"]).label if told["bid"] else now("nothing said")
    yield now("Their wish: %(wish)s (%(points)s of 10 points).") % {
        "wish": wish,
        "points": number(points(1e6 * told["wish"])),
    }
    if less := told.get("less"):
        against = {
            "weighed": now(
                "Something is to be weighed that speaks against this pair: %(points)s points less."
            ),
            "each-other": now("They would review each other: %(points)s points less."),
        }
        yield against[less[0]] % {"points": number(round(100 * less[1]))}
    if "chance" in told:
        yield now("It was drawn by lot, with a chance of %(chance)s.") % {"chance": _percent(told["chance"])}


def _percent(share: float) -> str:
    return str(format_percent(share, locale=locale()))


def _of_text(told: Mapping[str, Any]) -> str:
    if not told["has_works"]:
        return now("This reviewer brought no works, so the text gives no points.")
    said = {"points": number(points(1e6 * (told["text"] - told.get("meaning", 0))))}
    works = [
        f"\u2068{title}\u2069" + (f" ({year})" if year else "") for title, year, _part in told["closest"]
    ]
    if not works:
        return now("None of their works shares a word with the proposal: 0 of 60 points.")
    return now("What they wrote is like the proposal (%(points)s of 60 points), most of all %(works)s.") % {
        **said,
        "works": listed(works),
    }


def _topics(told: Mapping[str, Any]) -> Iterator[str]:
    """Of what the reviewer declared; nothing where neither says anything of the proposal."""
    topics, words = told.get("shared", ([], []))
    said = {"points": number(points(1e6 * told["topics"]))}
    if words:
        shown = listed([f"\u2068{word}\u2069" for word in words])
        yield now("Key words of theirs stand in it: %(words)s (topics: %(points)s of 20 points).") % {
            **said,
            "words": shown,
        }
    elif topics:
        yield now("They chose its subtheme (topics: %(points)s of 20 points).") % said


def _languages(told: Mapping[str, Any]) -> str:
    if told["reads"] is None:
        return now("They did not say which languages they read (%(points)s of 10 points).")
    if told["reads"]:
        return now("They read its language (%(points)s of 10 points).")
    return now("They do not read its language (%(points)s of 10 points).")
