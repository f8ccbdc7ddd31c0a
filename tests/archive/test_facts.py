"""Sources, figures and remarks are kept by the secretariat, in order, and a release holds them as JSON."""

import json

import pytest

from convenor.archive.actions import add_figure, add_remark, add_source
from convenor.archive.actions.facts import OfAnotherEdition, SaysNothing
from convenor.archive.kinds import Counted, Precision, SourceKind
from convenor.archive.models import Figure, Remark, Source
from convenor.archive.release import figures
from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import Translated
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    return make.edition(secretaries=(secretary,))


def source(edition, by, publisher="The House"):
    return add_source(
        edition=edition,
        url="https://house.example/news",
        publisher=publisher,
        kind=SourceKind.NEWS,
        by=by,
        at=make.NOON,
    )


def test_what_sources_say_is_kept_and_the_log_says_so(edition, secretary):
    house, press = source(edition, secretary), source(edition, secretary, "The Press")
    forum = make.track(edition, "forum")

    add_figure(
        edition=edition, counted=Counted.PARTICIPANTS, value=900, source=house, by=secretary, at=make.NOON
    )
    add_figure(
        edition=edition,
        counted=Counted.COUNTRIES,
        value=50,
        precision=Precision.MORE_THAN,
        words=make.english("represented"),
        track=forum,
        source=press,
        by=secretary,
        at=make.NOON,
    )
    add_remark(
        edition=edition, text=make.english("They differ."), sources=[press, house], by=secretary, at=make.NOON
    )

    assert figures(edition) == {
        "sources": [
            {"url": "https://house.example/news", "publisher": "The House", "kind": "news"},
            {"url": "https://house.example/news", "publisher": "The Press", "kind": "news"},
        ],
        "figures": [
            {"counted": "participants", "track": {}, "value": 900, "precision": "", "words": {}, "source": 0},
            {
                "counted": "countries",
                "track": {"en": {"text": "Forum", "status": "original"}},
                "value": 50,
                "precision": "more-than",
                "words": {"en": {"text": "represented", "status": "original"}},
                "source": 1,
            },
        ],
        "remarks": [{"text": {"en": {"text": "They differ.", "status": "original"}}, "sources": [0, 1]}],
    }
    assert json.loads(json.dumps(figures(edition))) == figures(edition)
    assert [(entry.action, entry.actor, entry.scope) for entry in Entry.objects.order_by("seq")] == [
        (f"{noun}.added", secretary, edition.path)
        for noun in ("source", "source", "figure", "figure", "remark")
    ]


def test_only_the_secretariat_keeps_facts(edition, secretary):
    stranger, known = make.person(), source(edition, secretary)
    given = {"edition": edition, "by": stranger, "at": make.NOON}

    for attempt in (
        lambda: source(edition, stranger),
        lambda: add_figure(counted=Counted.SPEAKERS, value=9, source=known, **given),
        lambda: add_remark(text=make.english("So"), **given),
    ):
        with pytest.raises(NotAllowed):
            attempt()

    assert (Source.objects.count(), Figure.objects.count(), Remark.objects.count()) == (1, 0, 0)


def test_a_figure_or_a_remark_says_something(edition, secretary):
    known = source(edition, secretary)
    given = {"edition": edition, "by": secretary, "at": make.NOON}

    for attempt in (
        lambda: add_figure(counted=Counted.SPEAKERS, value=None, source=known, **given),
        lambda: add_remark(text=Translated(), **given),
    ):
        with pytest.raises(SaysNothing):
            attempt()
    hundreds = add_figure(
        counted=Counted.SPEAKERS, value=None, words=make.english("hundreds"), source=known, **given
    )
    none = add_figure(counted=Counted.MINISTERS, value=0, source=known, **given)

    assert list(Figure.objects.order_by("position")) == [hundreds, none]


def test_sources_and_tracks_of_another_edition_are_refused(edition, secretary):
    other = make.edition(secretaries=(secretary,))
    own, foreign = source(edition, secretary), source(other, secretary)
    given = {"edition": edition, "by": secretary, "at": make.NOON}

    for attempt in (
        lambda: add_figure(counted=Counted.SPEAKERS, value=9, source=foreign, **given),
        lambda: add_figure(counted=Counted.SPEAKERS, value=9, source=own, track=make.track(other), **given),
        lambda: add_remark(text=make.english("So"), sources=[own, foreign], **given),
    ):
        with pytest.raises(OfAnotherEdition):
            attempt()
