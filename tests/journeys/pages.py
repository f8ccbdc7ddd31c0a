"""A page as its reader gets it: words, headings, links and forms, read from the HTML alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Attributes = dict[str, str]
NOT_READ = {"style", "script", "title", "option", "textarea"}
BLOCKS = {
    "p",
    "li",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "div",
    "td",
    "th",
    "br",
    "label",
    "legend",
    "option",
    "summary",
}


@dataclass
class Control:
    """What one name of a form can be given: anything, or some of what is offered (value to label)."""

    kind: str
    values: list[str] = field(default_factory=list)
    offered: dict[str, str] = field(default_factory=dict)

    def chosen(self, wanted: str | Sequence[str]) -> list[str]:
        """The values that say ``wanted``, which may be said as values or as labels."""
        given = [wanted] if isinstance(wanted, str) else list(wanted)
        if not self.offered:
            return given
        values = {label: value for value, label in self.offered.items()}
        found = [one if one in self.offered else values.get(one) for one in given]
        assert None not in found, f"{wanted!r} is not offered, but {self.offered}"
        return [one for one in found if one is not None]


@dataclass
class Form:
    number: int
    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)  # words to name and value

    def choices(self, fields: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
        """The values for each name of ``fields``; a name that the form does not have is a mistake."""
        unknown = fields.keys() - self.controls.keys()
        assert not unknown, f"The form does not ask for {unknown}, but for {list(self.controls)}"
        return {name: self.controls[name].chosen(wanted) for name, wanted in fields.items()}

    def sent(self, fields: Mapping[str, str | Sequence[str]], button: str) -> list[tuple[str, str]]:
        """What a browser sends when ``button`` is pressed."""
        values = {name: control.values for name, control in self.controls.items()} | self.choices(fields)
        name, value = self.buttons[button]
        pressed = [(name, value)] if name else []
        return [(name, value) for name, several in values.items() for value in several] + pressed


@dataclass
class Page:
    status: int
    address: str
    html: str

    def __post_init__(self) -> None:
        reader = _Reader(self.address)
        reader.feed(self.html)
        reader.close()
        self.lang, self.dir = reader.root.get("lang", ""), reader.root.get("dir", "")
        self.text = " ".join("".join(reader.words).split())
        self.headings, self.links, self.forms = reader.headings, reader.links, reader.forms
        self.ids = reader.ids

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    def link(self, words: str) -> str:
        """Where the first link that reads ``words`` leads."""
        found = [href for said, href in self.links if said == words]
        assert found, f"No link {words!r} on {self.path}, but {[said for said, _href in self.links]}"
        return found[0]

    def form(self, button: str, fields: Mapping[str, object]) -> Form:
        """The form that has this button, and asks for these fields."""
        found = [form for form in self.forms if button in form.buttons]
        assert found, f"No button {button!r} on {self.path}: {[list(form.buttons) for form in self.forms]}"
        return next((form for form in found if fields.keys() <= form.controls.keys()), found[0])

    def faults(self, expecting: int = 200) -> Iterator[str]:
        """What must hold of every page, whatever it is about."""
        if self.status != expecting:
            yield f"answered {self.status}, not {expecting}: {self.text[:600]}"
        parts = self.path.split("/")
        language = parts[5] if parts[1] == "releases" else parts[1]  # of an earlier release
        if self.lang != language:
            yield f"is marked as {self.lang!r}, not {language!r}"
        if self.dir != ("rtl" if language == "ar" else "ltr"):
            yield f"runs {self.dir!r}"
        if len(self.headings) != 1:
            yield f"has not one main heading, but {self.headings}"
        if twice := [name for name, times in Counter(self.ids).items() if times > 1]:
            yield f"has these ids more than once: {twice}"


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.root: Attributes = {}
        self.words: list[str] = []
        self.headings: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self._form = Form(-1, "", "")  # what stands in no form
        self._open: list[tuple[str, Attributes, list[str]]] = []  # elements whose words are being gathered
        self._silent = ""
        self._select: Control | None = None
        self._in_label: list[tuple[Control, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag in BLOCKS:
            self.words.append(" ")
        if tag in NOT_READ:
            self._silent = tag
        if tag in {"a", "h1", "button", "label", "option", "textarea"}:
            self._open.append((tag, given, []))
        self._begin(tag, given)

    def _begin(self, tag: str, given: Attributes) -> None:
        match tag:
            case "html":
                self.root = given
            case "form":
                action = urljoin(self.address, given.get("action", ""))
                self._form = Form(len(self.forms), action, given.get("method", "get").lower())
                self.forms.append(self._form)
            case "input":
                self._input(given)
            case "select":
                self._select = self._control(given["name"], "select")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)
        for _tag, _given, words in self._open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        if tag in BLOCKS:
            self.words.append(" ")
        if tag == "form":
            self._form = Form(-1, "", "")
        if tag == "select" and self._select is not None:
            if not self._select.values:
                self._select.values = list(self._select.offered)[:1]
            self._select = None
        if self._open and self._open[-1][0] == tag:
            _tag, given, pieces = self._open.pop()
            getattr(self, f"_{tag}")(given, "".join(pieces))

    def _control(self, name: str, kind: str) -> Control:
        return self._form.controls.setdefault(name, Control(kind))

    def _input(self, given: Attributes) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        control = self._control(name, kind)
        if kind in {"radio", "checkbox"}:
            value = given.get("value", "on")
            control.offered[value] = given.get("aria-label", value)
            if "checked" in given:
                control.values.append(value)
            self._in_label.append((control, value))
        elif kind != "file":
            control.values = [given.get("value", "")]

    def _a(self, given: Attributes, words: str) -> None:
        self.links.append((" ".join(words.split()), urljoin(self.address, given.get("href", ""))))

    def _h1(self, _given: Attributes, words: str) -> None:
        self.headings.append(" ".join(words.split()))

    def _button(self, given: Attributes, words: str) -> None:
        self._form.buttons[" ".join(words.split())] = (given.get("name", ""), given.get("value", ""))

    def _label(self, _given: Attributes, words: str) -> None:
        for control, value in self._in_label:
            control.offered[value] = " ".join(words.split())
        self._in_label = []

    def _option(self, given: Attributes, words: str) -> None:
        if self._select is None:  # of a list of suggestions
            return
        said = " ".join(words.split())
        value = given.get("value", said)
        self._select.offered[value] = said
        if "selected" in given:
            self._select.values.append(value)

    def _textarea(self, given: Attributes, words: str) -> None:
        self._control(given["name"], "text").values = [words.removeprefix("\n")]
