"""A small world: editions with one of everything, and everybody who has, or has not, to do with it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client, TestCase

from convenor.accounts.codes import hash_of
from convenor.accounts.models import Passkey, SignInCode
from convenor.archive.models import Figure, Remark, Source
from convenor.audit.models import Checkpoint
from convenor.audit.tasks import sign_checkpoint
from convenor.editions.models import Access, Edition, Format, Office, Partner, Role, Room, Subtheme, Track
from convenor.kernel.queued import RunState
from convenor.kernel.translated import Translated
from convenor.outbox.actions import queue
from convenor.outbox.models import Message
from convenor.people.models import Organization, Person
from convenor.programme.document import digest_of
from convenor.programme.freezing import frozen
from convenor.programme.models import Closure, Material, Release
from convenor.programme.naming import guest_code
from convenor.programme.planned import Draft, PlanningRun
from convenor.proposals.kinds import ConflictKind, ConflictSource
from convenor.proposals.models import (
    Answer,
    Call,
    Conflict,
    Contribution,
    Contributor,
    Decision,
    LateLink,
    Proposal,
    Question,
    QuestionKind,
    Tie,
    Verdict,
    Version,
)
from convenor.proposals.versions import document_of
from convenor.registration.models import Entitlement, InvitationCode, Need, NeedKind
from convenor.registration.tickets import ticket_of
from convenor.review.counted import GenderFigure, Moment
from convenor.review.credited import Credit, Thanked
from convenor.review.models import ReviewRules, Work
from convenor.review.screenings import Check
from convenor.review.suggested import MatchedPair, MatchingProof, MatchingRun, PairChange
from tests import make
from tests.audit.conftest import say


@dataclass
class Place:
    """An edition. ``talk``, a workshop, is reviewed and undecided; ``accepted`` is decided and released."""

    name: str
    edition: Edition
    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["things"][name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class World:
    """``here`` is visited; ``elsewhere`` has the same in another series; ``over`` ended last year."""

    here: Place
    elsewhere: Place
    over: Place
    visitors: dict[str, Person | None]
    sessions: dict[str, str]

    def client(self, visitor: str) -> Client:
        """A browser of a visitor, fresh at every call."""
        client = make.browser()
        if visitor in self.sessions:
            client.cookies["convenor"] = self.sessions[visitor]
        return client


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside is undone, though our actions insist on transactions of their own."""
    atomics = TestCase._enter_atomics()
    try:
        yield
    finally:
        TestCase._rollback_atomics(atomics)


def made() -> World:
    here, elsewhere, over = _place("here"), _place("elsewhere"), _place("over", year=2025)
    people = here.people
    ended = make.person("Ended Secretary")
    Office.objects.filter(pk=make.office(here.edition, ended, Role.SECRETARY).pk).update(ended_at=make.NOON)
    in_conflict = make.person("Chair in Conflict")
    make.office(here.edition, in_conflict, Role.CHAIR)
    for proposal in here.edition.proposals.all():
        Conflict.objects.create(
            proposal=proposal, person=in_conflict, declared_by=in_conflict, declared_at=make.NOON
        )
    visitors: dict[str, Person | None] = {"anonymous": None, "stranger": make.person("Stranger"), **people}
    visitors["chair in conflict"] = in_conflict
    visitors["secretary whose office ended"] = ended
    for role in ("chair", "secretary", "track chair", "reviewer", "desk"):
        visitors[f"{role} elsewhere"] = elsewhere.people[role]
    visitors["secretary of an edition that is over"] = over.people["secretary"]
    sign_checkpoint(make.NOON)
    here.things["checkpoint"] = Checkpoint.objects.get()
    sessions = {
        name: make.signed_in(person).cookies["convenor"].value for name, person in visitors.items() if person
    }
    return World(here, elsewhere, over, visitors, sessions)


def _place(name: str, *, year: int = 2027) -> Place:
    edition = make.edition(
        slug=f"{name}-{year}",
        year=year,
        starts_on=date(year, 3, 1),
        ends_on=date(year, 3, 5),
        contact="desk@people.example",
    )
    place = Place(name, edition)
    _structure(place)
    _officers(place)
    _call(place)
    _proposals(place)
    _delegation(place)
    _blind(place)
    _thanks(place)
    _ties(place)
    _matching(place)
    _programme(place)
    _planning(place)
    _kept(place)
    _registrations(place)
    _mail(place)
    return place


