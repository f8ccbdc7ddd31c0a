"""The script of the grid, with Chromium: by keyboard and by mouse, it sends the form that does the same."""

import pytest
from playwright.sync_api import sync_playwright

from tests import make
from tests.programme.stage import FRIDAY, TUESDAY, Stage
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


def opened(browser, live_server, stage, day):
    context = browser.new_context()
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
