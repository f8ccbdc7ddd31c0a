"""Marks with Chromium, through the front door: with script, without it, without a network, on two phones."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings as conf
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import expect, sync_playwright
from waitress import create_server

from convenor.programme.actions.marks import write_note
from convenor.programme.models import MarkList, Note, Session
from convenor.programme.queries import codes_marked_in
from convenor.web.shelf import Released
from tests import make, releases
from tests.programme.stage import MONDAY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 240, "height": 320}
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('closed'); }});"
WIDTHS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def url():
    """The shelf with the application behind it, as servers have it."""
    application = Released(get_wsgi_application(), conf.RELEASES)
    server = create_server(application, host="127.0.0.1", port=0, threads=4)

    def run():
        with suppress(OSError):  # a page may still be asking for something when the server is closed
            server.run()

    running = Thread(target=run, daemon=True)
    running.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    running.join(5)


@pytest.fixture
def browser(url, monkeypatch):
    """Closed before the server is, which waits for its connections to end."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")  # Playwright's loop runs in the thread of the test
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def stage(url, settings):
    settings.URL = url
    stage = Stage()
    stage.talks = [
        make.session(title, of=stage.edition, track=stage.labs) for title in ("Opening", "Tides", "Moss")
    ]
    for talk, hour in zip(stage.talks, (9, 10, 10), strict=True):
        make.placement(talk, stage.at(hour), room=stage.hall)
    releases.published(stage.edition, stage.secretary)
    stage.programme = f"{url}/en/{stage.edition.path}/programme/"
    stage.monday = f"{stage.programme}{MONDAY}/"
    stage.my = f"{url}/en/{stage.edition.path}/my/"
    return stage


def phone(browser, **options):
    page = browser.new_context(viewport=PHONE, **options).new_page()
    page.set_default_timeout(10_000)
    page.complaints = []
    page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
    return page


def is_marked(page, title):
    return page.get_by_role("button", name=f"★ Marked {title}", exact=True)


def is_not(page, title):
    return page.get_by_role("button", name=f"☆ Mark {title}", exact=True)


