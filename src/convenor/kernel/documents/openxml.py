"""DOCX and PPTX: only the parts that the document leads to, its people all called “Author”."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from convenor.kernel.documents import parts
from convenor.kernel.documents.markup import Attribute, Change, Element, Outcome, is_markup, rewritten
from convenor.kernel.documents.packages import NewPackage, Package
from convenor.kernel.documents.reasons import NotCleaned, Reason

TYPES = "[Content_Types].xml"
_NOBODY = "Author"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SVG = "http://www.w3.org/2000/svg"
_DRAWING_PROGRAMS = ("inkscape", "sodipodi")

# The last words of relations' types. What they lead to names people, machines or programs; no page needs it.
_LEFT_OUT = {
    "attachedTemplate", "attachedToolbars", "changesInfo", "commentsExtensible", "connections", "customData",
    "customXmlProps", "documenttasks", "keyMapCustomizations", "mailMergeHeaderSource", "mailMergeSource",
    "people", "person", "printerSettings", "recipientData", "revisionInfo", "tags", "webextension",
}  # fmt: skip
# What they lead to may be anything, and a page needs it.
_FOREIGN = {
    "aFChunk", "activeXControlBinary", "audio", "control", "frame", "media", "oleObject", "package",
    "subDocument", "vbaProject", "video", "wordVbaData",
}  # fmt: skip

_ELEMENTS_LEFT_OUT = {
    "absPath", "attachedTemplate", "dataBinding", "docId", "docVars", "documentTasks", "externalData",
    "fileSharing", "frameset", "mailMerge", "presenceInfo", "printerSettings", "rsids", "saveThroughXslt",
    "subDoc", "tags",
}  # fmt: skip
_ATTRIBUTES_LEFT_OUT = {"date", "dateUtc", "dt", "ed", "initials"}  # of comments, changes and permissions
_IN_WORDS_NAMESPACES = re.compile(r"/wordprocessingml/|/office/word/|/powerpoint/|/presentationml/")
_RSID = re.compile(r"rsid\w*")
_PEOPLE = {"author", "userId", "userName", "lastModifiedBy", "refreshedBy", "displayName"}
_NAMED_PEOPLE = {"author", "cmAuthor", "chgData", "person"}  # elements whose ``name`` is a person's
_FILE_NAME = re.compile(r".+\.[A-Za-z0-9]{2,5}")
_LINKS = {"hlinkClick", "hlinkHover", "hlinkMouseOver"}


@dataclass(frozen=True, slots=True)
class _Relation:
    key: str
    type: str
    target: str
    is_external: bool

    @property
    def kind(self) -> str:
        return self.type.rpartition("/")[2]


@dataclass(slots=True)
class _Relations:
    kept: list[_Relation] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)


def cleaned(content: bytes) -> bytes:
    package = Package(content)
    relations = _reached(package)
    with closing(NewPackage()) as new:
        new.add(TYPES, rewritten(package.read(TYPES), _types_of(set(relations))))
        for part, its in relations.items():
            if part:
                new.add(part, _part(package, part, its.gone))
            if its.kept:
                new.add(_beside(part), _written(its.kept))
        return new.finished()


def _reached(package: Package) -> dict[str, _Relations]:
    """The relations of each part that the document leads to; ``""`` stands for the package itself."""
    start = [each for each in _relations(package, "") if each.kind == "officeDocument"]
    found = {"": _Relations(start[:1])}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        for target in _targets(package, part, found[part].kept):
            if target not in found:
                found[target] = _sorted_out(package, target)
                waiting.append(target)
    if len(found) == 1:
        raise NotCleaned(Reason.BROKEN)
    return found


def _targets(package: Package, part: str, relations: list[_Relation]) -> Iterator[str]:
    for relation in relations:
        if not relation.is_external:
            yield _resolved(package, part, relation.target)


def _sorted_out(package: Package, part: str) -> _Relations:
    its = _Relations()
    for relation in _relations(package, part):
        if _is_wanted(package, part, relation):
            its.kept.append(relation)
        else:
            its.gone.add(relation.key)
    return its


def _is_wanted(package: Package, part: str, relation: _Relation) -> bool:
    if relation.is_external:
        # Only links that a reader follows by hand: a picture from elsewhere would tell its owner who reads.
        return relation.kind == "hyperlink" and relation.target.lower().startswith(
            ("http:", "https:", "mailto:", "#")
        )
    if relation.kind == "package" and "/charts/" in f"/{part}":
        return False  # the table behind a chart, which shows its figures without it
    if relation.kind in _FOREIGN:
        raise NotCleaned(Reason.FOREIGN)
    target = _resolved(package, part, relation.target)
    return bool(target) and relation.kind not in _LEFT_OUT and not target.startswith("customXml/")


def _relations(package: Package, part: str) -> list[_Relation]:
    beside = package.real_name(_beside(part))
    found: list[_Relation] = []

    def look(element: Element) -> Outcome:
        if element.name == "Relationship":
            is_external = element.get("TargetMode") == "External"
            given = (element.get("Id"), element.get("Type"), element.get("Target"))
            found.append(_Relation(*given, is_external))
        return Outcome.KEPT

    if beside:
        rewritten(package.read(beside), look)
    return found


def _resolved(package: Package, part: str, target: str) -> str:
    """The part that ``target`` means, seen from ``part``; empty where there is none."""
    path = unquote(target.partition("#")[0])
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(posixpath.dirname(part), path)
    return package.real_name(posixpath.normpath(joined))


def _beside(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _written(relations: list[_Relation]) -> bytes:
    rows = [
        f"<Relationship Id={quoteattr(each.key)} Type={quoteattr(each.type)} Target={quoteattr(each.target)}"
        + (' TargetMode="External"/>' if each.is_external else "/>")
        for each in relations
    ]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Relationships xmlns="{_RELATIONS}">{"".join(rows)}</Relationships>'.encode()


def _types_of(kept: set[str]) -> Change:
    names = {f"/{name}".casefold() for name in kept}

    def change(element: Element) -> Outcome:
        is_kept = element.name != "Override" or element.get("PartName").casefold() in names
        return Outcome.KEPT if is_kept else Outcome.LEFT_OUT

    return change


def _part(package: Package, part: str, gone: set[str]) -> bytes:
    content = package.read(part)
    return rewritten(content, _nameless(gone)) if is_markup(content) else parts.cleaned(part, content)


def _nameless(gone: set[str]) -> Change:
    """The change of a part's text whose relations ``gone`` are no more."""

    def change(element: Element) -> Outcome:
        if element.name in _ELEMENTS_LEFT_OUT or _is_of_a_drawing_program(element):
            return Outcome.LEFT_OUT
        kept = [each for each in element.attributes if not _is_left_out(element, each, gone)]
        if element.name in _LINKS and len(kept) < len(element.attributes):
            return Outcome.LEFT_OUT
        for each in kept:
            each.value = _without_name(element, each)
        element.attributes = kept
        return Outcome.KEPT

    return change


def _is_left_out(element: Element, attribute: Attribute, gone: set[str]) -> bool:
    if attribute.space.endswith("/relationships"):
        return attribute.value in gone
    if attribute.space and any(program in attribute.space for program in _DRAWING_PROGRAMS):
        return True
    if _RSID.fullmatch(attribute.name):
        return True
    if attribute.name in _ATTRIBUTES_LEFT_OUT and element.name != "cmAuthor":
        return _IN_WORDS_NAMESPACES.search(attribute.space or element.space) is not None
    return False


def _without_name(element: Element, attribute: Attribute) -> str:
    if attribute.name in _PEOPLE or (attribute.name == "name" and element.name in _NAMED_PEOPLE):
        return _NOBODY
    if attribute.name == "initials":
        return _NOBODY[0]
    if attribute.name == "providerId":
        return "None"
    if attribute.name in ("name", "title") and element.name in ("cNvPr", "docPr", "imagedata"):
        return "" if _FILE_NAME.fullmatch(attribute.value) else attribute.value
    return attribute.value


def _is_of_a_drawing_program(element: Element) -> bool:
    is_foreign = any(program in element.space for program in _DRAWING_PROGRAMS)
    return is_foreign or (element.space == _SVG and element.name in ("metadata", "script"))
