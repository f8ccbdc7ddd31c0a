"""``docs/reference/confidentiality.md`` says what these tests hold, and nothing else."""

from pathlib import Path

import pytest

from tests.twinworlds.kept import SECRETS
from tests.twinworlds.leaks import LEAKS
from tests.twinworlds.script import LEFT_OUT

pytestmark = pytest.mark.once

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "confidentiality.md"


def rows(under):
    """The cells of the table under a heading."""
    section = PAGE.read_text().split(f"\n## {under}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_page_names_every_secret_with_those_who_are_told_and_when_it_ends():
    said = {name: (told, until != "never") for name, _source, told, until, _shows in rows("Secrets")}

    assert said == {
        secret.name: (", ".join(sorted(secret.told)), secret.trigger is not None) for secret in SECRETS
    }


def test_the_page_names_where_each_secret_is_seen_by_those_who_are_told():
    shows = {row[0]: row[4] for row in rows("Secrets")}

    assert shows == {
        secret.name: ", ".join(sorted({f"`{route}`" for routes in secret.shows.values() for route in routes}))
        for secret in SECRETS
    }


def test_the_page_names_every_route_that_is_left_out_with_its_reason():
    assert dict(rows("Routes that are left out")) == {f"`{name}`": why for name, why in LEFT_OUT.items()}


def test_the_page_names_every_leak_that_is_planted():
    assert {row[0] for row in rows("Planted leaks")} == {leak.name for leak in LEAKS}