def press(page, title):
    """And wait until the server was told."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
        page.get_by_role("button", name=title).click()


def on_lists():
    return [codes_marked_in(each) for each in MarkList.objects.order_by("pk")]


def test_a_mark_is_kept_on_the_device_shown_on_every_page_and_counted(browser, stage):
    page, tides = phone(browser), stage.talks[1]

    page.goto(stage.monday)
    press(page, "☆ Mark Tides")
    page.reload()
    expect(is_marked(page, "Tides")).to_be_visible()
    expect(is_not(page, "Moss")).to_be_visible()
    for address in (f"tracks/{stage.labs.slug}/", f"sessions/{tides.code}/", "rooms/hall/"):
        page.goto(stage.programme + address)
        expect(is_marked(page, "Tides")).to_be_visible()

    assert (on_lists(), page.complaints) == ([{tides.code}], [])


def test_the_page_of_a_session_marks_it_and_takes_it_off_again(browser, stage):
    page, tides = phone(browser), stage.talks[1]

    page.goto(f"{stage.programme}sessions/{tides.code}/")
    press(page, "☆ Mark Tides")
    press(page, "★ Marked Tides")
    expect(is_not(page, "Tides")).to_be_visible()

    assert on_lists() == [frozenset()]


def test_the_same_list_is_kept_on_two_phones_by_its_short_link(browser, stage):
    one, other = phone(browser), phone(browser)
    opening, tides, moss = stage.talks
    one.goto(stage.monday)
    press(one, "☆ Mark Tides")
    one.goto(stage.my)
    expect(one.get_by_text("Sessions that are marked on this device: 1")).to_be_visible()
    calendar = one.get_by_role("link", name=".ics").get_attribute("href")
    one.get_by_role("link", name="Open its list").click()
    assert one.get_by_role("link", name=".ics").get_attribute("href") == calendar
    short = one.get_by_role("link", name="/m/").get_attribute("href")

    other.goto(stage.monday)
    press(other, "☆ Mark Opening")
    other.goto(short)
    press(other, "Keep this list on this device")
    other.goto(stage.monday)
    press(other, "☆ Mark Moss")
    press(other, "★ Marked Tides")
    one.reload()
    one.goto(stage.monday)

    assert on_lists() == [{opening.code, moss.code}, {opening.code}]
    for page in (one, other):
        expect(is_marked(page, "Opening")).to_be_visible()
        expect(is_marked(page, "Moss")).to_be_visible()
        expect(is_not(page, "Tides")).to_be_visible()
        assert page.complaints == []
    assert (tides.code, one.get_by_text("Keep this list").count()) == (tides.code, 0)


CASES = json.loads((Path(__file__).parents[2] / "programme" / "merging.json").read_text(encoding="utf-8"))


def test_the_script_merges_all_cases_as_the_server_does(browser, stage):
    page = phone(browser)
    page.goto(stage.monday)
    expect(is_not(page, "Tides")).to_be_visible()
    both = "([one, other]) => marks.merged({marks: one}, {marks: other}).marks"

    found = [page.evaluate(both, pair) for case in CASES for pair in _both_ways(case)]

    assert found == [case["merged"] for case in CASES for _way in range(2)]


NOTES = json.loads((Path(__file__).parents[2] / "programme" / "joining.json").read_text(encoding="utf-8"))


def test_the_script_joins_all_notes_as_the_server_does(browser, stage):
    page = phone(browser)
    page.goto(stage.monday)
    expect(is_not(page, "Tides")).to_be_visible()
    both = "([one, other]) => marks.joined(one, other)"

    found = [page.evaluate(both, pair) for case in NOTES for pair in _both_ways(case)]

    assert found == [case["joined"] for case in NOTES for _way in range(2)]


def test_notes_written_on_two_phones_that_were_offline_are_both_kept(browser, stage, clock):
    one, other = phone(browser), phone(browser)
    session = f"{stage.programme}sessions/{stage.talks[1].code}/"
    is_told = lambda answer: answer.request.method == "POST" and answer.status == 200  # noqa: E731
    one.goto(session)
    with one.expect_response(is_told):
        one.get_by_label("Your note").fill("Bring tea")
        one.get_by_label("Your note").blur()
    other.goto(f"{stage.my}{MarkList.objects.get().token}/")
    other.get_by_role("button", name="Keep this list on this device").click()
    other.goto(session)
    expect(other.get_by_label("Your note")).to_have_value("Bring tea")
    for page, words in ((one, "Sit in front"), (other, "Ask about batteries")):
        clock.at += timedelta(days=1)
        page.context.set_offline(True)  # its word
        page.get_by_label("Your note").fill(words)
        page.get_by_label("Your note").blur()
    for page in (one, other):
        with page.expect_response(is_told):
            page.context.set_offline(False)

    both = "Ask about batteries\nSit in front"
    expect(other.get_by_label("Your note")).to_have_value(both)
    assert list(Note.objects.values_list("text", flat=True)) == [both]
    assert (one.complaints, other.complaints) == ([], [])


def _both_ways(case):
    return (case["one"], case["other"]), (case["other"], case["one"])


class Phones:
    """Three, of which two have wrong clocks; time goes on for all of them and for the server."""

    def __init__(self, browser, clock):
        self.all, self.clock = [phone(browser) for _each in range(3)], clock
        self.offs = [timedelta(), timedelta(days=3650), timedelta(days=-3650)]
        clock.at = datetime(2027, 2, 20, 8, tzinfo=UTC)

    def wait(self, **time):
        self.clock.at += timedelta(**time)
        for page, off in zip(self.all, self.offs, strict=True):
            page.clock.set_system_time(self.clock.at + off)

    def leave(self):
        for page in self.all:
            page.context.set_offline(True)  # its word

    def come_back(self, page):
        with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
            page.context.set_offline(False)


def test_three_phones_that_are_offline_for_days_come_to_the_same(browser, stage, clock):
    phones = Phones(browser, clock)
    one, ahead, behind = phones.all
    phones.wait(hours=1)
    one.goto(stage.monday)
    press(one, "☆ Mark Tides")
    token = MarkList.objects.get().token
    for page in (ahead, behind):
        page.goto(f"{stage.my}{token}/")
        page.get_by_role("button", name="Keep this list on this device").click()
        page.goto(stage.monday)
    phones.leave()
    for page, title in ((one, "★ Marked Tides"), (ahead, "☆ Mark Moss"), (behind, "☆ Mark Opening")):
        phones.wait(days=2)
        page.get_by_role("button", name=title).click()
    ahead.get_by_role("button", name="★ Marked Tides").click()
    ahead.get_by_role("button", name="☆ Mark Tides").click()  # days after the first took it off
    for page in (behind, ahead, one):
        phones.wait(hours=5)
        phones.come_back(page)
    for page in phones.all:
        page.goto(f"{stage.my}{token}/")
        page.goto(stage.monday)
        expect(page.get_by_role("button", name="★ Marked")).to_have_count(3)

    assert on_lists() == [{each.code for each in stage.talks}]


@pytest.mark.parametrize("way", ["typed", "drawn"])
def test_what_a_phone_keeps_moves_to_another_one_by_a_code(browser, stage, way):
    one, other = phone(browser), phone(browser)
    one.goto(stage.monday)
    press(one, "☆ Mark Tides")
    other.goto(stage.monday)
    press(other, "☆ Mark Moss")

    one.goto(stage.my)
    with one.expect_response("**/moving/") as told:
        one.get_by_role("button", name="Make a code").click()
    expect(one.locator("svg.qr")).to_be_visible()
    one.evaluate(AXE)
    faults = one.evaluate("levels => axe.run({runOnly: levels})", LEVELS)["violations"]
    other.goto(told.value.json()["link"] if way == "drawn" else stage.my)
    if way == "typed":
        other.get_by_label("Code from the other phone").fill(one.locator("strong.code").inner_text().lower())
    other.get_by_role("button", name="Fetch it").click()
    expect(other.get_by_text("Done. This phone now keeps")).to_be_visible()
    other.goto(stage.monday)

    for title in ("Tides", "Moss"):
        expect(is_marked(other, title)).to_be_visible()
    assert ([each["id"] for each in faults], one.evaluate(WIDTHS), other.complaints) == ([], True, [])


def test_a_note_that_comes_by_a_code_stands_beside_the_later_one(browser, stage, clock):
    one, other = phone(browser), phone(browser)
    session = f"{stage.programme}sessions/{stage.talks[1].code}/"
    for page, words in ((one, "earlier"), (other, "later")):
        page.goto(session)
        with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
            page.get_by_label("Your note").fill(words)
            page.get_by_label("Your note").blur()
        clock.at += timedelta(minutes=1)  # else it is later by how long each request took

    one.goto(stage.my)
    one.get_by_role("button", name="Make a code").click()
    code = one.locator("strong.code").inner_text()
    other.goto(stage.my)
    other.get_by_label("Code from the other phone").fill(code)
    with other.expect_response("**/marks"):
        other.get_by_role("button", name="Fetch it").click()
    other.goto(session)

    expect(other.get_by_label("Your note")).to_have_value("later\nearlier")


def test_a_note_is_kept_with_each_letter_told_and_merged_with_the_list(browser, stage):
    page, tides = phone(browser), stage.talks[1]
    session = f"{stage.programme}sessions/{tides.code}/"
    page.goto(session)
    page.get_by_label("Your note").press_sequentially("Sit in")
    page.reload()
    before = page.get_by_label("Your note").input_value()
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
        page.get_by_label("Your note").press_sequentially(" front", delay=20)
        page.keyboard.press("Tab")
    page.goto(stage.my)
    page.get_by_role("link", name="Open its list").click()
    page.get_by_role("link", name="Change the note: Tides").click()
    page.get_by_label("Your note").fill("Ask about batteries")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Ask about batteries").wait_for()
    page.goto(session)

    expect(page.get_by_label("Your note")).to_have_value("Ask about batteries")
    assert (before, page.complaints) == ("Sit in", [])


def test_the_page_of_a_session_with_places_says_how_many_are_left_now(browser, stage):
    tides = stage.talks[1]
    Session.objects.filter(pk=tides.pk).update(places=30, booked=10)
    releases.published(stage.edition, stage.secretary)
    page, told = phone(browser), []
    for booked in (20, 30):
        Session.objects.filter(pk=tides.pk).update(booked=booked)
        page.goto(f"{stage.programme}sessions/{tides.code}/")
        page.locator("[data-places] strong").wait_for()
        told.append(page.locator("[data-places]").inner_text())
        page = phone(browser)  # this one may keep what it was told

    assert (told, page.complaints) == (["30 · places left: 10", "30 · full"], [])


def test_without_a_network_marks_are_kept_and_told_when_it_is_back(browser, stage):
    page = phone(browser)
    page.goto(stage.monday)

    page.context.set_offline(True)  # its word
    page.get_by_role("button", name="☆ Mark Tides").click()
    expect(is_marked(page, "Tides")).to_be_visible()
    before = on_lists()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.context.set_offline(False)

    assert (before, on_lists()) == ([], [{stage.talks[1].code}])


def test_an_answer_that_is_lost_is_asked_for_again_and_begins_no_second_list(browser, stage):
    page = phone(browser)
    page.goto(stage.monday)
    lose = [True]

    def lost(route):
        if route.request.method == "POST" and lose.pop():
            route.fetch()  # it arrives, and the phone never hears of it
            route.abort()
        else:
            route.continue_()

    page.route("**/marks", lost)
    page.get_by_role("button", name="☆ Mark Tides").click()
    expect(is_marked(page, "Tides")).to_be_visible()
    page.wait_for_event("requestfailed")
    page.unroute("**/marks")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.reload()

    assert on_lists() == [{stage.talks[1].code}]


def test_a_list_is_deleted_with_what_the_device_keeps(browser, stage):
    page = phone(browser)
    page.goto(stage.monday)
    press(page, "☆ Mark Tides")
    page.goto(stage.my)
    page.get_by_role("link", name="Open its list").click()

    page.get_by_role("link", name="Delete this list").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Begin my list")).to_be_visible()
    kept = page.evaluate("localStorage.length")
    page.goto(stage.monday)
    expect(is_not(page, "Tides")).to_be_visible()

    assert (kept, on_lists()) == (0, [])


def test_a_device_forgets_without_deleting(browser, stage):
    page = phone(browser)
    page.goto(stage.monday)
    press(page, "☆ Mark Tides")
    page.goto(stage.my)

    page.get_by_role("button", name="Forget them on this device").click()
    expect(page.get_by_text("On this device", exact=True)).to_be_hidden()

    assert (page.evaluate("localStorage.length"), on_lists()) == (0, [{stage.talks[1].code}])


@pytest.mark.parametrize("way", ["no script", "no storage"])
def test_without_script_or_storage_the_link_of_a_session_does_the_same(browser, stage, way):
    page = phone(browser, java_script_enabled=way != "no script")
    page.add_init_script(NO_STORAGE)

    page.goto(stage.monday)
    page.get_by_role("link", name="Tides").click()
    page.get_by_role("link", name="Mark this session").click()
    page.get_by_role("button", name="Mark this session").click()
    page.get_by_role("heading", name="My programme").wait_for()
    page.get_by_role("link", name="Mon 1 Mar").click()
    page.get_by_role("checkbox", name="Moss").check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("At the same time: Moss")).to_be_visible()
    assert (on_lists(), page.complaints) == ([{each.code for each in stage.talks[1:]}], [])


def test_looking_at_the_programme_stores_nothing_and_tells_nothing(browser, stage):
    page = phone(browser)
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))

    page.goto(stage.monday)
    expect(is_not(page, "Tides")).to_be_visible()

    assert (page.evaluate("localStorage.length"), asked) == (0, ["", "marks.js", "offline.js", "icon.svg"])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_list_with_notes_and_changes_has_no_fault_on_a_small_screen(browser, stage, language):
    made, page, faults = make.mark_list(stage.edition, *stage.talks), phone(browser), {}
    write_note(session=stage.talks[1], mark_list=made, text="x" * 500, seen=None, by=None, at=make.NOON)
    Session.objects.filter(pk=stage.talks[2].pk).update(places=30, booked=20)
    stage.talks[1].placements.update(starts_at=stage.at(14), ends_at=stage.at(15))
    make.release(stage.edition, at=make.LATER)
    list_address = stage.my.replace("/en/", f"/{language}/") + made.token
    for address in ("/", f"/notes/{stage.talks[1].code}/"):
        page.goto(list_address + address)
        page.evaluate(AXE)
        found = page.evaluate("levels => axe.run({runOnly: levels})", LEVELS)["violations"]
        faults[address] = [each["id"] for each in found] + ["cut off"] * (not page.evaluate(WIDTHS))

    assert {address: wrong for address, wrong in faults.items() if wrong} == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_with_buttons_have_no_fault_and_none_is_cut_off(browser, stage, language):
    page, faults = phone(browser), {}
    for address in (f"{MONDAY}/", f"sessions/{stage.talks[1].code}/"):
        page.goto(stage.programme.replace("/en/", f"/{language}/") + address)
        page.locator("button").first.click()
        page.evaluate(AXE)
        found = page.evaluate("levels => axe.run({runOnly: levels})", LEVELS)["violations"]
        faults[address] = [each["id"] for each in found] + ["cut off"] * (not page.evaluate(WIDTHS))

    assert {address: wrong for address, wrong in faults.items() if wrong} == {}


KEEP = """async bundle => {
    const kept = await caches.open("convenor-programmes-1");
    await kept.put(bundle, await fetch(bundle));
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_device_shows_its_programme_without_a_list_and_what_changed_since_it_was_looked_at(
    browser, stage, language
):
    page, tides = phone(browser, service_workers="block"), stage.talks[1]
    bundle = f"/{language}/{stage.edition.path}/programme/offline.json"
    page.goto(f"{stage.monday}".replace("/en/", f"/{language}/"))
    page.locator("button").nth(1).click()
    page.locator("button").nth(2).click()
    page.evaluate(KEEP, bundle)
    page.goto(stage.my.replace("/en/", f"/{language}/"))
    mine = page.locator("[data-marks-mine]")
    expect(mine.locator("ol li")).to_have_count(2)
    before = mine.inner_text()
    tides.placements.update(starts_at=stage.at(14), ends_at=stage.at(15))
    releases.published(stage.edition, stage.secretary)
    page.evaluate(KEEP, bundle)
    page.reload()
    expect(mine.locator(".change li")).to_have_count(1)
    said = mine.locator(".change li").inner_text()
    page.evaluate(AXE)
    faults = page.evaluate("levels => axe.run({runOnly: levels})", LEVELS)["violations"]
    mine.get_by_role("button").click()
    page.reload()
    expect(mine.locator("ol li")).to_have_count(2)

    assert (before.count("Tides"), before.count("Moss"), "10:00–11:00" in before) == (2, 2, True)
    assert ["10:00–11:00" in said, "14:00–15:00" in said] == [True, True]
    assert (mine.locator(".change").count(), [each["id"] for each in faults]) == (0, [])
    assert (page.evaluate(WIDTHS), page.complaints) == (True, [])
