"""What came of a repair, on the screen of a feature phone: nothing has to be pushed sideways to be read."""

from importlib.resources import files

import pytest
from playwright.sync_api import sync_playwright

from convenor.kernel.queued import RunState
from convenor.programme.planned import Draft, PlanningKind, PlanningRun
from tests import make
from tests.programme.stage import Stage
from tests.web.organiser.programme.doors import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
WIDER = """() => [...document.querySelectorAll('.scroll')].map(each => each.scrollWidth - each.clientWidth)"""
FAULTS = "() => axe.run({resultTypes: ['violations']}).then(found => found.violations.map(each => each.id))"
LABELS = "() => [...document.querySelectorAll('td')].map(each => getComputedStyle(each, '::before').content)"


@pytest.fixture
def page_of_options():
    """Five ways, in English and in Arabic."""
    stage = Stage()
    make.session("Tides", of=stage.edition, code="TIDE")
    asked = {"edition": stage.edition, "by": stage.chair, "at": make.NOON, "state": RunState.DONE}
    run = PlanningRun.objects.create(**asked, kind=PlanningKind.REPAIR, given={"sessions": {"TIDE": "x"}})
    for number, moves in enumerate((0, 1, 2, 5, None)):
        reached = [{"goal": goal, "value": 1200, "bound": 0} for goal in ("unplaced", "clashes", "moved")]
        Draft.objects.create(run=run, number=number, moves=moves, reached=reached)
    client, address = make.signed_in(stage.chair), at(stage, "loss_options", run.uid)
    return [client.get(address.replace("/en/", f"/{language}/", 1)).text for language in ("en", "ar")]


def test_five_ways_to_repair_fit_the_screen_of_a_feature_phone(page_of_options):
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        tab = chromium.new_page(viewport={"width": 240, "height": 320})
        found = []
        for html in page_of_options:
            tab.set_content(html)
            tab.evaluate(AXE)
            found.append((tab.evaluate(WIDER), tab.evaluate(FAULTS), "at most 2 sessions move" in html))
        labels = tab.evaluate(LABELS)
        chromium.close()

    assert found == [([0], [], True), ([0], [], False)]
    assert len([each for each in labels if each != "none"]) == 25