def _structure(place: Place) -> None:
    edition, name = place.edition, place.name
    track = make.track(edition, f"talks-{name}")
    place.things |= {
        "track": track,
        "other_track": make.track(edition, f"others-{name}"),
        "subtheme": make.subtheme(edition, f"subtheme-{name}"),
        "room": Room.objects.create(
            edition=edition, slug=f"room-{name}", name=make.english("Room"), seats=40
        ),
        "partner": Partner.objects.create(edition=edition, name=make.english("Partner"), role="host"),
        "blind_track": make.track(edition, f"blind-{name}"),
        "criterion": make.criterion(track, f"criterion-{name}"),
        "check": Check.objects.create(track=track, slug=f"check-{name}", name=make.english("Complete?")),
        "rules": ReviewRules.objects.create(
            track=track,
            bids_until=make.NOON + timedelta(days=9),
            due_at=make.NOON + timedelta(days=20),
            discussion_opens_at=make.NOON,
            rebuttal_opens_at=make.NOON,
            is_summarised=True,
            rebuttal_closes_at=make.NOON + timedelta(days=20),
        ),
        "event": edition.events.get(),
    }


def _officers(place: Place) -> None:
    track: Track = place.track
    other_track: Track = place.other_track
    offices: list[tuple[str, Role, Track | None]] = [
        ("chair", Role.CHAIR, None),
        ("secretary", Role.SECRETARY, None),
        ("track chair", Role.TRACK_CHAIR, track),
        ("chair of another track", Role.TRACK_CHAIR, other_track),
        ("reviewer", Role.REVIEWER, track),
        ("reviewer of another track", Role.REVIEWER, other_track),
        ("desk", Role.DESK, None),
    ]
    for title, role, of in offices:
        person = make.person(f"{title.title()} {place.name}")
        place.people[title] = person
        place.things["office"] = make.office(place.edition, person, role, of)
        Passkey.objects.create(
            person=person,
            name=f"Key of {title} {place.name}",
            credential_id=f"{person.uid}".encode(),
            public_key=b"key",
            added_at=make.NOON,
        )
    place.things["work"] = Work.objects.create(
        person=place.people["reviewer"], title="On learning", abstract="About"
    )


def _call(place: Place) -> None:
    subtheme: Subtheme = place.subtheme
    call: Call = make.call(place.edition, place.track, place.other_track, slug=f"call-{place.name}")
    call.subthemes.set([subtheme])
    for moment, groups in ((Moment.CLOSED, {"woman": 14, "man": 12}), (Moment.RELEASED, {"woman": 7})):
        GenderFigure.objects.create(call=call, moment=moment, groups=groups, made_at=make.NOON)
    asked = {"call": call, "text": make.english("What do you bring?")}
    late = make.NOON + timedelta(days=30)
    place.things |= {
        "call": call,
        "question": Question.objects.create(slug=f"bring-{place.name}", kind=QuestionKind.TEXT, **asked),
        "file_question": Question.objects.create(slug=f"plan-{place.name}", kind=QuestionKind.FILE, **asked),
        "late_link": LateLink.objects.create(
            call=call,
            token=f"late-{place.name}",
            address=f"late@{place.name}.example",
            until=late,
            given_by=place.people["secretary"],
            given_at=make.NOON,
        ),
    }


def _proposals(place: Place) -> None:
    people, track = place.people, place.track
    for title in ("author", "co-author", "invited", "late"):
        people[title] = make.person(f"{title.title()} {place.name}", address=f"{title}@{place.name}.example")
    author = people["author"]
    organization = Organization.objects.create(
        name=f"University of {place.name}", key=Organization.key_of(f"University of {place.name}")
    )
    given: dict[str, Any] = {"to": place.call, "track": track, "proposer": author, "subtheme": place.subtheme}
    talk = make.proposal(f"Talk {place.name}", organization=organization, format=Format.WORKSHOP, **given)
    accepted = make.proposal(f"Accepted {place.name}", **given)
    revised = make.proposal(f"Revised {place.name}", **given)
    draft = make.proposal(f"Draft {place.name}", **{**given, "submitted_at": None})
    make.contributor(talk, people["co-author"], agreed_at=make.NOON, invited_at=make.NOON)
    invited: Contributor = make.contributor(talk, people["invited"], invited_at=make.NOON)
    answer = Answer(proposal=talk, question=place.file_question, file_name="plan.txt", file_type="text/plain")
    answer.file.save("plan.txt", ContentFile(b"A plan"), save=False)
    answer.save()
    for number, proposal in enumerate((talk, accepted)):
        make.review(proposal, people["reviewer"], {place.criterion: 3 + number})
        for version in (1, 2):
            _version(proposal, version, author)
    make.review(revised, people["reviewer"], {place.criterion: 3})
    make.revision(revised)
    decision = Decision.objects.create(
        proposal=accepted,
        verdict=Verdict.ACCEPT,
        decided_by=people["chair"],
        decided_at=make.NOON,
        released_at=make.NOON,
    )
    desk = people["desk"]
    conflict = Conflict.objects.create(
        proposal=talk, person=desk, reason="Kin.", declared_by=desk, declared_at=make.NOON
    )
    part = Contribution.objects.create(proposal=talk, position=1, title=make.english("Part"))
    place.things |= {
        "talk": talk,
        "part": part,
        "accepted": accepted,
        "draft": draft,
        "conflict": conflict,
        "revised": revised,
        "speaker": talk.contributors.get(person=people["co-author"]),
        "invited": invited,
        "coming": accepted.contributors.get(),
        "decision": decision,
        "answer": answer,
    }


