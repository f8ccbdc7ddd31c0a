"""PDF: only what its pages lead to, written into a new file without names, dates, attachments or scripts."""

from __future__ import annotations

import io
import zlib
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from convenor.kernel.documents import pictures
from convenor.kernel.documents.markup import is_local_path
from convenor.kernel.documents.reasons import NotCleaned, Reason

_MOST_OBJECTS = 100_000  # a tagged book of 500 pages has half as many
_IN_A_PARCEL = 200  # objects that are packed together

_CATALOG_KEPT = {
    "/AcroForm", "/Dests", "/Lang", "/MarkInfo", "/Names", "/OCProperties", "/Outlines", "/PageLabels",
    "/PageLayout", "/PageMode", "/Pages", "/StructTreeRoot", "/Type", "/Version", "/ViewerPreferences",
}  # fmt: skip
_NAMES_KEPT = {"/Dests"}
_FORM_KEPT = {"/DA", "/DR", "/Fields", "/NeedAppearances", "/Q"}
_PAGE_KEPT = {
    "/Annots", "/ArtBox", "/BleedBox", "/Contents", "/CropBox", "/Dur", "/Group", "/MediaBox", "/Parent",
    "/Resources", "/Rotate", "/StructParents", "/Tabs", "/Trans", "/TrimBox", "/Type", "/UserUnit",
}  # fmt: skip
_SIGNATURE_KEPT = {"/FT", "/Parent", "/T"}
_LEFT_OUT = {
    "/AA", "/AF", "/Author", "/Company", "/Creator", "/CreatorInfo", "/EF", "/EmbeddedFiles", "/JS",
    "/JavaScript", "/LastModified", "/Metadata", "/OPI", "/PieceInfo", "/Producer", "/Ref", "/Thumb", "/XFA",
}  # fmt: skip
_LEFT_OUT_OF_STREAMS = {"/F", "/FFilter", "/FDecodeParms", "/DL"}  # their content in another file
_LEFT_OUT_OF_NOTES = {"/CreationDate", "/ExData", "/M", "/NM", "/RC", "/Subj"}
_NOTES_KEPT = {
    "/Caret", "/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/Link", "/PolyLine", "/Polygon",
    "/Popup", "/Square", "/Squiggly", "/Stamp", "/StrikeOut", "/Text", "/Underline", "/Widget",
}  # fmt: skip
_ACTIONS_KEPT = {"/GoTo", "/Named", "/URI"}
_TYPES_LEFT_OUT = {"/DocTimeStamp", "/EmbeddedFile", "/Filespec", "/Metadata", "/Sig"}
# In these the keys are names that the document's maker chose.
_FREE = {
    "/CharProcs", "/ClassMap", "/ColorSpace", "/Colorants", "/Dests", "/ExtGState", "/Font", "/Pattern",
    "/Properties", "/RoleMap", "/Shading", "/XObject",
}  # fmt: skip


def cleaned(content: bytes) -> bytes:
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotCleaned(Reason.LOCKED)
        return _Copy(reader).written()
    except LimitReachedError as problem:
        raise NotCleaned(Reason.LARGE) from problem
    except (
        PyPdfError,
        ArithmeticError,
        LookupError,
        NotImplementedError,
        OSError,
        TypeError,
        ValueError,
    ) as problem:
        raise NotCleaned(Reason.BROKEN) from problem


