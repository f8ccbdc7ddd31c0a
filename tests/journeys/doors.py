"""Two ways to visit pages, with the same few verbs: Chromium, and plain HTTP with forms found in the HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

from playwright.sync_api import BrowserContext, ConsoleMessage, Response

from tests.journeys.pages import Page

Fields = Mapping[str, str | Sequence[str]]


class Door(Protocol):
    """``page`` is what is on the screen; every page that comes there is looked over."""

    page: Page

    def open(self, address: str, *, expecting: int = 200) -> None: ...

    def follow(self, words: str) -> None: ...

    def press(self, button: str, fields: Fields, *, expecting: int = 200) -> None: ...

    def fetch(self, address: str) -> bytes: ...


class PlainHttp:
    """No script, no style, no pictures: a cookie jar and the forms as they stand in the HTML."""

    def __init__(self, url: str) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = Page(0, url, "")

    def open(self, address: str, *, expecting: int = 200) -> None:
        self._arrive(urljoin(self.page.address, address), None, expecting)

    def follow(self, words: str) -> None:
        self._arrive(self.page.link(words), None, 200)

    def press(self, button: str, fields: Fields, *, expecting: int = 200) -> None:
        form = self.page.form(button, fields)
        data = urlencode(form.sent(fields, button))
        if form.method == "post":
            self._arrive(form.action, data.encode(), expecting)
        else:
            self._arrive(form.action.partition("?")[0] + "?" + data, None, expecting)

    def fetch(self, address: str) -> bytes:
        return self._answer(address, None)[2]

    def _arrive(self, address: str, data: bytes | None, expecting: int) -> None:
        status, address, body = self._answer(address, data)
        self.page = Page(status, address, body.decode())
        _refuse(self.page, [*self.page.faults(expecting)])

    def _answer(self, address: str, data: bytes | None) -> tuple[int, str, bytes]:
        try:
            with self._opener.open(Request(address, data=data), timeout=30) as answer:  # noqa: S310  # our server
                return answer.status, answer.geturl(), answer.read()
        except HTTPError as refused:
            with refused:
                return refused.code, refused.geturl(), refused.read()


def _refuse(page: Page, faults: list[str]) -> None:
    assert not faults, "\n".join([page.address, *faults])


class Chromium:
    """A browser, which also says what does not fit on the screen and what its console complains about."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page = Page(0, url, "")
        self._context, self._window = context, context.new_page()
        self._window.set_default_timeout(15_000)
        self._complaints: list[str] = []
        self._window.on("console", self._hear)
        self._window.on("pageerror", lambda error: self._complaints.append(str(error)))

    def open(self, address: str, *, expecting: int = 200) -> None:
        self._arrive(self._window.goto(urljoin(self.page.address, address)), expecting)

    def follow(self, words: str) -> None:
        self._navigate(self._window.get_by_role("link", name=words, exact=True).first.click, 200)

    def press(self, button: str, fields: Fields, *, expecting: int = 200) -> None:
        form = self.page.form(button, fields)
        shown = self._window.locator("form").nth(form.number)
        for name, values in form.choices(fields).items():
            self._fill(shown.locator(f'[name="{name}"]'), form.controls[name].kind, values)
        self._navigate(shown.get_by_role("button", name=button, exact=True).first.click, expecting)

    def fetch(self, address: str) -> bytes:
        answer = self._context.request.get(address)
        assert answer.ok, answer.url
        return answer.body()

    def _fill(self, boxes: Any, kind: str, values: list[str]) -> None:
        match kind:
            case "radio":
                boxes.and_(self._window.locator(f'[value="{values[0]}"]')).check()
            case "checkbox":
                for box in boxes.all():
                    box.set_checked((box.get_attribute("value") or "on") in values)
            case "select":
                boxes.select_option(values)
            case "file":
                boxes.set_input_files([Path(value) for value in values])
            case _:
                boxes.fill(values[0])

    def _navigate(self, act: Callable[[], None], expecting: int) -> None:
        with self._window.expect_navigation() as arrival:
            act()
        self._arrive(arrival.value, expecting)

    def _arrive(self, response: Response | None, expecting: int) -> None:
        status = response.status if response else 0
        self.page = Page(status, self._window.url, self._window.content())
        faults = [*self.page.faults(expecting), *self._too_wide()]
        # That a page was refused, as the story expects, is no complaint.
        faults += [said for said in self._complaints if status < 400 or "Failed to load" not in said]
        self._complaints.clear()
        _refuse(self.page, faults)

    def _too_wide(self) -> list[str]:
        size = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        wide, screen = self._window.evaluate(size)
        return [f"is {wide} wide on a screen of {screen}: {self._window.evaluate(WIDE)}"] * (wide > screen)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complaints.append(message.text)


WIDE = """
[...document.querySelectorAll("main *, header *, footer *")].filter(element => {
  const box = element.getBoundingClientRect();
  return box.left < -1 || box.right > document.documentElement.clientWidth + 1;
}).slice(-3).map(element => element.outerHTML.slice(0, 120))
"""
