"""What differs between two documents of a programme, session by session: kinds and facts, no words.

Kinds: ``added``, ``removed``, ``moved`` (placements), ``state``, ``retitled``, ``people`` (codes and roles
that came and went), ``languages``, ``materials``, ``text`` (abstract, parts, track and what else is told).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from convenor.programme.document import Json

_PLAIN = ("title", "materials", "languages", "state")
_NAMES = {"title": "retitled", "state": "state", "materials": "materials", "languages": "languages"}
_OF_TEXT = ("abstract", "items", "track", "subtheme", "kind", "format", "attendance", "url", "report")


def changes_between(before: str, after: Json) -> list[Json]:
    """The changes of ``after`` against the canonical document ``before``; none where there is none."""
    if not before:
        return []
    old = {each["code"]: each for each in json.loads(before)["sessions"]}
    new = {each["code"]: each for each in after["sessions"]}
    return [
        change
        for code in sorted(old.keys() | new.keys())
        for change in _of_session(old.get(code), new.get(code))
    ]


def _of_session(old: Json | None, new: Json | None) -> Iterator[Json]:
    if new is None or old is None:
        told: Json = new or old or {}
        yield _change("removed" if new is None else "added", told, _places(old), _places(new))
        return
    if _places(old) != _places(new):
        yield _change("moved", new, _places(old), _places(new))
    for name in _PLAIN:
        if _said(old, name) != _said(new, name):
            yield _change(_NAMES[name], new, _said(old, name), _said(new, name))
    if _cast(old) != _cast(new):
        gone = [each for each in _cast(old) if each not in _cast(new)]
        come = [each for each in _cast(new) if each not in _cast(old)]
        if gone or come:
            yield _change("people", new, gone, come)
    if any(old[name] != new[name] for name in _OF_TEXT):
        yield _change("text", new, None, None)


def _change(kind: str, session: Json, before: Any, after: Any) -> Json:
    return {
        "kind": kind,
        "session": session["code"],
        "title": session["title"],
        "before": before,
        "after": after,
    }


def _said(session: Json, name: str) -> Any:
    if name == "languages":
        return {"spoken": session["languages"], "into": session["interpretation"]}
    if name == "materials":
        return [each["title"] for each in session["materials"]]
    return session[name]


def _places(session: Json | None) -> list[Mapping[str, Any]]:
    # Without their keys: put to the same place again, nothing moved.
    placements = session["placements"] if session else []
    return [{name: value for name, value in each.items() if name != "key"} for each in placements]


def _cast(session: Json) -> list[Json]:
    return [{"person": each["person"], "role": each["role"]} for each in session["people"]]
