"""Enter editions of years ago from the data files, through the same actions as everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from convenor.archive import data
from convenor.archive.actions.facts import add_figure, add_remark, add_source
from convenor.archive.actions.programmes import enter_programme
from convenor.archive.data import Facts, translated, words
from convenor.archive.kinds import Counted, Precision, SourceKind
from convenor.archive.models import Source
from convenor.audit.actions import write
from convenor.editions import actions as editions
from convenor.editions.models import Edition, Series, Track
from convenor.people.models import Person

Progress = Callable[[int, int], None]
ZONE = "Europe/Paris"


def load(
    series: str, *, by: Person, at: datetime, tell: Progress = lambda done, all_of_it: None
) -> list[Edition]:
    """The editions of ``series`` that were not here yet; each is entered whole, or not at all.

    Everything happens at ``at``: the log and the releases say when something was entered, not when it was.
    """
    facts = data.read(series)
    # An edition that was replaced names the other one, which has to be known by then.
    in_order = sorted(facts["editions"], key=lambda each: "events" in each)
    here = set(Edition.objects.filter(series__slug=series).values_list("slug", flat=True))
    missing = [each for each in in_order if each["slug"] not in here]
    entered = []
    for done, each in enumerate(missing, 1):
        entered.append(enter(facts=facts, of=each, by=by, at=at))
        tell(done, len(missing))
    return entered


@write
def enter(*, facts: Facts, of: Facts, by: Person, at: datetime) -> Edition:
    """One edition of the data file, with its parts, figures and programme, and what became of it."""
    edition = _found(facts, of, by, at)
    tracks = _add_parts(edition, of, by, at)
    sources = _add_facts(edition, of, tracks, by, at)
    editions.announce(edition=edition, by=by, at=at)
    _conclude(edition, of, by, at)
    enter_programme(edition=edition, tracks=tracks, sources=sources, by=by, at=at)
    return edition


def _found(facts: Facts, of: Facts, by: Person, at: datetime) -> Edition:
    told = facts["series"]
    series = Series.objects.filter(slug=told["slug"]).first() or editions.create_series(
        slug=told["slug"],
        name=translated(told["name"]),
        description=translated(told["description"]),
        by=by,
        at=at,
    )
    first_day, venue = date.fromisoformat(of["starts_on"]), data.venue(of["venue"])
    name = of.get("name") or facts["edition_name"]
    return editions.create_edition(
        series=series,
        slug=of["slug"],
        starts_on=first_day,
        ends_on=date.fromisoformat(of["ends_on"]),
        zone=ZONE,
        name=translated(name, year=first_day.year),
        theme=translated(of["theme"]),
        description=translated(of["description"]),
        venue=venue.get("name", translated(None)),
        address=venue.get("address", ""),
        country=venue.get("country", ""),
        attendance=venue.get("attendance", "in-person"),
        languages=of["languages"],
        by=by,
        at=at,
    )


def _add_parts(edition: Edition, of: Facts, by: Person, at: datetime) -> dict[str, Track]:
    for partner in of["partners"]:
        name = words("partners", partner["partner"])
        editions.add_partner(edition=edition, name=name, role=partner["role"], by=by, at=at)
    for subtheme in of["subthemes"]:
        name = translated(subtheme["name"])
        editions.add_subtheme(edition=edition, slug=subtheme["slug"], name=name, by=by, at=at)
    return {track["track"]: _track(edition, track, by, at) for track in of["tracks"]}


def _track(edition: Edition, track: Facts, by: Person, at: datetime) -> Track:
    first, last = track["days"] or (None, None)
    return editions.add_track(
        edition=edition,
        slug=track["track"],
        name=words("tracks", track["track"]),
        description=translated(track.get("description")),
        starts_on=date.fromisoformat(first) if first else None,
        ends_on=date.fromisoformat(last) if last else None,
        access=track["access"] or "",
        by=by,
        at=at,
    )


def _add_facts(
    edition: Edition, of: Facts, tracks: dict[str, Track], by: Person, at: datetime
) -> dict[str, Source]:
    sources = {
        each["key"]: add_source(
            edition=edition,
            url=each["url"],
            publisher=each["publisher"],
            kind=SourceKind(each["kind"]),
            by=by,
            at=at,
        )
        for each in of["sources"]
    }
    for figure in of["figures"]:
        add_figure(
            edition=edition,
            counted=Counted(figure["counted"]),
            value=figure["value"],
            precision=Precision(figure["how"]) if figure["how"] else None,
            words=translated(figure.get("words")),
            track=tracks.get(figure.get("track", "")),
            source=sources[figure["source"]],
            by=by,
            at=at,
        )
    for remark in of["remarks"]:
        named = [sources[key] for key in remark["sources"]]
        add_remark(edition=edition, text=translated(remark["text"]), sources=named, by=by, at=at)
    return sources


def _conclude(edition: Edition, of: Facts, by: Person, at: datetime) -> None:
    """Say what became of it: it was held, unless the file tells another story."""
    for event in of.get("events", [{"kind": "held"}]):
        note = translated(event.get("note"))
        match event["kind"]:
            case "postponed":
                editions.postpone(edition=edition, note=note, by=by, at=at)
            case "replaced":
                other = Edition.objects.get(series=edition.series, slug=event["by"])
                editions.replace(edition=edition, replaced_by=other, note=note, by=by, at=at)
            case "held":
                editions.mark_held(edition=edition, note=note, by=by, at=at)
    editions.archive(edition=edition, by=by, at=at)