def _delegation(place: Place) -> None:
    """Somebody who writes a review for the reviewer."""
    revised: Proposal = place.revised
    place.people["sub-reviewer"] = make.person(f"Sub-reviewer {place.name}")
    place.things["delegation"] = make.delegation(revised.assignments.get(), place.people["sub-reviewer"])
    Answer.objects.create(proposal=revised, question=place.file_question, file=place.answer.file.name)


def _thanks(place: Place) -> None:
    by = {"edition": place.edition, "person": place.people["reviewer"]}
    place.things["credit"] = Credit.objects.create(**by, reviews=2, issued_at=make.NOON)
    Thanked.objects.create(**by, at=make.NOON)


def _blind(place: Place) -> None:
    """A proposal to a double blind track, whose text names its author."""
    author: Person = place.people["author"]
    ReviewRules.objects.create(track=place.blind_track, anonymity="double-blind")
    place.call.tracks.add(place.blind_track)
    place.things["blind"] = make.proposal(
        f"Draft of {author.name}",
        to=place.call,
        track=place.blind_track,
        proposer=author,
        submitted_at=None,
    )


def _ties(place: Place) -> None:
    """A conflict that was found, and whom an author and a reviewer name."""
    people, talk = place.people, place.talk
    by = {"edition": place.edition, "declared_at": make.NOON}
    place.things |= {
        "found": Conflict.objects.create(
            proposal=talk,
            person=people["reviewer of another track"],
            kind=ConflictKind.ORGANIZATION,
            source=ConflictSource.FOUND,
            declared_at=make.NOON,
        ),
        "tie": Tie.objects.create(proposal=talk, person=people["author"], name="Rival", **by),
        "named": Tie.objects.create(person=people["reviewer"], organization="Elsewhere", **by),
    }


def _matching(place: Place) -> None:
    """A suggestion that the chair asked for."""
    run = MatchingRun.objects.create(
        edition=place.edition, track=place.track, by=place.people["chair"], at=make.NOON, state=RunState.DONE
    )
    MatchingProof.objects.create(
        run=run, sha256="0" * 64, bundle=gzip.compress(b"{}"), proposals=[place.talk.pk]
    )
    MatchedPair.objects.create(
        run=run,
        proposal=place.talk,
        reviewer=place.people["reviewer"],
        change=PairChange.STAYS,
        score=512_000,
    )
    place.things["matching_run"] = run


def _planning(place: Place) -> None:
    """A draft of a timetable that the chair asked for."""
    run = PlanningRun.objects.create(
        edition=place.edition,
        by=place.people["chair"],
        at=make.NOON,
        state=RunState.DONE,
        name="Quiet mornings",
        given={"sessions": {place.taken_up.code: ""}},
    )
    room = place.edition.rooms.order_by("pk")[0]
    noon = make.NOON
    place.things["closure"] = Closure.objects.create(
        room=room, starts_at=noon, ends_at=noon + timedelta(hours=1)
    )
    start = f"{place.edition.starts_on}T09:00:00+01:00"
    place.things["timetable_draft"] = Draft.objects.create(
        run=run,
        number=0,
        name=run.name,
        plan={place.taken_up.code: {"start": start, "room": room.slug}},
        reached=[{"goal": "unplaced", "value": 0, "bound": 0}],
    )


def _kept(place: Place) -> None:
    """What two sources say of the edition, which is not the same, and a remark on them."""
    house, lost = [
        Source.objects.create(
            edition=place.edition, publisher=f"{name} {place.name}", url=url, kind="news", position=position
        )
        for position, (name, url) in enumerate([("House", "https://house.example/"), ("Lost list", "")])
    ]
    place.things["source"] = lost
    for position, (source, value) in enumerate([(house, 1500), (lost, 600)]):
        place.things["figure"] = Figure.objects.create(
            edition=place.edition, counted="participants", value=value, source=source, position=position
        )
    remark = Remark.objects.create(edition=place.edition, text=make.english("They differ."), position=0)
    remark.sources.set([house, lost])


