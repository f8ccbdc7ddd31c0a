"""ODT and ODP: texts, styles, pictures and fonts, and nobody's name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from contextlib import closing
from urllib.parse import unquote

from convenor.kernel.documents import parts
from convenor.kernel.documents.markup import Attribute, Change, Element, Outcome, is_markup, rewritten
from convenor.kernel.documents.packages import NewPackage, Package
from convenor.kernel.documents.reasons import NotCleaned, Reason

_MIMETYPE, _MANIFEST = "mimetype", "META-INF/manifest.xml"
# Folders and files that no page needs: macros, older versions, tool bars, small pictures of the first page.
_LEFT_OUT = re.compile(
    r"(?:META-INF|Thumbnails|Configurations\d*|Basic|Scripts|Dialogs|Versions)/.*"
    r"|(?:.*/)?(?:meta\.xml|manifest\.rdf|layout-cache|VersionList\.xml)"
)
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_SCRIPT = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS_LEFT_OUT = {"applet", "encryption-data", "plugin", "scripts", "dde-connection-decls"}
_INITIALS = {"creator-initials", "sender-initials"}
_LINKS = {"a", "event-listener"}
_RSID = re.compile(r"(?:.*-)?rsid")
_SETTINGS_OF_A_PERSON = re.compile(r"Printer|Rsid|Fax|Database|DataSource|PasswordHash|RedlineProtection")
_FOLLOWED = ("http:", "https:", "mailto:")


def cleaned(content: bytes) -> bytes:
    package = Package(content)
    kept = [name for name in package.names if name != _MIMETYPE and not _LEFT_OUT.fullmatch(name)]
    if "content.xml" not in kept or not package.real_name(_MANIFEST):
        raise NotCleaned(Reason.BROKEN)
    manifest = rewritten(package.read(_MANIFEST), _listing(set(kept)))  # first, since it tells of a password
    with closing(NewPackage()) as new:
        new.add(_MIMETYPE, package.read(_MIMETYPE), is_packed=False)
        for name in kept:
            new.add(name, _part(package, name))
        new.add(_MANIFEST, manifest)
        return new.finished()


def _listing(kept: set[str]) -> Change:
    folders = {f"{posixpath.dirname(name)}/" for name in kept}

    def change(element: Element) -> Outcome:
        if element.name == "encryption-data":
            raise NotCleaned(Reason.LOCKED)
        path = element.get("full-path")
        is_kept = element.name != "file-entry" or path in kept or path in folders
        return Outcome.KEPT if is_kept else Outcome.LEFT_OUT

    return change


def _part(package: Package, name: str) -> bytes:
    content = package.read(name)
    if not is_markup(content):
        return parts.cleaned(name, content)

    def is_inside(target: str) -> bool:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target)))
        return any(package.real_name(inside) for inside in (path, f"{path}/content.xml"))

    return rewritten(content, _nameless(is_inside))


def _nameless(is_inside: Callable[[str], bool]) -> Change:
    def change(element: Element) -> Outcome:
        if _is_left_out(element):
            return Outcome.LEFT_OUT
        element.attributes = [each for each in element.attributes if _is_kept(element, each, is_inside)]
        return Outcome.EMPTIED if _is_a_name(element) else Outcome.KEPT

    return change


def _is_left_out(element: Element) -> bool:
    if element.name == "config-item":
        return _SETTINGS_OF_A_PERSON.search(element.get("name")) is not None
    if element.space == _SVG:
        return element.name in ("metadata", "script")
    return element.name in _ELEMENTS_LEFT_OUT or element.space == _SCRIPT


def _is_a_name(element: Element) -> bool:
    """Who wrote a comment or a change. Names that stand on the page itself are its author's own choice."""
    is_creator = element.name == "creator" and element.space == _DUBLIN_CORE
    return is_creator or (element.name in _INITIALS and element.space != _TEXT)


def _is_kept(element: Element, attribute: Attribute, is_inside: Callable[[str], bool]) -> bool:
    if attribute.name != "href":
        return not _RSID.fullmatch(attribute.name)
    # A picture from elsewhere would tell its owner who reads; a path, whose machine it was.
    is_link = element.name in _LINKS and attribute.value.lower().startswith(_FOLLOWED)
    return is_link or attribute.value.startswith("#") or is_inside(attribute.value)
