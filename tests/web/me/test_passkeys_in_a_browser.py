"""The script of the passkey pages, with Chromium and the authenticator that it brings for tests."""

import pytest
from playwright.sync_api import sync_playwright

from convenor.accounts.models import Passkey
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")  # Playwright's loop runs in the thread of the test
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


def cookie_of(person, url):
    return {"name": "convenor", "value": make.signed_in(person).cookies["convenor"].value, "url": url}


def test_a_passkey_is_added_and_used_by_pressing_two_buttons(browser, live_server, settings):
    settings.URL = live_server.url
    ada = make.person("Ada")
    context = browser.new_context()
    context.add_cookies([cookie_of(ada, live_server.url)])
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{live_server.url}/en/me/passkeys/")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("The passkey is added.").wait_for()
    page.goto(f"{live_server.url}/en/me/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("You are signed in as Ada.").wait_for()

    assert (page.url, Passkey.objects.get().person) == (f"{live_server.url}/en/me/", ada)


def test_a_device_without_a_passkey_says_so_on_the_page(browser, live_server, settings):
    settings.URL = live_server.url
    context = browser.new_context()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{live_server.url}/en/sign-in/passkey/")
    notes = page.get_by_text("Passkeys need a newer browser").is_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Your device did not give a passkey").wait_for()

    assert notes is False