def _programme(place: Place) -> None:
    session = make.session(f"Session {place.name}", of=place.edition, track=place.track)
    place.people["minister"] = make.person(f"Minister {place.name}")
    place.things |= {
        "session": session,
        "placement": make.placement(session, room=place.room),
        "appearance": make.appearance(session, place.people["minister"]),
        "item": make.item(session),
    }
    _taken_up(place)
    place.things["mark_list"] = make.mark_list(place.edition, session, token=f"LIST{place.name.upper()}")


def _taken_up(place: Place) -> None:
    """The accepted proposal as a session, in a release that is out."""
    accepted: Proposal = place.accepted
    session = make.session(
        f"Taken up {place.name}",
        of=place.edition,
        code=accepted.code,
        proposal=accepted,
        track=place.track,
    )
    place.things |= {
        "taken_up": session,
        "item_taken_up": make.item(session),
        "placement_taken_up": make.placement(session),
        "appearance_taken_up": make.appearance(
            session, place.people["author"], contributor=place.coming, role="rapporteur"
        ),
    }
    material = Material(
        session=session,
        kind="slides",
        title="Slides",
        licence="cc-by-4.0",
        file_name="slides.pdf",
        by=place.people["author"],
        at=make.NOON,
    )
    material.file.save("slides.pdf", ContentFile(b"%PDF-1.7"), save=True)
    place.things["material"] = material
    number = len(place.name)  # another one in each place
    forgotten = make.appearance(session, make.person("Forgotten", erased_at=make.NOON))
    document, people = frozen(place.edition, number=number, note=Translated(), at=make.NOON)
    forgotten.delete()
    place.things["gap"] = guest_code(place.edition, forgotten.person)
    place.things["release"] = Release.objects.create(
        edition=place.edition,
        number=number,
        document=document,
        people=people,
        digest=digest_of(document),
        by=place.people["secretary"],
        at=make.NOON,
        published_at=make.NOON,
    )


def _version(proposal: Proposal, number: int, by: Person) -> None:
    Version.objects.create(
        proposal=proposal,
        number=number,
        document=document_of(proposal),
        is_submitted=True,
        by=by,
        at=make.NOON,
    )


def _registrations(place: Place) -> None:
    edition = place.edition
    make.registration_rules(edition)
    closed = make.track(edition, f"closed-{place.name}", access=Access.APPROVAL)
    category = make.category(edition, f"educator-{place.name}")
    participant = place.people["participant"] = make.person(f"Participant {place.name}")
    registration = make.registration(category, participant)
    Need.objects.create(
        registration=registration, kind=NeedKind.ACCESS, text="A ramp", keep_until=date(2027, 4, 4)
    )
    code = InvitationCode.objects.create(
        edition=edition,
        code=f"CODE{place.name.upper()}"[:12],
        track=closed,
        until=make.NOON + timedelta(days=30),
        made_by=place.people["secretary"],
        made_at=make.NOON,
    )
    bookable = make.session("A session with places", of=edition, places=20)
    make.placement(bookable)
    asked = Entitlement.objects.create(registration=registration, track=closed, asked_at=make.NOON)
    place.things |= {
        "closed_track": closed,
        "category": category,
        "registration": registration,
        "ticket": ticket_of(registration),
        "code_to_invite": code,
        "bookable": bookable,
        "entitlement": asked,
        "quota": make.quota(edition, 100, taken=1),
    }


def _mail(place: Place) -> None:
    secretary, path = place.people["secretary"], place.edition.path
    message = queue(
        kind="accept",
        key=f"letter:{path}",
        subject="A letter",
        body="Body",
        language="en",
        at=make.NOON,
        person=place.people["author"],
        scope=path,
    )
    assert isinstance(message, Message)
    Message.objects.filter(pk=message.pk).update(given_up_at=make.NOON, last_error="550 no such user")
    say(by=secretary, at=make.NOON, verb="met", about=[secretary], scope=path)
    place.things |= {"message": message, "code": _code(f"sign-in@{place.name}.example")}


def _code(address: str) -> SignInCode:
    code = SignInCode(
        address=address,
        address_key=address,
        language="en",
        sent_at=make.NOON,
        expires_at=make.NOON + timedelta(minutes=15),
    )
    code.digits_hash, code.token_hash = hash_of(code.uid, "123456"), hash_of(code.uid, "token")
    code.save()
    return code
