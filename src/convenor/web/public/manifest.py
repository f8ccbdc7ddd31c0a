"""What makes a programme an app of its own on a device: its name, its icons, the page where it begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from convenor.kernel.translated import RIGHT_TO_LEFT
from convenor.programme.document import canonical
from convenor.programme.frozen import Frozen
from convenor.programme.shelf import File

MANIFEST = "application/manifest+json"
PNG = "image/png"
ICONS = {"icon-192.png": (192, "any"), "icon-512.png": (512, "any"), "icon-maskable.png": (512, "maskable")}
ACCENT, GROUND = "#00615a", "#f4f3ee"  # as in style.css
UP = "../../../"  # from the manifest to the root, so that it works wherever the files stand


def manifest(release: Frozen, language: str) -> Iterator[File]:
    """``manifest.webmanifest`` of the edition in ``language``, which is the active one."""
    icons = [
        {
            "src": f"{UP}{release.path}/{name}",
            "sizes": f"{size}x{size}",
            "type": PNG,
            "purpose": purpose,
        }
        for name, (size, purpose) in ICONS.items()
    ]
    facts: dict[str, Any] = {
        "name": str(release.name),
        "description": str(release.theme),
        "lang": language,
        "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "start_url": "programme/",
        "scope": UP,
        "display": "standalone",
        "display_override": ["minimal-ui", "standalone"],
        "theme_color": ACCENT,
        "background_color": GROUND,
        "icons": icons,
    }
    yield File(f"{language}/{release.path}/manifest.webmanifest", MANIFEST, canonical(facts).encode())


def icons(release: Frozen, _language: str) -> Iterator[File]:
    """The icons of the app, which travel with the release."""
    for name in ICONS:
        yield File(f"{release.path}/{name}", PNG, (settings.STATIC_ROOT / name).read_bytes())