class _Copy:
    """A new file of the objects that the catalog leads to, numbered as they are come upon."""

    def __init__(self, reader: PdfReader) -> None:
        self._reader = reader
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[IndirectObject, bool]] = []
        self._file = _File()

    def written(self) -> bytes:
        catalog = self._catalog()
        root = self._file.add(catalog)
        while self._waiting:
            reference, is_free = self._waiting.pop()
            number = self._numbers[reference.idnum, reference.generation]
            self._file.add(self._value(reference.get_object(), is_free=is_free), number)
        return self._file.finished(root)

    def _catalog(self) -> DictionaryObject:
        root = self._reader.root_object
        if not isinstance(_resolved(root.get("/Pages")), DictionaryObject):
            raise NotCleaned(Reason.BROKEN)
        kept = _only(root, _CATALOG_KEPT)
        for key, its in (("/Names", _NAMES_KEPT), ("/AcroForm", _FORM_KEPT)):
            inside = _resolved(kept.pop(key, None))
            if isinstance(inside, DictionaryObject):
                kept[NameObject(key)] = _only(inside, its)
        return self._dictionary(kept, is_free=False)

    def _value(self, value: Any, *, is_free: bool = False) -> PdfObject:
        if isinstance(value, IndirectObject):
            return self._reference(value, is_free=is_free)
        if isinstance(value, StreamObject):
            return self._stream(value)
        if isinstance(value, DictionaryObject):
            is_gone = not is_free and _is_left_out(value)
            return NullObject() if is_gone else self._dictionary(value, is_free=is_free)
        if isinstance(value, ArrayObject):
            return ArrayObject([self._value(each) for each in value])
        if isinstance(value, TextStringObject):
            return ByteStringObject(value.original_bytes)
        return value if isinstance(value, PdfObject) else NullObject()

    def _reference(self, old: IndirectObject, *, is_free: bool) -> IndirectObject:
        key = old.idnum, old.generation
        if key not in self._numbers:
            self._numbers[key] = self._file.next_number()
            self._waiting.append((old, is_free))
        return IndirectObject(self._numbers[key], 0, None)

    def _dictionary(self, old: DictionaryObject, *, is_free: bool) -> DictionaryObject:
        kept = old if is_free else _wanted(old)
        return DictionaryObject(
            {
                NameObject(key): self._value(value, is_free=not is_free and key in _FREE)
                for key, value in kept.items()
                if is_free or not _is_unwanted(key, value)
            }
        )

    def _stream(self, old: StreamObject) -> PdfObject:
        if _is_left_out(old) or old.get("/Subtype") == "/XML":
            return NullObject()
        new = _picture(old) or _as_it_lies(old)
        inside = self._dictionary(DictionaryObject(new), is_free=False)
        new.clear()
        new.update({key: value for key, value in inside.items() if key not in _LEFT_OUT_OF_STREAMS})
        return new


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _only(old: DictionaryObject, keys: set[str]) -> DictionaryObject:
    return DictionaryObject({key: value for key, value in old.items() if key in keys})


def _is_left_out(old: DictionaryObject) -> bool:
    return old.get("/Type") in _TYPES_LEFT_OUT or "/ByteRange" in old or _is_foreign_action(old)


def _is_foreign_action(old: Any) -> bool:
    """Whether it does anything but go to a place: run a script, open a file, send a form."""
    if not isinstance(old, DictionaryObject):
        return False
    is_action = old.get("/Type") == "/Action" or "/JS" in old
    return is_action and old.get("/S") not in _ACTIONS_KEPT


def _is_unwanted(key: str, value: Any) -> bool:
    inside = _resolved(value)
    if key in ("/A", "/PA") and isinstance(inside, DictionaryObject) and "/S" in inside:
        return inside.get("/S") not in _ACTIONS_KEPT or _is_unwanted("/URI", inside.get("/URI"))
    if isinstance(inside, (TextStringObject, ByteStringObject)):
        return is_local_path(_as_text(inside))
    return False


def _as_text(value: TextStringObject | ByteStringObject) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _wanted(old: DictionaryObject) -> DictionaryObject:
    """``old`` without the keys that name people, programs and times, as its kind has them."""
    if old.get("/Type") == "/Page":
        return _page(_only(old, _PAGE_KEPT))
    if old.get("/FT") == "/Sig":
        return _only(old, _SIGNATURE_KEPT)
    gone = set(_LEFT_OUT)
    if old.get("/S") in _ACTIONS_KEPT:
        gone.add("/Next")
    if "/Subtype" in old and "/Rect" in old:
        gone |= _LEFT_OUT_OF_NOTES
        if old.get("/Subtype") != "/Widget":
            gone.add("/T")  # a field's own name, and in a comment its author's
    return DictionaryObject({key: value for key, value in old.items() if key not in gone})


def _page(page: DictionaryObject) -> DictionaryObject:
    notes = _resolved(page.pop("/Annots", None))
    if isinstance(notes, ArrayObject):
        page[NameObject("/Annots")] = ArrayObject([note for note in notes if _is_shown(_resolved(note))])
    return page


