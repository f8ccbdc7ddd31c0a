"""The reference names what there is, and nothing else."""

import re
from pathlib import Path

from convenor.cli.main import WORDS
from convenor.config.env import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
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
