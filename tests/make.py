"""Makers: small true things for tests, with nothing surprising in them. Times are fixed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.test.client import ClientHandler
from django.test.signals import setting_changed

from convenor.accounts import sessions
from convenor.editions.models import (
    Edition,
    EditionEvent,
    EventKind,
    Format,
    Office,
    Role,
    Series,
    Subtheme,
    Track,
    last_day_of_access,
)
from convenor.kernel.translated import Translated
from convenor.people.models import ContactPoint, Organization, Person
from convenor.programme.document import digest_of
from convenor.programme.freezing import frozen
from convenor.programme.models import Appearance, Item, MarkList, Placement, Release, Session
from convenor.proposals.models import Call, Contributor, Decision, Proposal, Revision, Verdict, Version
from convenor.proposals.versions import document_of
from convenor.registration.models import Category, Quota, Registration, RegistrationRules
from convenor.review.models import Assignment, Criterion, Delegation, Review, Score

NOON = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
NEXT_DAY = NOON + timedelta(days=1)

_numbers = count(1)


def english(text: str) -> Translated:
    return Translated.of(text, "en")


def person(name: str = "", *, address: str = "", language: str = "en", **facts: Any) -> Person:
    """Somebody with an address, ``name@people.example`` unless given."""
    number = next(_numbers)
    name = name or f"Person {number}"
    made = Person.objects.create(name=name, language=language, created_at=NOON, **facts)
    address = address or f"{name.lower().replace(' ', '.')}.{number}@people.example"
    ContactPoint.objects.create(
        person=made, address=address, key=ContactPoint.key_of(address), confirmed_at=NOON
    )
    return made


def organization(name: str = "", *, kind: str = "") -> Organization:
    name = name or f"Organization {next(_numbers)}"
    return Organization.objects.create(name=name, key=Organization.key_of(name), kind=kind)


def series(slug: str = "") -> Series:
    slug = slug or f"series-{next(_numbers)}"
    return Series.objects.create(slug=slug, name=english(slug.replace("-", " ").title()))


def edition(
    *,
    slug: str = "2027",
    of: Series | None = None,
    is_announced: bool = True,
    chairs: tuple[Person, ...] = (),
    secretaries: tuple[Person, ...] = (),
    **facts: Any,
) -> Edition:
    """A week in March 2027 in Paris, announced; with the offices given."""
    of = of or series()
    values: dict[str, Any] = {
        "series": of,
        "slug": slug,
        "path": f"{of.slug}/{slug}",
        "year": 2027,
        "name": english("Learning Week 2027"),
        "theme": english("Learning for all"),
        "starts_on": date(2027, 3, 1),
        "ends_on": date(2027, 3, 5),
        "zone": "Europe/Paris",
        "venue": english("The House"),
        "languages": ["en", "fr", "es", "ar", "ru", "zh"],
        "created_at": NOON - timedelta(days=60),
    }
    made = Edition.objects.create(**{**values, **facts})
    if is_announced:
        by = secretaries[0] if secretaries else person("Announcer")
        EditionEvent.objects.create(
            edition=made, kind=EventKind.ANNOUNCED, by=by, at=NOON - timedelta(days=30)
        )
    for holder in chairs:
        office(made, holder, Role.CHAIR)
    for holder in secretaries:
        office(made, holder, Role.SECRETARY)
    return made


def office(of: Edition, holder: Person, role: Role, track: Track | None = None) -> Office:
    return Office.objects.create(
        edition=of,
        person=holder,
        role=role,
        track=track,
        given_at=NOON - timedelta(days=50),
        until_date=last_day_of_access(of.ends_on),
    )


def track(of: Edition, slug: str = "", **facts: Any) -> Track:
    slug = slug or f"track-{next(_numbers)}"
    values: dict[str, Any] = {"edition": of, "slug": slug, "name": english(slug.title()), "minutes": 60}
    return Track.objects.create(**{**values, **facts})


def subtheme(of: Edition, slug: str = "") -> Subtheme:
    slug = slug or f"subtheme-{next(_numbers)}"
    return Subtheme.objects.create(edition=of, slug=slug, name=english(slug.title()))


def call(of: Edition, *tracks: Track, **facts: Any) -> Call:
    """Open from ten days before ``NOON`` until ten days after it."""
    values: dict[str, Any] = {
        "edition": of,
        "slug": f"call-{next(_numbers)}",
        "title": english("Call for sessions"),
        "opens_at": NOON - timedelta(days=10),
        "closes_at": NOON + timedelta(days=10),
        "languages": ["en", "fr", "es", "ar", "ru", "zh"],
    }
    made = Call.objects.create(**{**values, **facts})
    made.tracks.set(tracks)
    made.subthemes.set(of.subthemes.all())
    return made


def proposal(
    title: str = "",
    *,
    to: Call | None = None,
    track: Track | None = None,
    proposer: Person | None = None,
    **facts: Any,
) -> Proposal:
    """A submitted talk by ``proposer``, who agreed."""
    number = next(_numbers)
    if to is None:
        of = track.edition if track else edition()
        track = track or globals()["track"](of)
        to = call(of, track)
    track = track or to.tracks.get()
    proposer = proposer or person(f"Proposer {number}")
    title = title or f"Proposal {number}"
    values: dict[str, Any] = {
        "edition": to.edition,
        "call": to,
        "code": f"P{number:05d}",
        "track": track,
        "format": Format.TALK,
        "title": english(title),
        "title_text": title,
        "abstract": english(f"What {title} is about."),
        "language": "en",
        "minutes": 60,
        "proposer": proposer,
        "created_at": NOON - timedelta(days=5),
        "changed_at": NOON - timedelta(days=5),
        "submitted_at": NOON - timedelta(days=4),
    }
    made = Proposal.objects.create(**{**values, **facts})
    contributor(made, proposer, agreed_at=NOON - timedelta(days=5))
    return made


def contributor(of: Proposal, who: Person, **facts: Any) -> Contributor:
    number = next(_numbers)
    return Contributor.objects.create(
        proposal=of, person=who, token=f"token-{number}", position=number, **facts
    )


def reviewer(of: Track, name: str = "", **facts: Any) -> Person:
    """Somebody who holds the office of reviewer for a track."""
    made = person(name, **facts)
    office(of.edition, made, Role.REVIEWER, of)
    return made


def criterion(of: Track, slug: str = "", **facts: Any) -> Criterion:
    """Scored from 1 to 5, of weight 1."""
    slug = slug or f"criterion-{next(_numbers)}"
    return Criterion.objects.create(**{"track": of, "slug": slug, "name": english(slug.title()), **facts})


def assignment(of: Proposal, to: Person, **facts: Any) -> Assignment:
    values: dict[str, Any] = {"proposal": of, "reviewer": to, "assigned_by": to, "assigned_at": NOON}
    return Assignment.objects.create(**{**values, **facts})


def review(of: Proposal, by: Person, scores: dict[Criterion, int] | None = None, **facts: Any) -> Review:
    """A submitted review, with its assignment."""
    values: dict[str, Any] = {"changed_at": NOON, "submitted_at": NOON, **facts}
    made = Review.objects.create(assignment=assignment(of, by), **values)
    for scored, value in (scores or {}).items():
        Score.objects.create(review=made, criterion=scored, value=value)
    return made


def delegation(of: Assignment, to: Person, **facts: Any) -> Delegation:
    """Its reviewer asked ``to`` to write the review, who agreed unless told otherwise."""
    values: dict[str, Any] = {"token": f"writes-{next(_numbers)}", "invited_at": NOON, "agreed_at": NOON}
    return Delegation.objects.create(assignment=of, person=to, **{**values, **facts})


def decision(of: Proposal, verdict: str = Verdict.ACCEPT, **facts: Any) -> Decision:
    """By somebody, held back unless ``released_at`` is given."""
    values: dict[str, Any] = {"proposal": of, "verdict": verdict, "decided_at": NOON, **facts}
    by = values.pop("decided_by", None) or person("Decider")
    return Decision.objects.create(**values, decided_by=by)


def session(title: str = "Session", *, of: Edition, **facts: Any) -> Session:
    """A session of 60 minutes, in the draft of the programme, placed nowhere."""
    values: dict[str, Any] = {"code": f"S{next(_numbers)}", "created_at": NOON, **facts}
    return Session.objects.create(edition=of, title=english(title), title_text=title, **values)


def placement(of: Session, starts_at: datetime | None = None, minutes: int = 60, **facts: Any) -> Placement:
    """On the first day of the edition at ten, unless told otherwise."""
    edition = of.edition
    ten = datetime.combine(edition.starts_on, time(10), edition.tzinfo)
    starts_at = (starts_at or ten).astimezone(UTC)
    day = edition.day_at(starts_at)
    values: dict[str, Any] = {"starts_on": day, "ends_on": day, "starts_at": starts_at}
    values["ends_at"] = starts_at + timedelta(minutes=minutes)
    return Placement.objects.create(session=of, **{**values, **facts})


def appearance(of: Session, who: Person, **facts: Any) -> Appearance:
    """Somebody invited to a session, who has not answered."""
    values: dict[str, Any] = {"token": f"appears-{next(_numbers)}", "invited_at": NOON, **facts}
    return Appearance.objects.create(session=of, person=who, **values)


def item(of: Session, title: str = "Part", **facts: Any) -> Item:
    return Item.objects.create(session=of, position=next(_numbers) % 30_000, title=english(title), **facts)


def release(of: Edition, at: datetime = NOON) -> Release:
    """The programme as it stands, published; its files stand on no shelf."""
    number = of.releases.count() + 1
    document, people = frozen(of, number=number, note=Translated(), at=at)
    return Release.objects.create(
        edition=of,
        number=number,
        document=document,
        people=people,
        digest=digest_of(document),
        by=person("Publisher"),
        at=at,
        published_at=at,
    )


def mark_list(of: Edition, *marked: Session, token: str = "", **facts: Any) -> MarkList:
    """Of nobody, unless told otherwise."""
    token = token or f"LIST{next(_numbers)}"
    made = MarkList.objects.create(edition=of, token=token, created_at=NOON, **facts)
    for each in marked:
        made.marks.create(session=each, code=each.code, at=NOON)
    return made


def version(of: Proposal, **facts: Any) -> Version:
    """What it says now, handed in by its proposer."""
    values: dict[str, Any] = {
        "proposal": of,
        "number": of.versions.count() + 1,
        "document": document_of(of),
        "is_submitted": True,
        "by": of.proposer,
        "at": NOON,
    }
    return Version.objects.create(**{**values, **facts})


def revision(of: Proposal, **facts: Any) -> Revision:
    """A version handed in ``LATER``, after its contributors were told at ``NOON`` to revise it."""
    asked = of.decisions.filter(superseded_by=None).first() or decision(of, Verdict.REVISE, released_at=NOON)
    values: dict[str, Any] = {"by": of.proposer, "at": LATER, **facts}
    if not of.versions.exists():
        version(of)
    return Revision.objects.create(decision=asked, version=version(of, at=values["at"]), **values)


def registration_rules(of: Edition, **facts: Any) -> RegistrationRules:
    """Open from ten days before ``NOON`` until forty days after it."""
    values: dict[str, Any] = {
        "edition": of,
        "opens_at": NOON - timedelta(days=10),
        "closes_at": NOON + timedelta(days=40),
    }
    return RegistrationRules.objects.create(**{**values, **facts})


def category(of: Edition, slug: str = "", **facts: Any) -> Category:
    slug = slug or f"category-{next(_numbers)}"
    return Category.objects.create(**{"edition": of, "slug": slug, "name": english(slug.title()), **facts})


def quota(of: Edition, places: int, **facts: Any) -> Quota:
    return Quota.objects.create(edition=of, places=places, **facts)


def registration(of: Category, who: Person | None = None, **facts: Any) -> Registration:
    """Confirmed and admitted; it takes no place of any quota, for it was not made by an action."""
    number = next(_numbers)
    who = who or person(f"Participant {number}")
    values: dict[str, Any] = {
        "edition": of.edition,
        "person": who,
        "category": of,
        "code": f"R{number:05d}",
        "token": f"ticket-{number}",
        "name": who.name,
        "country": "KE",
        "language": "en",
        "registered_at": NOON,
        "confirmed_at": NOON,
        "admitted_at": NOON,
    }
    return Registration.objects.create(**{**values, **facts})


class _Doors(ClientHandler):
    """Middleware is loaded once for all tests, and again after a setting changed."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=False)
        setting_changed.connect(self._load_again)

    def _load_again(self, **_what: object) -> None:
        self._middleware_chain = None


_DOORS = _Doors()


def browser() -> Client:
    """Somebody's, with nothing in it."""
    client = Client()
    client.handler = _DOORS
    return client


def signed_in(who: Person) -> Client:
    """A browser in which ``who`` signed in; posts need ``form_key`` but no CSRF token."""
    client = browser()
    session = client.session
    sessions.open_for(session, who)
    session.save()
    client.cookies["convenor"] = session.session_key or ""
    return client


def form_key(page: str) -> str:
    """The signed key in the first form of a page."""
    return page.split('name="key" value="', 1)[1].split('"', 1)[0]
