"""Sources, figures and remarks are kept by the secretariat, in order, and a release holds them as JSON."""

import json
from uuid import uuid4

import pytest

from convenor.archive.actions import (
    add_figure,
    add_remark,
    add_source,
    change_figure,
    change_source,
    remove_source,
    withdraw_figure,
)
from convenor.archive.actions.facts import OfAnotherEdition, SaysNothing, StillNamed
from convenor.archive.kinds import Counted, Precision, SourceKind
from convenor.archive.models import Figure, Remark, Source
from convenor.archive.release import figures
from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import Translated
from convenor.programme.actions.common import Gone
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


def participants(edition, by, value=900):
    known = edition.sources.first() or source(edition, by)
    return add_figure(
        edition=edition, counted=Counted.PARTICIPANTS, value=value, source=known, by=by, at=make.NOON
    )


def test_a_secretary_of_the_series_keeps_what_is_known_of_all_its_editions(edition, secretary):
    previous = make.edition(series=edition.series, slug="2025", year=2025)
    assert not previous.offices.filter(person=secretary).exists()

    figure = participants(previous, secretary)

    assert list(previous.figures.all()) == [figure]


def test_who_was_a_secretary_keeps_nothing_any_more(edition, secretary):
    edition.offices.update(ended_at=make.NOON)

    with pytest.raises(NotAllowed):
        source(edition, secretary)


def test_a_figure_is_corrected_and_the_log_says_what(edition, secretary):
    figure, forum = participants(edition, secretary), make.track(edition, "forum")

    changed = change_figure(
        figure=figure, value=950, precision=Precision.ABOUT, track=forum, by=secretary, at=make.LATER
    )

    entry = Entry.objects.order_by("-seq")[0]
    assert (changed.value, changed.precision, changed.track, changed.source) == (
        950,
        "about",
        forum,
        figure.source,
    )
    assert (entry.action, entry.actor, entry.detail) == (
        "figure.changed",
        secretary,
        {"counted": "participants", "fields": ["precision", "track", "value"]},
    )


def test_a_correction_that_says_the_same_is_none(edition, secretary):
    figure, before = participants(edition, secretary), Entry.objects.count()

    change_figure(figure=figure, value=900, by=secretary, at=make.LATER)

    assert Entry.objects.count() == before


def test_a_corrected_figure_still_says_something_of_its_edition(edition, secretary):
    figure, other = participants(edition, secretary), make.edition(secretaries=(secretary,))

    with pytest.raises(SaysNothing):
        change_figure(figure=figure, value=None, by=secretary, at=make.LATER)
    with pytest.raises(OfAnotherEdition):
        change_figure(figure=figure, source=source(other, secretary), by=secretary, at=make.LATER)
    with pytest.raises(OfAnotherEdition):
        change_figure(figure=figure, track=make.track(other), by=secretary, at=make.LATER)

    assert Figure.objects.get().value == 900


def test_a_withdrawn_figure_is_gone_once_and_leaves_the_others(edition, secretary):
    figure, other = participants(edition, secretary), participants(edition, secretary, 1200)
    key = uuid4()

    for at in (make.NOON, make.LATER):
        withdraw_figure.once(key, figure=figure, by=secretary, at=at)
    with pytest.raises(Gone):
        withdraw_figure(figure=figure, by=secretary, at=make.LATER)
    another = participants(edition, secretary, 1300)

    assert list(Figure.objects.order_by("position")) == [other, another]
    assert Entry.objects.filter(action="figure.withdrawn").count() == 1


def test_a_source_is_corrected_and_removed_when_nothing_rests_on_it(edition, secretary):
    figure = participants(edition, secretary)
    known = figure.source

    changed = change_source(source=known, publisher="The Gazette", by=secretary, at=make.LATER)
    with pytest.raises(StillNamed):
        remove_source(source=known, by=secretary, at=make.LATER)
    withdraw_figure(figure=figure, by=secretary, at=make.LATER)
    remove_source(source=known, by=secretary, at=make.LATER)

    assert (changed.publisher, Source.objects.count()) == ("The Gazette", 0)


def test_others_correct_and_withdraw_nothing(edition, secretary):
    figure, chair = participants(edition, secretary), make.person()
    make.office(edition, chair, "chair")

    for by in (chair, make.person()):
        for attempt in (
            lambda by: change_figure(figure=figure, value=1, by=by, at=make.LATER),
            lambda by: withdraw_figure(figure=figure, by=by, at=make.LATER),
            lambda by: change_source(source=figure.source, publisher="Eve", by=by, at=make.LATER),
            lambda by: remove_source(source=figure.source, by=by, at=make.LATER),
        ):
            with pytest.raises(NotAllowed):
                attempt(by)

    assert (Figure.objects.get().value, Source.objects.get().publisher) == (900, "The House")
