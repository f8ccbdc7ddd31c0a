"""The programme as a PDF: all six languages right, from packaged fonts alone, and only where it is installed.

It is made by the environment of ``requirements/print.txt``, which ``bin/test`` sets up.
"""

import io
import json
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from convenor.kernel.translated import LANGUAGES, Translated
from convenor.programme.models import Release
from convenor.programme.render.printed import can_print
from convenor.programme.shelf import Shelf
from tests import make, releases
from tests.programme.stage import Stage

PRINTER = Path(__file__).resolve().parents[3] / ".venv-print" / "bin" / "python"
TITLES = {
    "en": "Phones that teach",
    "fr": "Des téléphones qui enseignent",
    "es": "Teléfonos que enseñan",
    "ar": "هواتف تعلّم",
    "ru": "Телефоны, которые учат",
    "zh": "教书的手机",
}
FILES = {"/FontFile2", "/FontFile3"}
FONTS = {"NotoSans", "NotoSansArabic", "NotoSansCJKsc"}

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # what prints has no driver of PostgreSQL


@pytest.fixture
def release():
    stage = Stage()
    talk = make.session("Phones that teach", of=stage.edition, track=stage.forum)
    talk.title = Translated({code: (text, "human") for code, text in TITLES.items()})
    talk.save()
    make.placement(talk, room=stage.hall)
    for name in ("Amina Diop #1 $x$ *b*", "王伟", "عائشة"):
        make.appearance(talk, make.person(name), agreed_at=make.NOON)
    return releases.frozen(stage.edition, stage.secretary)


def printed(release: Release, folder):
    """What a worker with the extra puts on the shelf: the PDF of each language."""
    asked = {
        "folder": str(folder),
        "document": release.document,
        "people": release.people,
        "digest": release.digest,
    }
    command = [str(PRINTER), "-m", "convenor.programme"]
    subprocess.run(command, input=json.dumps(asked), text=True, check=True, stdout=subprocess.DEVNULL)
    shelf, path = Shelf(folder), release.edition.path
    files = shelf.manifest(path, release.number).files
    overview = shelf.read(files[f"en/{path}/programme/"]).decode()
    assert "../programme.pdf" in overview
    return {code: shelf.read(files[f"{code}/{path}/programme.pdf"]) for code in LANGUAGES}


def fonts(reader):
    """The names of the fonts, without their subset, and whether each is inside the file."""
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            name = inner["/BaseFont"].rpartition("+")
            described = inner["/FontDescriptor"].get_object()
            yield (
                name[0][1:].isupper(),
                name[2].partition("-")[0],
                bool(FILES & described.keys()),
            )


@pytest.mark.slow
@pytest.mark.skipif(not PRINTER.exists(), reason="requirements/print.txt is not installed: bin/test does it")
def test_each_language_is_printed_in_its_script_with_subsets_of_packaged_fonts(release, tmp_path):
    made, again = printed(release, tmp_path / "one"), printed(release, tmp_path / "other")

    assert made == again
    for code, content in made.items():
        reader = PdfReader(io.BytesIO(content))
        text = "".join(page.extract_text() for page in reader.pages)
        letters = {letter for letter in TITLES[code] if letter.isalpha()}
        assert (code, letters - set(text)) == (code, set())
        assert "Amina Diop #1 $x$ *b*" in text
        assert {"王", "伟"} <= set(text)
        assert reader.trailer["/Root"]["/Lang"].partition("-")[0] == code
        used = set(fonts(reader))
        assert {name for _subset, name, _inside in used} == FONTS
        assert {(is_subset, is_inside) for is_subset, _name, is_inside in used} == {(True, True)}
        assert len(content) < 200_000


@pytest.mark.skipif(can_print(), reason="the extra is installed here")
def test_without_the_extra_there_is_none_and_no_page_leads_to_one(release):
    files = releases.files(release)

    assert [path for path in files if path.endswith(".pdf")] == []
    assert [path for path, content in files.items() if b"programme.pdf" in content] == []
