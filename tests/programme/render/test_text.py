"""The twins in plain text: narrow, in reading order, in the reader's language, each text in its direction."""

import re
import shutil
import subprocess
from datetime import date

import pytest

from convenor.kernel.columns import width
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.placements import move
from convenor.programme.models import Happening, Licence, Material, MaterialKind, Report
from convenor.programme.render.text import WIDTH
from tests import make
from tests.programme.render.stage import files, release
from tests.programme.stage import FRIDAY, TUESDAY

pytestmark = pytest.mark.once

MARKS = re.compile("[\u2067\u2068\u2069\u200f]")


@pytest.fixture
def talk(stage):
    """On Monday at ten in the hall; Amina Diop speaks."""
    subtheme = make.subtheme(stage.edition, "inclusion")
    talk = make.session(
        "Phones that teach",
        of=stage.edition,
        code="K7TQXM",
        track=stage.forum,
        subtheme=subtheme,
        abstract=make.english("What phones teach.\n\nAnd whom."),
        languages=["fr"],
        interpretation=["en", "ar"],
    )
    make.placement(talk, room=stage.hall)
    school = make.organization("Lycée de Thiès")
    make.appearance(talk, make.person("Amina Diop", organization=school), agreed_at=make.NOON, role="speaker")
    return talk


def read(of, path, language="en"):
    return files(of)[f"{language}/{of.path}/{path}"].decode()


THE_SESSION_IN_TEXT = """\
Phones that teach
=================
Learning Week 2027
All times are those of Paris.
session · Forum · K7TQXM

When
----
Monday 1 March 2027
10:00–11:00 (Paris)
Hall

Languages
---------
French
Interpretation: English and
Arabic

Subtheme
--------
Inclusion

People
------
Amina Diop
  speaker · Lycée de Thiès

What phones teach.

And whom.

A part
------
20 minutes
Bo
  chair of the session · to be
  confirmed

Report
------
It went well.
CC BY-SA 3.0 IGO

Materials
---------
Slides
  slides · CC BY 4.0
  http://testserver/{path}/materials/{uid}

http://testserver/en/{path}/programme/sessions/K7TQXM/
"""


def test_a_session_says_everything_in_order(stage, talk):
    part = make.item(talk, "A part", minutes=20)
    make.appearance(talk, make.person("Bo"), role="chair", item=part)
    Report.objects.create(session=talk, text=make.english("It went well."), by=stage.secretary, at=make.NOON)
    Material.objects.create(
        session=talk,
        kind=MaterialKind.SLIDES,
        title="Slides",
        licence=Licence.CC_BY,
        file="x",
        by=stage.secretary,
        at=make.NOON,
    )
    uid = talk.materials.get().uid

    text = read(release(stage), "programme/sessions/K7TQXM.txt")

    assert text == THE_SESSION_IN_TEXT.format(path=stage.edition.path, uid=uid)


def test_the_programme_lists_days_with_their_sessions_and_those_without_a_day(stage, talk):
    make.session("Some day", of=stage.edition, code="SOMEDY")
    text = read(release(stage), "programme.txt")

    said = [line.strip() for line in text.splitlines() if line.strip()]
    monday = said.index("Monday 1 March 2027")
    assert said[monday : monday + 7] == [
        "Monday 1 March 2027",
        "-------------------",
        "10:00–11:00",
        "Phones that teach",
        "Hall · Forum",
        "Amina Diop",
        "K7TQXM",
    ]
    unknown = said.index("Day unknown")
    assert said[unknown + 2 : unknown + 4] == ["Some day", "SOMEDY"]


def test_days_tracks_subthemes_and_rooms_have_their_twins(stage, talk):
    made = release(stage)
    names = {
        "programme/2027-03-01.txt": "Monday 1 March 2027",
        "programme/tracks/forum.txt": "Forum",
        "programme/subthemes/inclusion.txt": "Inclusion",
        "programme/rooms/hall.txt": "Hall",
    }

    texts = {path: read(made, path) for path in names}

    assert {path: text.split("\n")[0] for path, text in texts.items()} == names
    assert ["Phones that teach" in text for text in texts.values()] == [True] * 4
    assert "Nothing is planned for this day." in read(made, "programme/2027-03-02.txt")
    assert "Nothing is planned here." in read(made, "programme/rooms/attic.txt")


