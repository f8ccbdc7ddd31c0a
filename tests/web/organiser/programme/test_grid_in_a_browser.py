"""The script of the grid, with Chromium: by keyboard and by mouse, it sends the form that does the same."""

import pytest
from playwright.sync_api import sync_playwright

from tests import make
from tests.programme.stage import FRIDAY, MONDAY, TUESDAY, Stage
from tests.web.organiser.programme.doors import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")  # Playwright's loop runs in the thread of the test
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def stage(settings, live_server):
    settings.URL = live_server.url
    return Stage()


def opened(browser, live_server, stage, day, **device):
    context = browser.new_context(**device)
    cookie = make.signed_in(stage.secretary).cookies["convenor"].value
    context.add_cookies([{"name": "convenor", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + at(stage, "programme_day", day.isoformat()))
    return page


def test_a_session_is_picked_up_and_put_down_by_keyboard(browser, live_server, stage):
    session = make.session("Tides", of=stage.edition)
    page = opened(browser, live_server, stage, TUESDAY)

    page.get_by_role("button", name="Pick up").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    put_away = page.get_by_role("button", name="Put it here").count()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Put it here: 11:00, Attic").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Saved. Readers see it with the next release.").wait_for()

    placement = session.placements.get()
    assert (put_away, placement.starts_at, placement.room) == (0, stage.at(11, day=TUESDAY), stage.attic)


def test_arrow_keys_lead_from_the_place_of_a_session_to_the_rooms_and_hours_beside_it(
    browser, live_server, stage
):
    session = make.session("Tides", of=stage.edition)
    make.placement(session, room=stage.hall)
    page = opened(browser, live_server, stage, MONDAY)

    def here():
        return page.evaluate("document.activeElement.getAttribute('aria-label')")

    page.get_by_role("button", name="Pick up: Tides").press("Enter")
    seen = [here()]
    for key in ("ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(here())
    page.keyboard.press("Escape")

    assert seen == [
        "Put it here: 10:00, Attic",
        "Put it here: 11:00, Attic",
        "Put it here: 11:00, Hall",
        "Put it here: 11:00, Hall",
        "Put it here: 09:00, Hall",  # over its own place
        "Put it here: 09:00, Attic",
        "Put it here: 09:00, Attic",
    ]
    assert here() == "Pick up: Tides"


def test_a_session_is_dragged_by_a_mouse_and_dropping_it_where_it_is_changes_nothing(
    browser, live_server, stage
):
    session = make.session("Tides", of=stage.edition)
    make.placement(session, room=stage.hall)
    page = opened(browser, live_server, stage, MONDAY, viewport={"width": 1000, "height": 1400})
    block = page.locator(".block")

    block.drag_to(page.locator("td[data-time='10:00'][data-label='Hall']"), source_position={"x": 4, "y": 4})
    stays = page.url
    block.drag_to(page.locator("td[data-time='14:00'][data-label='Attic']"), source_position={"x": 4, "y": 4})
    page.get_by_text("Saved. Readers see it with the next release.").wait_for()

    placement = session.placements.get()
    assert "moved" not in stays
    assert (placement.starts_at, placement.room) == (stage.at(14), stage.attic)


def test_a_session_that_waits_is_placed_by_a_finger_on_a_small_screen(browser, live_server, stage):
    session = make.session("Tides", of=stage.edition)
    small = {"viewport": {"width": 240, "height": 320}, "has_touch": True, "is_mobile": True}
    page = opened(browser, live_server, stage, TUESDAY, **small)

    page.get_by_role("button", name="Pick up: Tides").tap()
    put = page.get_by_role("button", name="Put it here: 15:00, Hall")
    size = put.bounding_box()
    put.tap()
    page.get_by_text("Saved. Readers see it with the next release.").wait_for()

    placement = session.placements.get()
    assert size["height"] >= 44
    assert (placement.starts_at, placement.room) == (stage.at(15, day=TUESDAY), stage.hall)


def test_a_session_is_dragged_to_another_room_and_keeps_its_length_and_its_days(browser, live_server, stage):
    session = make.session("Tides", of=stage.edition)
    make.placement(session, minutes=90, room=stage.hall, ends_on=FRIDAY)
    page = opened(browser, live_server, stage, TUESDAY)

    carried = page.evaluate_handle("() => new DataTransfer()")
    cell = page.locator("td[data-time='15:00'][data-label='Attic']")
    page.locator(".block").dispatch_event("dragstart", {"dataTransfer": carried})
    cell.dispatch_event("dragover", {"dataTransfer": carried})
    cell.dispatch_event("drop", {"dataTransfer": carried})
    page.get_by_text("Saved. Readers see it with the next release.").wait_for()

    placement = session.placements.get()
    assert (placement.starts_at, placement.ends_at, placement.ends_on, placement.room) == (
        stage.at(15),
        stage.at(16, 30),
        FRIDAY,
        stage.attic,
    )
