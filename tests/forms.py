"""The forms of a page, as a browser sees them: where they go, and with what if nobody changes anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_TYPED = {"text", "hidden", "email", "url", "number", "date", "datetime-local", "search", "password", "tel"}


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    @property
    def shape(self) -> tuple[object, ...]:
        return self.action, self.method, tuple(self.fields), tuple(self.files)


def forms_of(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, value = has.get("name") or "", has.get("value") or ""
        if tag == "form":
            self._form = Form(has.get("action") or "", (has.get("method") or "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and has.get("type") == "file":
            self._form.files.add(name)
        elif name and tag in {"input", "button", "textarea", "select"}:
            kind = has.get("type") or "text"
            is_sent = tag == "input" and (kind in _TYPED or "checked" in has)
            self._form.fields.setdefault(name, []).extend([value] if is_sent else [])
            self._open = name if tag in {"select", "textarea"} else ""
        elif tag == "option" and self._open and ("selected" in has or not self._form.fields[self._open]):
            self._form.fields[self._open] = [value]

    def handle_data(self, data: str) -> None:
        if self._form and self._open and self.lasttag == "textarea":
            self._form.fields[self._open] = [data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in {"select", "textarea"}:
            self._open = ""
