"""A release as a folder that works from any web server, at any root, and from a memory stick without one.

Pages become ``index.html`` files and links to them say so; what is not part of the release (the log, earlier
releases, uploaded materials) is linked at the installation's own address. It is made from the shelf alone,
also while the database is down. ``SHA256SUMS`` lists its files; the manifest of the release names that list.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath

from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import override

from convenor.kernel.refusals import Refused
from convenor.kernel.translated import LANGUAGES, RIGHT_TO_LEFT
from convenor.programme.frozen import Frozen
from convenor.programme.manifest import MANIFEST, SUMS, as_sums, sha256
from convenor.programme.render.machines import DOCUMENT, PEOPLE
from convenor.programme.shelf import Entry, Shelf
from convenor.programme.thawing import thaw

INDEX = "index.html"
_LINK = re.compile(r'((?:href|src)=")([^"]*)(")')
_NEEDS_A_SERVER = re.compile(r'(?:<script src="[^"]*"[^>]*></script>|<link rel="manifest"[^>]*>)\s*')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#")
_COMPRESSION = 6


class NotReleased(Refused):
    """There is no such release."""


class AlreadyThere(Refused):
    """Something stands where the export is to be."""


class NoPlace(Refused):
    """The folder in which the export is to be is not there."""


@dataclass(frozen=True, slots=True)
class Export:
    """All files of one release, by where they stand in the folder."""

    release: Frozen
    _shelf: Shelf
    _files: Mapping[str, Entry]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The front door first, and last the list of all, but for the manifest that has its hash."""
        manifest = f"{self.release.path}/{MANIFEST}"
        hashes: dict[str, str] = {}
        for path, content in self.contents():
            if path != manifest:
                hashes[path] = sha256(content)
            yield path, content
        yield f"{self.release.path}/{SUMS}", as_sums(hashes)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Without the list."""
        yield INDEX, self._entrance()
        for path, entry in sorted(self._files.items()):
            content = self._shelf.read(entry)
            if path.endswith("/"):
                yield path + INDEX, self._alone(path, content.decode()).encode()
            else:
                yield path, content

    def _alone(self, path: str, page: str) -> str:
        return standing_alone(page, path, self.release.site, self._files)

    def _entrance(self) -> bytes:
        """Offers the six languages."""
        names = dict(settings.LANGUAGES)
        doors = [
            {
                "language": language,
                "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr",
                "in_words": names[language],
                "title": self.release.name.in_(language),
                "href": f"{language}/{self.release.path}/{INDEX}",
            }
            for language in LANGUAGES
        ]
        with override("en"):
            page: str = get_template("released/entrance.html").render(
                {"release": self.release, "doors": doors}
            )
        return page.encode()


def export_of(shelf: Shelf, path: str, number: int | None = None) -> Export:
    """Release ``number`` of the edition at ``path``; the one that people read unless told otherwise."""
    current = shelf.current(path)
    if current is None:
        raise NotReleased(f"There is no release of {path}.")
    number = current if number is None else number
    if not 0 < number <= current or not shelf.has(path, number):
        raise NotReleased(f"There is no release {number} of {path}; the latest is {current}.")
    manifest = shelf.manifest(path, number)
    document, people = (shelf.read(manifest.files[f"{path}/{name}"]).decode() for name in (DOCUMENT, PEOPLE))
    return Export(thaw(document, json.loads(people), manifest.facts["digest"]), shelf, manifest.files)


def sums(release: Frozen, shelf: Shelf, files: Mapping[str, Entry]) -> bytes:
    """The list of what an export of ``files`` will hold."""
    return as_sums({path: sha256(content) for path, content in Export(release, shelf, files).contents()})


def standing_alone(page: str, path: str, site: str, files: Collection[str]) -> str:
    """The ``page`` at ``path`` with links that need no web server, without what needs one."""
    page = _NEEDS_A_SERVER.sub("", page)
    return _LINK.sub(lambda found: found[1] + _link(found[2], path, site, files) + found[3], page)


def _link(href: str, path: str, site: str, files: Collection[str]) -> str:
    if not href or _ELSEWHERE.match(href):
        return href
    if href.startswith("/"):
        return site + href
    way, sign, anchor = href.partition("#")
    leads_to = normpath(path + way) + ("/" if way.endswith("/") else "")
    if leads_to not in files:  # live, such as what somebody marked
        return f"{site}/{leads_to}{sign}{anchor}"
    return f"{way}{INDEX}{sign}{anchor}" if way.endswith("/") else href


def write(export: Export, target: Path) -> int:
    """Make the folder, or the file if its name ends in ``.zip``, whole or not at all; gives their number."""
    target = target.resolve()
    into_zip = target.suffix.lower() == ".zip"
    if not target.parent.is_dir():
        raise NoPlace(f"There is no folder {target.parent}.")
    if into_zip and target.exists():
        raise AlreadyThere(f"{target} is there already.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise AlreadyThere(f"{target} is there already, and not an empty folder.")
    return _zipped(export, target) if into_zip else _unfolded(export, target)


def _unfolded(export: Export, target: Path) -> int:
    made = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        count = _each(export.files(), lambda path, content: _put(made / path, content))
        made.chmod(0o755)
        if target.exists():
            target.rmdir()
        made.rename(target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return count


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _zipped(export: Export, target: Path) -> int:
    """The same bytes whenever and wherever it is made."""
    stamp = export.release.at.utctimetuple()[:6]
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as file:
        made = Path(file.name)
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
                count = _each(export.files(), lambda path, content: _add(archive, path, content, stamp))
        except BaseException:
            made.unlink()
            raise
    made.chmod(0o644)
    made.rename(target)
    return count


def _add(archive: zipfile.ZipFile, path: str, content: bytes, stamp: tuple[int, ...]) -> None:
    about = zipfile.ZipInfo(path, date_time=stamp)  # type: ignore[arg-type]  # six numbers
    about.compress_type, about.create_system, about.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100644 << 16
    archive.writestr(about, content)


def _each(files: Iterable[tuple[str, bytes]], do: Callable[[str, bytes], None]) -> int:
    count = 0
    for path, content in files:
        do(path, content)
        count += 1
    return count
