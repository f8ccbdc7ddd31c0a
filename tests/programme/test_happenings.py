"""What becomes of a session that was announced."""

import pytest

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import Translated
from convenor.programme.actions.common import OfAnotherEdition
from convenor.programme.actions.happenings import AlreadySo, ReplacementMissing, tell
from convenor.programme.models import Happening, Placement, SessionEvent
from tests import make
from tests.programme.stage import said


@pytest.fixture
def session(stage):
    return make.session(of=stage.edition, track=stage.labs)


def told(stage, session, kind, **more):
    given = {"note": Translated(), "by": stage.of_labs, "at": make.NOON, **more}
    return tell(session=session, kind=kind, **given)


def test_what_became_of_it_is_told_and_all_of_it_stays(stage, session):
    placement = make.placement(session)

    for kind in (Happening.POSTPONED, Happening.CANCELLED):
        told(stage, session, kind, note=make.english("Ill."))
    assert list(Placement.objects.standing()) == []
    told(stage, session, Happening.RESTORED)
    told(stage, session, Happening.MOVED_ONLINE)

    assert list(Placement.objects.standing()) == [placement]
    assert list(session.events.order_by("pk").values_list("kind", flat=True)) == [
        "postponed",
        "cancelled",
        "restored",
        "moved-online",
    ]
    assert [entry.detail["happening"] for entry in Entry.objects.order_by("seq")] == [
        "postponed",
        "cancelled",
        "restored",
        "moved-online",
    ]


def test_what_became_of_one_session_is_not_said_of_another(stage, session):
    placement = make.placement(make.session(of=stage.edition))
    make.placement(session)

    told(stage, session, Happening.CANCELLED)

    assert list(Placement.objects.standing()) == [placement]


def test_how_it_stands_already_is_not_told_again(stage, session):
    with pytest.raises(AlreadySo):
        told(stage, session, Happening.RESTORED)
    told(stage, session, Happening.CANCELLED)
    with pytest.raises(AlreadySo):
        told(stage, session, Happening.CANCELLED)
    assert said() == ["session.told"]


def test_a_replaced_session_names_another_one_of_its_edition(stage, session):
    other = make.session(of=stage.edition)

    for wrong in (None, session):
        with pytest.raises(ReplacementMissing):
            told(stage, session, Happening.REPLACED, replaced_by=wrong)
    with pytest.raises(OfAnotherEdition):
        told(stage, session, Happening.REPLACED, replaced_by=make.session(of=make.edition(slug="2028")))
    assert told(stage, session, Happening.REPLACED, replaced_by=other).replaced_by == other
    assert told(stage, session, Happening.CANCELLED, replaced_by=other).replaced_by is None


def test_others_tell_nothing(stage, session):
    with pytest.raises(NotAllowed):
        told(stage, session, Happening.CANCELLED, by=stage.of_forum)
    assert SessionEvent.objects.count() == 0
