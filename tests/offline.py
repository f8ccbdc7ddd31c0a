"""A programme in which every page has something odd, for the tests of what devices keep."""

from __future__ import annotations

from datetime import date

from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.programme.actions.happenings import tell
from convenor.programme.frozen import Frozen
from convenor.programme.models import Happening, Licence, Material, MaterialKind, Placement, Report, Session
from tests import make, releases
from tests.programme.stage import FRIDAY, MONDAY, TUESDAY, Stage

ABSTRACT = "Teachers answer <at> midnight.\nPhones & messages.\n\nWhat does a pupil's day cost?"
IN_LANGUAGES = (
    ("Phones that teach", "en"),
    ("هواتف تُعلِّم", "ar"),
    ("会教书的手机", "zh"),
    ("Телефоны, которые учат", "ru"),
)


def odd_programme(stage: Stage) -> dict[str, Session]:
    """Its sessions by what is odd about them; nothing is published."""
    stage.hall.equipment = Translated.of("Vidéoprojecteur", "fr")
    stage.hall.is_step_free = True
    stage.hall.save()
    stage.room("yard", None)
    stage.forum.access, stage.forum.description = "approval", make.english(ABSTRACT)
    stage.forum.save()
    subtheme = make.subtheme(stage.edition, "inclusion")
    found = {language: _written(stage, text, language) for text, language in IN_LANGUAGES}
    by_machine = _session(stage, "By a machine", track=stage.labs, subtheme=subtheme)
    by_machine.title = by_machine.title.plus("Par une machine", "fr", "machine")
    by_machine.save()
    make.placement(by_machine, stage.at(9, 15), 70, room=stage.attic)
    found |= {"machine": by_machine, "online": _online(stage), "open": _session(stage, "Open")}
    found |= {"all week": _all_week(stage), "late": _late(stage), "full": _full(stage)}
    _papers(stage)
    for hour in range(8, 19):
        for minute in (0, 15, 30, 45):
            make.placement(_session(stage, f"Short {hour}:{minute}"), stage.at(hour, minute, TUESDAY), 15)
    return found


def publish_with_changes(stage: Stage, found: dict[str, Session]) -> Frozen:
    """A second release, in which sessions moved, were cancelled and replaced."""
    releases.published(stage.edition, stage.secretary)
    by = {"by": stage.secretary, "at": make.NOON}
    note = Translated.of("Malade", "fr")
    tell(session=found["ar"], kind=Happening.CANCELLED, note=note, **by)
    instead = found["zh"]
    tell(session=found["ru"], kind=Happening.REPLACED, note=Translated(), replaced_by=instead, **by)
    found["en"].placements.update(room=stage.attic)
    return releases.thawed(releases.published(stage.edition, stage.secretary, note="Rooms moved."))


def _session(stage: Stage, title: str, **facts: object) -> Session:
    return make.session(title, of=stage.edition, **facts)


def _written(stage: Stage, text: str, language: str) -> Session:
    session = _session(stage, text, track=stage.labs, languages=[language], interpretation=["en", "fr"])
    session.title = Translated.of(text, language)
    session.abstract = Translated.of(f"{text}\n\n{ABSTRACT}", language)
    session.save()
    make.placement(session, stage.at(9), room=stage.hall)
    return session


def _online(stage: Stage) -> Session:
    session = _session(stage, "Afar", attendance="online", url="https://x.example/?a=1&b=2", places=12)
    make.placement(session, stage.at(14), 45)
    return session


def _all_week(stage: Stage) -> Session:
    session = _session(stage, "Exhibition", track=stage.forum, kind="exhibition")
    make.placement(session, stage.at(9), 480, room=stage.hall, ends_on=FRIDAY)
    return session


def _late(stage: Stage) -> Session:
    session = _session(stage, "Night")
    make.placement(session, stage.at(23), 120)
    day = date(2027, 3, 3)
    Placement.objects.create(session=session, starts_on=day, ends_on=day)
    return session


def _papers(stage: Stage) -> None:
    """One that its session repeats, one that it does not, one without a session."""
    presented, changed, alone = (
        stage.accepted(title, proposer=make.person(f"Author of {title}"))
        for title in ("Presented", "Changed <since>", "Alone")
    )
    alone.abstract = Translated.of(ABSTRACT, "fr").plus(ABSTRACT, "es", "machine")
    alone.subtheme = stage.edition.subthemes.get()
    alone.save()
    for proposal, title in ((presented, "Presented"), (changed, "Quite changed")):
        session = _session(stage, title, proposal=proposal, abstract=proposal.abstract)
        make.placement(session, stage.at(16), 30)


def _full(stage: Stage) -> Session:
    session = _session(stage, "Symposium", track=stage.forum)
    make.placement(session, stage.at(11, day=MONDAY), room=stage.hall)
    parts = [make.item(session, f"Part {number}", minutes=20) for number in range(2)]
    for number in range(5):
        person: Person = make.person(f"Speaker «{number}»", country="SN", biography=make.english(ABSTRACT))
        facts = {"item": parts[number]} if number < 2 else {}  # as many as there are parts
        make.appearance(
            session, person, agreed_at=make.NOON if number else None, is_remote=number == 1, **facts
        )
    by = {"by": stage.secretary, "at": make.NOON}
    Report.objects.create(session=session, text=make.english(ABSTRACT), **by)
    slides = {"kind": MaterialKind.SLIDES, "title": "Slides <1>", "licence": Licence.CC_BY, "language": "fr"}
    Material.objects.create(session=session, url="https://x.example/", **slides, **by)
    return session
