"""One visit, then no server: the whole programme is on the device, in Arabic and Chinese, too."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files

import pytest
from playwright.sync_api import expect

from bench.tables import copy_into
from tests.journeys.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]

PREPARE = """
import django, sys, json
django.setup()
from tests.offline import odd_programme, publish_with_changes
from tests.programme.stage import Stage
stage = Stage()
found = odd_programme(stage)
release = publish_with_changes(stage, found)
print(json.dumps({"path": release.path, "codes": {name: each.code for name, each in found.items()},
    "guest": release.guests[0].code, "paper": release.compendium[0].code}))
"""
RELEASE_AGAIN = """
import django, sys
django.setup()
from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.programme.models import Session
from tests import make, releases
talk = Session.objects.get(code=sys.argv[1])
talk.title = make.english("Quite another title")
talk.save()
releases.published(talk.edition, Person.objects.get(name="Sela"))
"""
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = "levels => axe.run({runOnly: levels, resultTypes: ['violations']})"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
ALL_IS_GONE = """async () => {
  const workers = navigator.serviceWorker;
  while ((await caches.keys()).length || (await workers.getRegistrations()).length) {
    await new Promise(done => setTimeout(done, 100));
  }
}"""
KEPT = {"en": "is kept on this device", "ar": "محفوظ على هذا الجهاز", "zh": "已保存到此设备"}
KINDS = {
    "day": "programme/2027-03-01/",
    "second part of a day": "programme/2027-03-02/page-2/",
    "session": "programme/sessions/{full}/",
    "track": "programme/tracks/labs/",
    "subtheme": "programme/subthemes/inclusion/",
    "room": "programme/rooms/hall/",
    "people": "programme/people/",
    "person": "programme/people/{guest}/",
    "programme": "programme/",
    "changes": "programme/changes/",
    "on one page": "programme/print/",
    "compendium": "programme/compendium/",
    "paper": "programme/compendium/{paper}/",
    "what is on": "now/",
    "front": "",
    "search": "programme/search/?q=speaker",
}


class WithProgramme(Installation):
    """A server that others may stop, with a programme."""

    has_worker = "yes"

    def python(self, script, *words):
        environment = self._environment() | {
            "DJANGO_SETTINGS_MODULE": "convenor.config.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        done = subprocess.run(
            [sys.executable, "-c", script, *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _environment(self):
        return super()._environment() | {"CONVENOR_OFFLINE": self.has_worker}


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    made = WithProgramme(tmp_path_factory.mktemp("offline"))
    copy_into(made.home / "convenor.sqlite3")
    made.programme = json.loads(made.python(PREPARE).splitlines()[-1])
    return made


@pytest.fixture
def phone(browser):
    contexts = []

    def opened(**options):
        context = browser.new_context(viewport={"width": 240, "height": 320}, **options)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(AXE)
        page.set_default_timeout(20_000)
        page.complaints = []
        page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
        return page

    yield opened
    for context in contexts:
        context.close()


def address(installation, language, inner):
    programme = installation.programme
    inner = inner.format(guest=programme["guest"], paper=programme["paper"], **programme["codes"])
    return f"{installation.url}/{language}/{programme['path']}/{inner}"


def visit_once(page, installation, language):
    page.goto(address(installation, language, "programme/"))
    expect(page.locator(".kept")).to_contain_text(KEPT[language])


def listen(page):
    """Have the worker count what it fetches, as it was sent."""
    page.context.service_workers[0].evaluate(
        """() => {
          const ask = self.fetch;
          self.asked = {};
          self.fetch = (...what) => ask(...what).then(answer => {
            self.asked[new URL(answer.url).pathname] = Number(answer.headers.get("content-length"));
            return answer;
          });
        }"""
    )


def fetched(page):
    return page.context.service_workers[0].evaluate("self.asked")


def faults(page, language, response):
    """What is wrong with the page that is open."""
    wrong = (
        []
        if response and response.status == 200 and response.from_service_worker
        else ["not from the device"]
    )
    wrong += [each["id"] for each in page.evaluate(RUN_AXE, LEVELS)["violations"]]
    wrong += [] if page.evaluate(FITS) else ["too wide"]
    shown = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    wrong += [] if shown == [language, "rtl" if language == "ar" else "ltr"] else [f"{shown}"]
    return wrong + page.complaints


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_after_one_visit_every_kind_of_page_reads_without_a_server(installation, phone, language):
    page = phone()
    with installation.serving():
        visit_once(page, installation, language)

    found = {}
    for kind, inner in KINDS.items():
        response = page.goto(address(installation, language, inner))
        found[kind] = faults(page, language, response)

    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def test_a_broken_worker_is_found(installation, phone, monkeypatch):
    page = phone()
    page.context.route("**/offline.json", lambda route: route.fulfill(status=500))
    with installation.serving():
        page.goto(address(installation, "en", "programme/"))
        expect(page.locator(".kept")).to_contain_text("could not be kept")

    with pytest.raises(Exception, match=r"ERR_CONNECTION_REFUSED|ERR_FAILED"):
        page.goto(address(installation, "en", KINDS["day"]))


def test_a_page_that_is_not_kept_says_so_in_the_language_of_the_reader(installation, phone):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "ar")

    response = page.goto(f"{installation.url}/ar/log/")

    expect(page.get_by_role("heading", level=1)).to_have_text("هذه الصفحة ليست على هذا الجهاز")
    assert response.status == 503
    assert page.locator("main a").last.get_attribute("href") == "/ar/{path}/programme/".format(
        **installation.programme
    )
    assert [each["id"] for each in page.evaluate(RUN_AXE, LEVELS)["violations"]] == []


def test_a_page_says_that_there_is_no_network_and_how_old_it_is(installation, phone):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "en")

    page.goto(address(installation, "en", KINDS["day"]))
    expect(page.locator(".kept")).to_have_text("There is no network.")
    page.get_by_role("link", name="Programme", exact=True).click()

    expect(page.locator("main [role=status]")).to_contain_text("There is no network. This page")
    expect(page.locator(".bottom")).to_contain_text("Release")


def test_the_search_of_the_site_looks_in_what_is_kept(installation, phone):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "en")

    page.goto(f"{installation.url}/en/search/?q=telefony")

    expect(page.locator("#found a")).to_have_text(["Телефоны, которые учат"])


def test_words_are_found_while_they_are_typed(installation, phone):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "en")

    page.goto(address(installation, "en", "programme/search/"))
    page.get_by_label("What do you look for?").press_sequentially("هَواتف")

    expect(page.locator("#found a")).to_have_text(["هواتف تُعلِّم"])


def test_a_form_that_cannot_be_sent_loses_nothing(installation, phone):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "en")
        page.goto(f"{installation.url}/en/sign-in/")
    page.get_by_label("e-mail").fill("ada@people.example")
    page.get_by_role("button", name=re.compile("code|link|sign", re.IGNORECASE)).first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing was sent")
    with installation.serving():
        page.get_by_role("button", name="Send it again").click()
        page.wait_for_load_state()

        assert "ada@people.example" in page.content()


def test_with_data_saver_the_size_is_said_and_nothing_fetched_until_asked(installation, phone):
    page = phone()
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'connection', {get: () => ({saveData: true})})"
    )
    with installation.serving():
        page.goto(address(installation, "en", "programme/"))
        button = page.locator(".kept button")
        expect(button).to_contain_text(re.compile(r"Keep the whole programme on this device \(\d+ kB\)"))
        listen(page)
        page.reload()
        expect(button).to_be_visible()
        before = set(fetched(page))
        button.click()
        expect(page.locator(".kept")).to_contain_text(KEPT["en"])
        after = set(fetched(page))

    bundle = f"/en/{installation.programme['path']}/programme/offline.json"
    assert [bundle in before, bundle in after] == [False, True]


def test_nothing_personal_is_kept(installation, phone):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "en")
        page.goto(f"{installation.url}/en/sign-in/")
        kept = page.evaluate(
            """async () => {
              const cache = await caches.open("convenor-programmes-1");
              return (await cache.keys()).map(request => new URL(request.url).pathname);
            }"""
        )

    path = installation.programme["path"]
    below = f"/en/{path}/programme/"
    assert sorted(kept) == sorted(
        [
            f"/en/{path}/my/",
            f"{below}offline-index.json",
            f"{below}offline-state",
            f"{below}offline.json",
            f"/{path}/icon.svg",
            "/static/device.js",
            "/static/marks.js",
            "/static/offline.js",
        ]
    )
    assert page.context.cookies() == []


OTHERS_KEPT = """async days => {
  const cache = await caches.open("convenor-programmes-1");
  for (const [number, ago] of days.entries()) {
    const base = `/en/other/${number}/programme/`;
    const put = (name, value) => cache.put(base + name, new Response(JSON.stringify(value)));
    await put("offline.json", {});
    await put("offline-state", {looked: 0, read: Date.now() - ago * 864e5});
    await cache.put(`/en/other/${number}/my/`, new Response(""));
    localStorage.setItem(`marks:other/${number}`, "{}");
  }
}"""
LEFT = """async () => {
  const cache = await caches.open("convenor-programmes-1");
  const paths = (await cache.keys()).map(request => new URL(request.url).pathname);
  const marks = Object.keys(localStorage).filter(key => key.includes("other"));
  return [paths.filter(path => path.includes("/other/")), marks];
}"""


@pytest.mark.parametrize(
    ("days", "left"),
    [
        ([0, 400, 182, 184], [0, 2]),  # what was not read for half a year goes
        ([10, 20, 3, 60, 50, 40, 30], [0, 1, 2, 5, 6]),  # and so does what was read before six others
    ],
)
def test_programmes_that_are_not_read_any_more_are_dropped_and_their_marks_are_not(
    installation, phone, days, left
):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "en")
        page.evaluate(OTHERS_KEPT, days)
        page.goto(address(installation, "en", KINDS["day"]))
        wanted = sorted(
            f"/en/other/{number}/{name}"
            for number in left
            for name in ("my/", "programme/offline.json", "programme/offline-state")
        )
        for _ in range(50):
            kept, marks = page.evaluate(LEFT)
            if sorted(kept) == wanted:
                break
            page.wait_for_timeout(100)

    page.goto(address(installation, "en", KINDS["session"]))

    assert sorted(kept) == wanted
    assert sorted(marks) == [f"marks:other/{number}" for number in range(len(days))]
    expect(page.get_by_role("heading", level=1)).to_have_text("Symposium")


def test_ones_own_programme_opens_without_a_server(installation, phone):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "en")
        page.get_by_role("link", name="My programme").click()
        wanted = page.get_by_role("main").inner_text()

    page.goto(address(installation, "en", "my/"))

    assert page.get_by_role("main").inner_text() == wanted


def test_a_bundle_of_another_release_than_its_index_is_not_kept(installation, phone):
    page = phone()
    with installation.serving():
        index = page.request.get(address(installation, "en", "programme/offline-index.json")).json()
        stale = json.dumps(index | {"version": "of another"})
        page.context.route("**/offline-index.json", lambda route: route.fulfill(body=stale))
        page.goto(address(installation, "en", "programme/"))
        expect(page.locator(".kept")).to_contain_text("could not be kept")
        is_kept = page.evaluate(
            "at => caches.match(at).then(Boolean)", address(installation, "en", "programme/offline.json")
        )

    assert is_kept is False


def test_a_retired_worker_takes_all_of_it_off_the_device(installation, phone, monkeypatch):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "en")
    monkeypatch.setattr(installation, "has_worker", "no")

    with installation.serving():
        page.goto(address(installation, "en", "programme/"))
        page.evaluate(ALL_IS_GONE)
        again = page.goto(address(installation, "en", KINDS["day"]))

    assert again.from_service_worker is False


def test_another_release_costs_what_differs_and_is_never_mixed(installation, phone):
    page = phone()
    code = installation.programme["codes"]["open"]
    with installation.serving():
        visit_once(page, installation, "en")
        whole = page.request.get(address(installation, "en", "programme/offline.json"))
        installation.python(RELEASE_AGAIN, code)
        listen(page)
        page.goto(address(installation, "en", "programme/"))
        expect(page.locator(".kept")).to_contain_text("A newer release of the programme was taken")
        sizes = fetched(page)
        current = page.request.get(address(installation, "en", "programme/offline.json")).json()

    kept = page.evaluate(
        "async at => (await caches.match(at)).json()", address(installation, "en", "programme/offline.json")
    )
    page.goto(address(installation, "en", f"programme/sessions/{code}/"))

    assert kept == current
    expect(page.get_by_role("heading", level=1)).to_have_text("Quite another title")
    expect(page.locator(".done")).to_contain_text("A newer release of the programme was taken")
    parts = {name: size for name, size in sizes.items() if "/offline/" in name}
    assert len(parts) == 2  # what differs in each release, and the session
    assert "offline.json" not in {name.rpartition("/")[2] for name in sizes}
    assert sum(parts.values()) < int(whole.headers["content-length"]) / 3


def test_it_can_be_installed_in_the_language_of_the_reader(installation, phone):
    page = phone()
    with installation.serving():
        visit_once(page, installation, "ar")
        browser = page.context.new_cdp_session(page)
        manifest = browser.send("Page.getAppManifest")
        problems = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
        icons = [
            page.request.get(address(installation, "ar", f"{icon}")).status for icon in icons_of(manifest)
        ]

    private_window = {"errorId": "in-incognito", "errorArguments": []}  # as every context of these tests
    assert (manifest["errors"], problems, icons) == ([], [private_window], [200, 200, 200])
    facts = json.loads(manifest["data"])
    assert [facts["lang"], facts["dir"], facts["start_url"]] == ["ar", "rtl", "programme/"]


def icons_of(manifest):
    return [icon["src"] for icon in json.loads(manifest["data"])["icons"]]
