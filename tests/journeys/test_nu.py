"""The Nu HTML checker has nothing to say of any page; public and released ones: in six languages."""

import shutil

import pytest

from convenor.kernel.translated import LANGUAGES
from tests import releases
from tests.journeys import npm, nu
from tests.routes import names, route

pytestmark = [pytest.mark.slow, pytest.mark.sqlite, pytest.mark.django_db]

PAGES = [name for name in names() if route(name).way.kind == "page" and route(name).way.method == "GET"]
IN_ALL_LANGUAGES = "public:"


@pytest.fixture(autouse=True)
def checker():
    if not nu.JAR.exists() or not shutil.which("java"):
        pytest.skip("There is no Nu HTML checker: python -m tests.journeys.nu fetches it.")


def put_released(world, folder):
    """Every released page, once of those that are the same."""
    for path, content in releases.files(world.here.release).items():
        if path.endswith("/"):
            (folder / f"released {path.replace('/', ' ')}.html").write_bytes(content)


def put_made(world, folder):
    """Every page that is made when it is asked for; those that are not public take turns with languages."""
    for number, name in enumerate(PAGES):
        client = world.client(route(name).fitting_visitor())
        turn = LANGUAGES[number % len(LANGUAGES)]
        for language in LANGUAGES if name.startswith(IN_ALL_LANGUAGES) else (turn,):
            address = route(name).address(world.here).replace("/en/", f"/{language}/", 1)
            answer = client.get(address, follow=True)
            assert answer.status_code in {200, 410}, address  # somebody asked to be forgotten
            (folder / f"{name.replace(':', ' ')} {language}.html").write_bytes(answer.content)


def test_no_page_has_a_fault_that_the_checker_knows(world, tmp_path):
    put_released(world, tmp_path)
    put_made(world, tmp_path)

    assert nu.complaints(tmp_path) == []


def test_the_checker_finds_a_planted_fault(tmp_path):
    page = """<!doctype html><html lang="en"><title>Tides</title>
        <p id="a">One<p id="a">Two<ul><div>Three</div></ul>"""
    (tmp_path / "page.html").write_text(page)

    found = nu.complaints(tmp_path)

    assert any("Duplicate ID" in each for each in found)
    assert any("not allowed as child of element “ul”" in each for each in found)


def test_another_package_is_not_the_locked_one():
    digest = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="

    assert [npm.is_locked(content, digest) for content in (b"", b"another")] == [True, False]
