"""A new release changes only the files that differ: who has the others need not fetch them again."""

import pytest
from django.conf import settings

from convenor.programme.actions.placements import move
from convenor.programme.naming import guest_code
from convenor.programme.shelf import Shelf
from tests import make, releases
from tests.programme.stage import TUESDAY, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    stage = Stage()
    stage.people = [make.person(name) for name in ("Amina", "Bo")]
    for code, hour, person in zip(("AAAAAA", "BBBBBB"), (9, 15), stage.people, strict=True):
        talk = make.session(code.title(), of=stage.edition, code=code, track=stage.forum)
        make.placement(talk, stage.at(hour, day=TUESDAY), room=stage.hall)
        make.appearance(talk, person, agreed_at=make.NOON)
    return stage


def test_a_session_that_moved_changes_the_pages_that_show_it_and_no_others(stage):
    releases.published(stage.edition, stage.secretary)
    placement = stage.edition.sessions.get(code="AAAAAA").placements.get()
    where = stage.where(11, 12, TUESDAY, stage.hall)
    move(placement=placement, where=where, by=stage.secretary, at=make.LATER)
    releases.published(stage.edition, stage.secretary, at=make.LATER)

    path, shelf = stage.edition.path, Shelf(settings.RELEASES)
    first, second = (shelf.manifest(path, number).files for number in (1, 2))
    changed = {name for name, entry in second.items() if first.get(name) != entry}
    moved = guest_code(stage.edition, stage.people[0])
    pages = ("", "changes/", "print/", f"{TUESDAY}/", "rooms/hall/", "tracks/forum/", "sessions/AAAAAA/")
    twins = (f"{TUESDAY}", "rooms/hall", "tracks/forum", "sessions/AAAAAA")
    expected = {f"programme/{page}" for page in (*pages, f"people/{moved}/", "changes.atom", "sitemap.xml")}
    expected |= {
        f"programme{page}{kind}"
        for page in ("", *(f"/{twin}" for twin in twins))
        for kind in (".txt", ".ics")
    }
    expected |= {
        f"programme/people/{moved}.ics",
        "programme/offline.json",
        "programme/offline-index.json",
        "",
    }
    in_english = {name.removeprefix(f"en/{path}/") for name in changed if name.startswith(f"en/{path}/")}
    of_machines = {name.removeprefix(f"{path}/") for name in changed if name.startswith(f"{path}/")}
    assert {name for name in in_english if "/offline/" not in name} == expected
    assert of_machines == {"manifest.json", "release.json", "schedule.json", "schedule.xml"}
