"""The shelf for nginx: what lies where, so that it answers as we do, with the same ETags, also without us.

``docs/how-to/nginx.md`` has the configuration that reads this. Stand-ins and earlier releases are left to us.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convenor.programme.shelf import Entry, Manifest, Shelf
from convenor.web.middleware.headers import policy_with_styles


def maps(shelf: Shelf) -> str:
    """``$convenor_file`` and ``$convenor_policy`` of every address of current releases."""
    current = {edition: shelf.manifest(edition, number) for edition, number in sorted(shelf.all_current())}
    files = [line for manifest in current.values() for line in _files(manifest)]
    policies = [_policy(edition, manifest) for edition, manifest in current.items()]
    return "".join([*_map("$convenor_file", files), *_map("$convenor_policy", policies)])


def _map(name: str, lines: list[str]) -> Iterator[str]:
    yield f'map $uri {name} {{\n    default "";\n'
    yield from lines
    yield "}\n"


def _files(manifest: Manifest) -> Iterator[str]:
    for path, entry in manifest.files.items():
        if not entry.is_stand_in:
            yield f'    "/{path}" "{_place(entry)}";\n'


def _place(entry: Entry) -> str:
    """Below ``blobs``; a plus where compressed forms lie beside it."""
    return f"{entry.blob[:2]}/{entry.blob}{'+' if entry.encodings else ''}"


def _policy(edition: str, manifest: Manifest) -> str:
    policy = policy_with_styles(str(manifest.facts["styles"]))
    return f'    "~^/[a-z]+/{re.escape(edition)}/.*/$" "{policy}";\n'
