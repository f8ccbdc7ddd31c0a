"""What the reviews say, as the list of proposals shows, sorts and narrows it; read once for each request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from html import escape
from typing import Any
from weakref import WeakKeyDictionary

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.review.calibrating import Judged
from convenor.review.lines import Line
from convenor.review.queries import WITHOUT_REVIEWS, Result
from convenor.web.request import SignedInRequest
from convenor.web.sheets import Cell
from convenor.web.tables import Column, Figures, Filter
from convenor.web.templatetags.convenor import number

FAR_APART = 40  # points between two reviews of one proposal, from which on they are marked
_BANDS = {"80": (80, 101), "60": (60, 80), "40": (40, 60), "20": (20, 40), "0": (0, 20)}
_MANY = 4  # reviews, and more, in the last choice

_judged: WeakKeyDictionary[SignedInRequest, Judged] = WeakKeyDictionary()


def judged_by_reviewers(request: SignedInRequest) -> Judged:
    """Of the proposals that this organiser may see."""
    if request not in _judged:
        _judged[request] = Judged(request.person, request.edition, request.at)
    return _judged[request]


def _results(request: SignedInRequest) -> Callable[[int], Result]:
    judged = judged_by_reviewers(request)
    return lambda key: judged.results_among([key]).get(key, WITHOUT_REVIEWS)


def _points(name: str) -> Callable[[Line], Cell]:
    """A figure of the reviews, from 0 to 100; nothing where there are none."""
    return lambda line: None if getattr(line.result, name) is None else round(getattr(line.result, name))


def _by(name: str) -> Figures:
    def figures(request: SignedInRequest, keys: Sequence[int]) -> dict[int, float | None]:
        found = judged_by_reviewers(request).results_among(keys)
        return {key: getattr(result, name) for key, result in found.items()}

    return figures


def _by_corrected(request: SignedInRequest, keys: Sequence[int]) -> dict[int, float | None]:
    corrected = judged_by_reviewers(request).corrected
    return {key: corrected[key].points for key in keys if key in corrected}


def _spread(_request: SignedInRequest, value: Any) -> str:
    if value is None:
        return ""
    mark = f' <span class="tag">{escape(now("far apart"))}</span>' if value > FAR_APART else ""
    return f"{number(value)}{mark}"


def _interval(line: Line) -> str:
    if line.corrected is None:
        return ""
    low, high = (number(round(each)) for each in (line.corrected.low, line.corrected.high))
    return now("%(low)s to %(high)s") % {"low": low, "high": high}


COLUMNS = (
    Column("reviews", _("Reviews"), lambda line: line.result.reviews, _by("reviews")),
    Column("score", _("Score"), _points("score"), _by("score")),
    Column(
        "corrected",
        _("Corrected score"),
        lambda line: line.corrected and round(line.corrected.points),
        _by_corrected,
    ),
    Column("interval", _("Interval"), _interval),
    Column("spread", _("Spread of the scores"), _points("spread"), _by("spread"), show=_spread),
)
CORRECTED = ("corrected", "interval")  # what is there when an organiser asks for it


def dressed(request: SignedInRequest) -> Callable[[Sequence[Line]], Sequence[Line]]:
    """Put the corrected scores beside the lines."""
    corrected = judged_by_reviewers(request).corrected
    return lambda lines: [replace(line, corrected=corrected.get(line.key)) for line in lines]


def _bands(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    upper = {name: min(high, 100) for name, (_low, high) in _BANDS.items()}
    said = {name: _band(int(name), upper[name]) for name in _BANDS}
    return [*said.items(), ("none", _("without a score"))]


def _band(low: int, high: int) -> str:
    if high == 100:  # noqa: PLR2004  # the most points that there are
        return now("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}
    return now("%(low)s to less than %(high)s") % {"low": number(low), "high": number(high)}


def _in_band(request: SignedInRequest, value: str) -> Callable[[int], bool]:
    result = _results(request)
    if value == "none":
        return lambda key: result(key).score is None
    low, high = _BANDS[value]
    return lambda key: (score := result(key).score) is not None and low <= score < high


def _apart(_request: SignedInRequest) -> Iterable[tuple[str, str]]:
    sentence = now("by more than %(points)s points")
    return [(str(least), sentence % {"points": number(least)}) for least in (20, FAR_APART, 60)]


def _is_apart(request: SignedInRequest, value: str) -> Callable[[int], bool]:
    result, least = _results(request), int(value)
    return lambda key: (result(key).spread or 0) > least


def _counts(_request: SignedInRequest) -> Iterable[tuple[str, str | Promise]]:
    many = now("%(count)s or more") % {"count": number(_MANY)}
    exactly = [(str(count), number(count)) for count in range(_MANY)]
    return [("few", _("fewer than wanted")), *exactly, (str(_MANY), many)]


def _has_so_many(request: SignedInRequest, value: str) -> Callable[[int], bool]:
    if value == "few":  # which the database tells
        return lambda _key: True
    result, wanted = _results(request), int(value)
    return lambda key: min(result(key).reviews, _MANY) == wanted


def filters(with_too_few: Callable[[Any, str], Any]) -> tuple[Filter, ...]:
    return (
        Filter("score", _("Score"), _bands, keeps=_in_band),
        Filter("reviews", _("Reviews"), _counts, with_too_few, keeps=_has_so_many),
        Filter("spread", _("Reviews differ"), _apart, keeps=_is_apart),
    )