def _is_shown(note: Any) -> bool:
    if not isinstance(note, DictionaryObject) or note.get("/Subtype") not in _NOTES_KEPT:
        return False
    parent = _resolved(note.raw_get("/Parent")) if "/Parent" in note else None
    fields = [note, parent] if isinstance(parent, DictionaryObject) else [note]
    return all(field.get("/FT") != "/Sig" for field in fields)  # it shows who signed


def _picture(old: StreamObject) -> StreamObject | None:
    """A photograph without what the camera wrote into it; nothing for all other streams."""
    filters = _resolved(old.get("/Filter"))
    last = filters[-1] if isinstance(filters, ArrayObject) and filters else filters
    if last not in ("/DCTDecode", "/DCT", "/JPXDecode"):
        return None
    photograph = pictures.cleaned(old.get_data())
    if photograph is None:
        raise NotCleaned(Reason.FOREIGN)
    parameters = _resolved(old.get("/DecodeParms"))
    new = DecodedStreamObject()
    new.set_data(photograph)
    new.update({key: value for key, value in old.items() if key != "/DecodeParms"})
    new[NameObject("/Filter")] = NameObject(last)
    if isinstance(parameters, ArrayObject) and parameters:
        parameters = parameters[-1]
    if isinstance(_resolved(parameters), DictionaryObject):
        new[NameObject("/DecodeParms")] = parameters
    return new


def _as_it_lies(old: StreamObject) -> StreamObject:
    new = EncodedStreamObject()
    new._data = old._data  # noqa: SLF001  # the bytes as they lie in the file; get_data would unpack them
    new.update(old)
    return new


class _File:
    """A PDF 1.5 file: streams as they come, all other objects packed by the parcel, and the list of both."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._places: dict[int, tuple[int, int, int]] = {}
        self._parcel: list[tuple[int, bytes]] = []
        self._last = 0

    def next_number(self) -> int:
        self._last += 1
        if self._last > _MOST_OBJECTS:
            raise NotCleaned(Reason.LARGE)
        return self._last

    def add(self, value: PdfObject, number: int = 0) -> int:
        number = number or self.next_number()
        if isinstance(value, StreamObject):
            self._write(number, value)
        else:
            self._parcel.append((number, _bytes(value)))
            if len(self._parcel) == _IN_A_PARCEL:
                self._send()
        return number

    def finished(self, root: int) -> bytes:
        self._send()
        number, start = self.next_number(), self._out.tell()
        self._places[number] = (1, start, 0)
        self._places[0] = (0, 0, 0xFFFF)
        # No number is left out: each was given for an object that was then added.
        rows = [self._places[each] for each in range(self._last + 1)]
        table = b"".join(
            kind.to_bytes(1) + place.to_bytes(4) + inside.to_bytes(2) for kind, place, inside in rows
        )
        facts = {
            "/Type": NameObject("/XRef"),
            "/Size": NumberObject(len(rows)),
            "/W": ArrayObject([NumberObject(1), NumberObject(4), NumberObject(2)]),
            "/Root": IndirectObject(root, 0, None),
        }
        self._write(number, _packed(table, facts))
        self._out.write(b"startxref\n%d\n%%%%EOF\n" % start)
        return self._out.getvalue()

    def _write(self, number: int, stream: StreamObject) -> None:
        self._places[number] = (1, self._out.tell(), 0)
        self._out.write(b"%d 0 obj\n" % number)
        stream.write_to_stream(self._out)
        self._out.write(b"\nendobj\n")

    def _send(self) -> None:
        if not self._parcel:
            return
        parcel = self.next_number()
        head, body = [], b""
        starts = 0
        for place, (number, content) in enumerate(self._parcel):
            self._places[number] = (2, parcel, place)
            head.append(f"{number} {starts}")
            starts += len(content) + 1
        body = b"\n".join(content for _number, content in self._parcel)
        first = " ".join(head).encode() + b"\n"
        facts = {
            "/Type": NameObject("/ObjStm"),
            "/N": NumberObject(len(self._parcel)),
            "/First": NumberObject(len(first)),
        }
        self._parcel.clear()
        self._write(parcel, _packed(first + body, facts))


def _bytes(value: PdfObject) -> bytes:
    out = io.BytesIO()
    value.write_to_stream(out)
    return out.getvalue()


def _packed(content: bytes, facts: dict[str, Any]) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(zlib.compress(content))
    stream.update({NameObject(key): value for key, value in facts.items()})
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    return stream
