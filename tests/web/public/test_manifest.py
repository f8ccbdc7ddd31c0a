"""The programme as an app: its manifest in each language, and icons that are what it says of them."""

import json
import struct

import pytest

from convenor.kernel.translated import Translated
from tests import make, releases
from tests.programme.stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    stage = Stage()
    stage.edition.name = Translated.of("Learning Week", "en").plus("أسبوع التعلّم", "ar")
    stage.edition.save()
    make.session("Phones that teach", of=stage.edition)
    return stage


def files_of(stage):
    return releases.files(releases.published(stage.edition, stage.secretary))


def test_it_has_its_name_and_direction_and_begins_at_the_programme(stage):
    made = files_of(stage)
    found = {
        language: json.loads(made[f"{language}/{stage.edition.path}/manifest.webmanifest"])
        for language in ("en", "ar")
    }

    facts = ("name", "lang", "dir", "start_url")
    assert [[each[fact] for fact in facts] for each in found.values()] == [
        ["Learning Week", "en", "ltr", "programme/"],
        ["أسبوع التعلّم", "ar", "rtl", "programme/"],
    ]


def test_its_icons_are_there_in_their_sizes(stage):
    made = files_of(stage)
    icons = json.loads(made[f"en/{stage.edition.path}/manifest.webmanifest"])["icons"]

    sizes = {
        each["src"]: struct.unpack(">II", made[each["src"].removeprefix("../../../")][16:24])
        for each in icons
    }

    assert [each["sizes"] for each in icons] == [f"{width}x{height}" for width, height in sizes.values()]
    assert [(each["sizes"], each["purpose"]) for each in icons] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]


def test_released_pages_and_the_page_of_the_edition_lead_to_it(stage, client):
    before = client.get(f"/en/{stage.edition.path}/").text
    page = files_of(stage)[f"en/{stage.edition.path}/programme/"].decode()
    after = client.get(f"/en/{stage.edition.path}/").text

    assert '<link rel="manifest" href="./../manifest.webmanifest">' in page
    assert [f'href="/en/{stage.edition.path}/manifest.webmanifest"' in each for each in (before, after)] == [
        False,
        True,
    ]
