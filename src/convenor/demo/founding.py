"""The beginning of the demonstration's story: the secretariat, the edition and its call."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from convenor.accounts.actions import change_profile, person_at
from convenor.audit.actions import write
from convenor.demo.texts import kinds_of_organizations, read, translated
from convenor.demo.timeline import (
    ANSWERED,
    BIDS_END,
    CALL_CLOSES,
    CALL_OPENS,
    DISCUSSION_OPENS,
    LETTERS_OUT,
    REBUTTAL_CLOSES,
    REBUTTAL_OPENS,
    REVIEWS_DUE,
    SCREENED,
    Timeline,
)
from convenor.editions.actions.founding import create_edition, create_series
from convenor.editions.actions.offices import give_office
from convenor.editions.actions.parts import add_partner, add_room, add_subtheme, add_track
from convenor.editions.actions.standing import announce
from convenor.editions.models import Edition, Format, Role, Series
from convenor.people.models import Person
from convenor.proposals.actions.calls import create_call, set_question
from convenor.proposals.models import Call
from convenor.review.actions.screening import set_check
from convenor.review.actions.setup import Terms, set_criterion, set_review_rules
from convenor.review.models import Anonymity

SECRETARY = ("Amara Okonjo-Lind", "secretary@week.example")
CHAIR = ("Héctor Valdivieso", "chair@week.example")
DESK = ("Linh", "desk@week.example")
SEEN = {"research-seminar": Anonymity.DOUBLE, "strategy-labs": Anonymity.OPEN}
TRACK_CHAIRS = {
    "workshops": ("Nadia Benhaddou", "workshops@week.example"),
    "symposium": ("Tomasz Wierzbicki", "symposium@week.example"),
    "research-seminar": ("Leilani Fa‘asavalu", "research@week.example"),
}


@write
def meet(*, address: str, name: str, language: str, at: datetime) -> Person:
    """Somebody comes by for the first time."""
    return person_at(address, name=name, language=language, at=at)


def introduced(text: dict[str, Any], language: str, at: datetime) -> Person:
    """The person of ``text``, who has said where they are from."""
    person = meet(address=text["email"], name=text["name"], language=language, at=at)
    if person.country == text["country"]:
        return person
    return change_profile(
        name=text["name"],
        language=language,
        zone="",
        country=text["country"],
        organization=text["organization"],
        organization_kind=kinds_of_organizations().get(text["organization"], ""),
        biography="",
        by=person,
        at=at,
    )


def found(timeline: Timeline) -> Edition:
    """The series, the edition with its parts, its offices and its rules of review; not yet announced."""
    at, texts = timeline.instant(-20), read("edition")
    by = meet(address=SECRETARY[1], name=SECRETARY[0], language="en", at=at)
    series = Series.objects.filter(slug=texts["series"]["slug"]).first() or create_series(
        slug=texts["series"]["slug"],
        name=translated(texts["series"]["name"]),
        description=translated(texts["series"]["description"]),
        by=by,
        at=at,
    )
    facts = texts["edition"]
    edition = create_edition(
        series=series,
        slug=str(timeline.first_day.year),
        starts_on=timeline.first_day,
        ends_on=timeline.first_day + timedelta(days=4),
        zone=facts["zone"],
        name=translated(facts["name"]),
        theme=translated(facts["theme"]),
        description=translated(facts["description"]),
        venue=translated(facts["venue"]),
        address=facts["address"],
        country=facts["country"],
        contact=facts["contact"],
        attendance="hybrid",
        is_fictional=True,
        by=by,
        at=at,
    )
    _add_parts(edition, texts, by, at)
    _give_offices(edition, by, at)
    _set_review_rules(edition, texts, timeline, by, at)
    return edition


def make_known(edition: Edition, at: datetime) -> None:
    announce(edition=edition, note=translated(read("edition")["announcement"]), by=secretary(), at=at)


def prepare_call(edition: Edition, timeline: Timeline) -> Call:
    """The call with its questions; it opens by itself at its instant."""
    texts, by, at = read("edition")["call"], secretary(), timeline.instant(4)
    tracks = {track.slug: track for track in edition.tracks.all()}
    call = create_call(
        edition=edition,
        slug=texts["slug"],
        title=translated(texts["title"]),
        text=translated(texts["text"]),
        opens_at=timeline.instant(CALL_OPENS),
        closes_at=timeline.instant(CALL_CLOSES, hour=22),
        tracks=[tracks[slug] for slug in texts["tracks"]],
        subthemes=list(edition.subthemes.order_by("position")),
        languages=list(edition.languages),
        abstract_words=texts["abstract_words"],
        most_per_person=texts["most_per_person"],
        most_per_organization=texts["most_per_organization"],
        by=by,
        at=at,
    )
    for position, question in enumerate(texts["questions"], 1):
        set_question(
            call=call,
            slug=question["slug"],
            kind=question["kind"],
            text=translated(question["text"]),
            choices=[
                {"key": choice["key"], "text": translated(choice["text"]).to_json()}
                for choice in question.get("choices", [])
            ],
            is_required=question["is_required"],
            most_words=question.get("most_words"),
            tracks=[tracks[slug] for slug in question.get("tracks", [])],
            position=position,
            by=by,
            at=at,
        )
    return call


def secretary() -> Person:
    return Person.objects.get(contact_points__key=SECRETARY[1])


def _add_parts(edition: Edition, texts: dict[str, Any], by: Person, at: datetime) -> None:
    for partner in texts["partners"]:
        add_partner(edition=edition, name=translated(partner["name"]), role=partner["role"], by=by, at=at)
    for subtheme in texts["subthemes"]:
        add_subtheme(edition=edition, slug=subtheme["slug"], name=translated(subtheme["name"]), by=by, at=at)
    for track in texts["tracks"]:
        first, last = (edition.starts_on + timedelta(days=day) for day in track["days"])
        add_track(
            edition=edition,
            slug=track["slug"],
            name=translated(track["name"]),
            starts_on=first,
            ends_on=last,
            access=track["access"],
            way_in=track["way_in"],
            formats=track.get("formats", Format.values),
            minutes=track["minutes"],
            may_overlap=track.get("may_overlap", True),
            by=by,
            at=at,
        )
    for room in texts["rooms"]:
        add_room(
            edition=edition,
            slug=room["slug"],
            name=translated(room["name"]),
            seats=room["seats"],
            is_step_free=room["is_step_free"],
            booths=room["booths"],
            equipment=translated(room.get("equipment", {})),
            by=by,
            at=at,
        )


def _give_offices(edition: Edition, by: Person, at: datetime) -> None:
    give_office(edition=edition, role=Role.CHAIR, name=CHAIR[0], address=CHAIR[1], by=by, at=at)
    give_office(edition=edition, role=Role.DESK, name=DESK[0], address=DESK[1], by=by, at=at)
    for slug, (name, address) in TRACK_CHAIRS.items():
        track = edition.tracks.get(slug=slug)
        give_office(
            edition=edition, role=Role.TRACK_CHAIR, track=track, name=name, address=address, by=by, at=at
        )


def _set_review_rules(
    edition: Edition, texts: dict[str, Any], timeline: Timeline, by: Person, at: datetime
) -> None:
    for track in edition.tracks.filter(slug__in=texts["call"]["tracks"]):
        answered: dict[str, Any] = {
            "rebuttal_opens_at": timeline.instant(REBUTTAL_OPENS),
            "rebuttal_closes_at": timeline.instant(REBUTTAL_CLOSES),
        }
        terms = Terms(
            reviews_wanted=2,
            bids_until=timeline.instant(BIDS_END),
            discussion_opens_at=timeline.instant(DISCUSSION_OPENS),
            discussion_closes_at=timeline.instant(LETTERS_OUT),
            due_at=timeline.instant(REVIEWS_DUE, hour=22),
            is_summarised=track.slug == ANSWERED,
            **(answered if track.slug == ANSWERED else {}),
            anonymity=SEEN.get(track.slug, Anonymity.SINGLE),
            guidance=translated(texts["guidance"]),
        )
        set_review_rules(track=track, terms=terms, by=by, at=at)
        for check in texts["checks"] if track.slug == SCREENED else ():
            set_check(track=track, name=translated(check["name"]), position=None, by=by, at=at)
        for position, criterion in enumerate(texts["criteria"], 1):
            set_criterion(
                track=track,
                slug=criterion["slug"],
                name=translated(criterion["name"]),
                low_anchor=translated(criterion["low"]),
                high_anchor=translated(criterion["high"]),
                most=5,
                weight=criterion["weight"],
                position=position,
                by=by,
                at=at,
            )
