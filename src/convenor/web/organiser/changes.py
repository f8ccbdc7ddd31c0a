"""What changes if the chosen proposals are accepted: the balance, the guides, and who is even at the line."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from babel.numbers import format_percent
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as now
from django.views.decorators.http import require_safe

from convenor.editions.models import Track
from convenor.kernel.days import locale
from convenor.proposals.balance import Offer, Tally, offers_of, tallies, tally
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.models import Guide
from convenor.review.queries import tracks_run_by
from convenor.review.ranking import BY_CORRECTED, BY_SCORE, line_at, points_by
from convenor.web.organiser.choosing import chosen_in
from convenor.web.organiser.judged import judged_by_reviewers
from convenor.web.organiser.kinds import Kinds
from convenor.web.organiser.proposals import listing, may_decide_some
from convenor.web.request import SignedInRequest

MOST_EVEN = 20  # that are told by name


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a dimension; shares are of the same column's whole."""

    name: str
    tally: Tally
    submitted_share: str
    accepted_share: str
    then_share: str


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Told:
    """A guide, and how far the accepted proposals are from it, now and then."""

    name: str
    number: int
    is_of_all: bool
    accepted: int
    then: int

    @property
    def short(self) -> int:
        return max(0, self.number - self.then)

    @property
    def over(self) -> int:
        return max(0, self.then - self.number) if self.is_of_all else 0


@dataclass(frozen=True, slots=True)
class Guided:
    """A track with its guides, and the proposals that are even where its line runs."""

    track: Track
    told: list[Told]
    points: int | None
    even: list[Offer]
    more_even: int


@require_safe
def changes(request: SignedInRequest) -> HttpResponse:
    """Counts and shares of what is handed in, accepted now, and accepted with the chosen proposals."""
    shown, asked = (
        proposals_for_organiser(request.person, request.edition, request.at).standing(),
        listing(request),
    )
    track = request.GET.get("track", "")
    offers = [offer for offer in offers_of(shown) if not track or offer.track == track]
    codes = {offer.code for offer in offers}
    chosen = [code for code in chosen_in(request) if code in codes]
    kinds = Kinds(request.edition)
    context = {
        "parts": list(_parts(kinds, offers, chosen)),
        "whole": tally(offers, chosen),
        "guided": list(_guided(request, kinds, offers, chosen)),
        "chosen": chosen,
        "track": kinds.values["track"].get(track, ""),
        "list": asked.address,
        "may_decide": may_decide_some(request),
    }
    return render(request, "organiser/changes.html", context)


def _parts(kinds: Kinds, offers: list[Offer], chosen: Collection[str]) -> Iterator[Part]:
    whole, counted = tally(offers, chosen), tallies(offers, chosen)
    for dimension, heading in kinds.dimensions.items():
        found, names = counted.get(dimension, {}), kinds.values[dimension]
        unnamed = {
            value: value or now("not said") for value in sorted(found, reverse=True) if value not in names
        }
        ordered = {value: str(name) for value, name in {**names, **unnamed}.items() if value in found}
        rows = [_row(name, found[value], whole) for value, name in ordered.items()]
        if len(rows) > 1:
            yield Part(heading, rows)


def _row(name: str, tally: Tally, whole: Tally) -> Row:
    return Row(
        name,
        tally,
        _share(tally.submitted, whole.submitted),
        _share(tally.accepted, whole.accepted),
        _share(tally.then, whole.then),
    )


def _share(part: int, whole: int) -> str:
    return str(format_percent(part / whole, locale=locale())) if whole else ""


def _guided(
    request: SignedInRequest, kinds: Kinds, offers: list[Offer], chosen: Collection[str]
) -> Iterator[Guided]:
    tracks = tracks_run_by(request.person, request.edition, request.at)
    order = {of: place for place, of in enumerate(kinds.of_guides)}
    guides = [guide for guide in Guide.objects.filter(track__in=tracks) if guide.of in order]
    by_key = {offer.key: offer for offer in offers}
    method = BY_CORRECTED if request.GET.get("corrected") == "yes" else BY_SCORE
    points = points_by(method, judged_by_reviewers(request), by_key)
    for track in tracks:
        own = sorted((each for each in guides if each.track_id == track.pk), key=lambda each: order[each.of])
        inside = [offer for offer in offers if offer.track == track.slug]
        if not own or not inside:
            continue
        told = [_told(kinds, guide, inside, chosen) for guide in own]
        number = next((each.number for each in told if each.is_of_all), 0)
        line = line_at(number, {offer.key: points[offer.key] for offer in inside if offer.key in points})
        even = [by_key[key] for key in line.even]
        yield Guided(track, told, line.points, even[:MOST_EVEN], max(0, len(even) - MOST_EVEN))


def _told(kinds: Kinds, guide: Guide, offers: list[Offer], chosen: Collection[str]) -> Told:
    counted = tally((offer for offer in offers if offer.is_of(guide.of)), chosen)
    return Told(kinds.of_guides[guide.of], guide.number, guide.of == "all", counted.accepted, counted.then)
