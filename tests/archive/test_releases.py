"""Programmes of years ago are rendered like any other: what nobody knows is told to be unknown."""

import pytest

from convenor.archive.actions import load
from convenor.kernel.translated import LANGUAGES
from convenor.programme.models import Release
from convenor.programme.rendering import files_of
from convenor.programme.thawing import thaw
from tests import make
from tests.world import taken_back


@pytest.fixture(scope="module")
def files(django_db_setup, django_db_blocker):
    """Every file of the release of 2019, by its path."""
    with django_db_blocker.unblock(), taken_back():
        load("mobile-learning-week", by=make.person("Archivist"), at=make.NOON)
        release = Release.objects.get(edition__path="mobile-learning-week/2019")
        frozen = thaw(release.document, release.people, release.digest)
    return {file.path: file for step in files_of(frozen) for file in step}


def words(file):
    return " ".join(file.content.decode().split("<main", 1)[1].split("</main>")[0].split())


def test_every_language_has_the_same_pages(files):
    pages = [path for path in files if "/offline/" not in path]  # those files have their content's name
    of_each = [
        {path.removeprefix(f"{code}/") for path in pages if path.startswith(f"{code}/")} for code in LANGUAGES
    ]

    assert len(of_each[0]) > 40
    assert of_each == [of_each[0]] * len(LANGUAGES)


def test_unknown_days_times_and_rooms_are_told(files):
    overview = words(files["en/mobile-learning-week/2019/programme/"])
    tuesday = words(files["en/mobile-learning-week/2019/programme/2019-03-05/"])
    room = words(files["en/mobile-learning-week/2019/programme/rooms/room-i/"])

    assert overview.index("Day unknown") < overview.index("How can AI improve learning?")
    assert ("time unknown" in tuesday, "room unknown" in tuesday, "to be confirmed" in tuesday) == (
        True,
        True,
        False,
    )
    assert ("Room I" in room, "seat" in room) == (True, False)


def test_the_front_page_of_the_release_shows_figures_and_sources(files):
    front = words(files["fr/mobile-learning-week/2019/"])

    said = ["Les sources ne concordent pas", "plus de 1 500", "Airea eLearning", 'id="source-1"']
    assert [part for part in said if part not in front] == []
