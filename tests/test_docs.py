"""The reference names what there is, and nothing else."""

import re
from pathlib import Path

from convenor.cli.main import WORDS
from convenor.config.env import VARIABLES
from messages.catalogues import path_of, read

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
TUTORIALS = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
NO_COMMANDS = {"environment.sh"}


def rows(page):
    """The cells of the rows of all tables of a page."""
    lines = [line for line in (REFERENCE / page).read_text().splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_setting_is_told_as_it_is():
    told = {name.strip("` "): (default.strip("`"), meaning) for name, default, meaning in rows("settings.md")}

    assert told == {name: (variable.default, variable.meaning) for name, variable in VARIABLES.items()}


def test_every_command_is_told():
    told = {match for row in rows("commands.md") for match in re.findall(r"^`convenor (\w+)", row[0])}
    told_in_bin = {match for row in rows("commands.md") for match in re.findall(r"^`bin/(\w+)`", row[0])}

    assert told == set(WORDS)
    assert told_in_bin == {path.name for path in (ROOT / "bin").iterdir()} - NO_COMMANDS


def words_of_pages():
    """Everything that pages say in English, in one line each."""
    catalogue = read(path_of(ROOT / "src" / "convenor" / "locale", "en"), "en")
    said = (forms if isinstance(forms := message.id, tuple) else (forms,) for message in catalogue)
    return {" ".join(form.split()) for forms in said for form in forms}


def unknown_labels(text):
    labels = {" ".join(label.split()) for label in re.findall(r"\*\*(.+?)\*\*", text, re.S)}
    return labels - words_of_pages()


def test_every_label_that_tutorials_quote_stands_on_a_page():
    assert {path.name: unknown_labels(path.read_text()) for path in TUTORIALS} == {
        "first-edition.md": set(),
        "reviewing.md": set(),
        "timetable.md": set(),
    }


def test_a_label_that_no_page_has_is_found():
    assert unknown_labels("Press **Sign\nin**, then **Make it so**.") == {"Make it so"}


MOST_BYTES, FEWEST_WORDS = 40_000, 5  # of a picture; of what is said to those who do not see it
PICTURE = re.compile(r"!\[([^]]*)]\(([^)]+)\)")


def test_pictures_are_small_and_said_in_words():
    told = {place: said for said, place in PICTURE.findall((ROOT / "README.md").read_text(encoding="utf-8"))}
    there = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "docs" / "images").iterdir()}

    assert set(told) == set(there)
    assert [place for place, path in there.items() if path.stat().st_size > MOST_BYTES] == []
    assert [place for place, said in told.items() if len(said.split()) < FEWEST_WORDS] == []