def test_what_became_of_it_and_what_changed_is_told(stage, talk):
    release(stage)
    where = stage.where(15, 16, TUESDAY, stage.attic)
    move(placement=talk.placements.get(), where=where, by=stage.secretary, at=make.NOON)
    other = make.session("Tides", of=stage.edition, code="TTTTTT")
    tell(
        session=talk,
        kind=Happening.REPLACED,
        note=make.english("Amina is ill."),
        replaced_by=other,
        by=stage.secretary,
        at=make.NOON,
    )

    said = " ".join(read(release(stage), "programme/sessions/K7TQXM.txt").split())

    assert "[replaced by another session] Phones that teach" in said
    assert "Amina is ill. Tides · TTTTTT" in said
    assert "to Tuesday 2 March 2027, 15:00–16:00, Attic." in said


def test_unknown_times_and_all_week_items_say_so(stage, talk):
    talk.placements.update(starts_at=None, ends_at=None, room=None)
    stall = make.session("Stall", of=stage.edition)
    make.placement(stall, ends_on=FRIDAY)

    said = read(release(stage), "programme/2027-03-01.txt")

    assert "time unknown\n  Phones that teach\n  room unknown · Forum\n" in said
    assert "10:00–11:00 · all days: 1–5\nMarch 2027\n  Stall\n" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_longer_than_a_narrow_screen_unless_it_is_one_word(stage, talk, language):
    letters = dict(zip(LANGUAGES, ("word ", "mót ", "año ", "كلمة ", "слово ", "海"), strict=True))
    talk.title = Translated({code: ((word * 250)[:250].strip(), "human") for code, word in letters.items()})
    talk.abstract = talk.title
    talk.save()

    made = files(release(stage))
    lines = {
        line
        for path, content in made.items()
        if path.startswith(f"{language}/") and path.endswith(".txt")
        for line in content.decode().split("\n")
    }

    assert len(lines) > 50
    assert {line for line in lines if width(line) > WIDTH and " " in line.strip()} == set()


def test_arabic_runs_right_to_left_and_keeps_names_and_times_apart(stage, talk):
    said = read(release(stage), "programme/2027-03-01.txt", "ar").split("\n")

    assert "\u200f\u2067\u206810:00–11:00\u2069\u2069" in said
    assert "\u200f\u2067  \u2068Amina Diop\u2069\u2069" in said
    unmarked = [line for line in said if line and not line.startswith("\u200f\u2067")]
    assert [line.startswith("http://testserver/ar/") for line in unmarked] == [True, True]


def test_a_text_of_another_direction_keeps_its_own(stage, talk):
    talk.title = Translated.of("هواتف تعلّم", "ar")
    talk.save()
    made = release(stage)

    assert "  \u2068هواتف تعلّم\u2069\n" in read(made, "programme/2027-03-01.txt")
    arabic = read(made, "programme/sessions/K7TQXM.txt", "ar")
    assert "\nWhat phones teach.\n" in arabic
    assert "\u200f\u2067باللغة الإنجليزية\u2069\n" in arabic


def test_an_edition_of_which_nothing_is_known_has_its_twin(stage):
    make.session("Alone", of=stage.edition)
    stage.edition.starts_on = stage.edition.ends_on = date(2011, 12, 12)
    stage.edition.save()

    assert "Nothing is planned here.\n\nDay unknown" in read(release(stage), "programme.txt")


@pytest.mark.slow
def test_text_browsers_show_it_as_it_is(stage, talk, tmp_path):
    file = tmp_path / "day.txt"
    text = read(release(stage), "programme/2027-03-01.txt")
    file.write_text(text, encoding="utf-8")
    if not (w3m := shutil.which("w3m")):
        pytest.skip("There is no w3m.")

    shown = subprocess.run(
        [w3m, "-dump", "-cols", "32", "-I", "UTF-8", "-O", "UTF-8", str(file)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert MARKS.sub("", shown).split() == MARKS.sub("", text).split()
