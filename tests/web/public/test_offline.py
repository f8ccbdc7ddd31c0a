"""The bundle for devices without a network: what it holds, and that its parts are it."""

import json

import pytest
from django.utils.translation import override

from convenor.kernel.translated import Translated
from convenor.programme.document import canonical
from convenor.programme.thawing import thaw
from convenor.web.public.offline import offline
from tests import make, releases
from tests.programme.stage import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def stage():
    return Stage()


def released(stage):
    return releases.thawed(releases.published(stage.edition, stage.secretary))


def files(release, language="en"):
    with override(language):
        below = f"{language}/{release.path}/programme/"
        return {file.path.removeprefix(below): file.content for file in offline(release, language)}


def bundle(release, language="en"):
    return json.loads(files(release, language)["offline.json"])


def put_together(made):
    """What a device that has nothing makes of the index and the parts alone."""
    index = json.loads(made["offline-index.json"])

    def part(name):
        return json.loads(made[f"offline/{name}.json"])

    return {
        "format": "convenor-offline/1",
        "language": "en",
        "version": index["version"],
        **{name: part(index[name]) for name in ("head", "frame", "people", "compendium")},
        "sessions": {code: part(name) for code, name in index["sessions"].items()},
    }


def test_a_session_says_all_that_its_page_shows(stage):
    talk = make.session("Phones that teach", of=stage.edition, code="PHONES", track=stage.labs)
    placed = make.placement(talk, stage.at(9, 30), 45, room=stage.hall)
    make.appearance(talk, make.person("Amina"), agreed_at=make.NOON)

    made = bundle(released(stage))

    [person] = made["people"]
    assert made["sessions"]["PHONES"] == {
        "kind": "session",
        "label": "session",
        "title": "Phones that teach",
        "track": "labs",
        "people": [{"person": person["code"], "role": "speaker"}],
        "placements": [
            {
                "key": placed.pk,
                "day": "2027-03-01",
                "starts_at": "2027-03-01T09:30:00+01:00",
                "ends_at": "2027-03-01T10:15:00+01:00",
                "room": "hall",
            }
        ],
    }
    assert person["name"] == "Amina"


def test_a_text_in_another_language_or_of_a_machine_says_so(stage):
    title = Translated.of("Phones", "en").plus("هواتف", "ar", "machine")
    talk = make.session("x", of=stage.edition, code="PHONES")
    talk.title = title
    talk.save()

    made = released(stage)
    titles = {
        language: bundle(made, language)["sessions"]["PHONES"]["title"] for language in ("en", "fr", "ar")
    }

    assert titles == {
        "en": "Phones",
        "fr": {"text": "Phones", "language": "en", "dir": "ltr"},
        "ar": {"text": "هواتف", "language": "ar", "dir": "rtl", "is_machine": True},
    }


def test_its_parts_are_the_whole_byte_for_byte(stage):
    make.session("One", of=stage.edition)
    make.session("Two", of=stage.edition)

    made = files(released(stage))

    assert canonical(put_together(made)).encode() == made["offline.json"]


def test_another_release_leaves_the_parts_that_did_not_change(stage):
    talk = make.session("One", of=stage.edition, code="ONE")
    make.session("Two", of=stage.edition, code="TWO")
    before = json.loads(files(released(stage))["offline-index.json"])
    talk.title = make.english("First")
    talk.save()

    after = json.loads(files(released(stage))["offline-index.json"])

    assert before["sessions"].pop("ONE") != after["sessions"].pop("ONE")
    assert before["sessions"] == after["sessions"]
    assert {name for name in ("head", "frame", "people") if before[name] != after[name]} == {"head"}


def test_an_erased_person_is_a_gap(stage):
    talk = make.session("One", of=stage.edition)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON)
    made = released(stage)

    erased = thaw(json.dumps(made.document), {}, made.digest)

    [person] = bundle(made)["people"]
    assert [bundle(each).get("people", []) for each in (made, erased)] == [[person], []]
    assert [b"Amina" in files(each)["offline.json"] for each in (made, erased)] == [True, False]
