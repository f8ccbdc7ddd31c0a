"""Figures of the same thing stand together; those that say the same are one, the others contradict it."""

from convenor.archive.kept import Group, Kept, Note, Origin, Told, kept_in
from convenor.kernel.translated import Translated

HOUSE = {"url": "https://house.example/", "publisher": "The House", "kind": "news"}
PRESS = {"url": "", "publisher": "The Press", "kind": "press"}
FIRST, SECOND = Origin(1, **HOUSE), Origin(2, **PRESS)
NOTHING = Translated()


def figure(value, source, counted="participants", **facts):
    return {
        "counted": counted,
        "track": {},
        "value": value,
        "precision": "",
        "words": {},
        "source": source,
        **facts,
    }


def test_contradictions_stand_side_by_side_and_agreement_is_told_once():
    part = {
        "sources": [HOUSE, PRESS],
        "figures": [figure(900, 0), figure(50, 0, "countries"), figure(600, 1), figure(900, 1)],
        "remarks": [],
    }

    assert kept_in(part).groups == (
        Group(
            "participants",
            NOTHING,
            (Told(900, "", NOTHING, (FIRST, SECOND)), Told(600, "", NOTHING, (SECOND,))),
        ),
        Group("countries", NOTHING, (Told(50, "", NOTHING, (FIRST,)),)),
    )
    assert [group.is_disputed for group in kept_in(part).groups] == [True, False]


def test_a_track_is_counted_apart_from_the_edition():
    forum = {"en": {"text": "Forum", "status": "original"}}
    part = {"sources": [HOUSE], "figures": [figure(900, 0), figure(50, 0, track=forum)]}

    assert [(str(group.track), group.is_disputed) for group in kept_in(part).groups] == [
        ("", False),
        ("Forum", False),
    ]


def test_remarks_name_their_sources():
    text = {"en": {"text": "They differ.", "status": "original"}}
    part = {"sources": [HOUSE, PRESS], "figures": [], "remarks": [{"text": text, "sources": [1]}]}

    assert kept_in(part).notes == (Note(Translated.of("They differ.", "en"), (SECOND,)),)


def test_a_release_of_before_the_archive_has_nothing_and_one_of_later_shows_what_it_can():
    unheard = {"sources": [{**HOUSE, "kind": "hologram"}], "figures": [figure(1, 0, "holograms")]}

    assert kept_in({}) == Kept((), (), ())
    assert [group.label for group in kept_in(unheard).groups] == ["holograms"]
    assert [origin.label for origin in kept_in(unheard).origins] == ["hologram"]
