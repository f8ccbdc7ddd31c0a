"""Documents that are damaged, locked or made to harm are refused for what is wrong with them."""

import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject

from convenor.kernel.documents import opendocument, openxml, packages, pdf
from convenor.kernel.documents.reasons import NotCleaned, Reason
from tests import documents

MEGABYTE = b"0" * (1024 * 1024)
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def refused(cleaned, content):
    with pytest.raises(NotCleaned) as why:
        cleaned(content)
    return why.value.reason


def locked(password, **options):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(documents.pdf())))
    writer.encrypt(password, algorithm="AES-256", **options)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_behind_a_password_is_refused():
    assert refused(pdf.cleaned, locked("secret")) == Reason.LOCKED


def test_a_pdf_that_only_forbids_to_print_is_cleaned():
    content = pdf.cleaned(locked("", owner_password="secret"))

    assert PdfReader(io.BytesIO(content)).pages[0].extract_text() == documents.TEXT
    assert documents.names_in(content) == set()


def of_objects(*objects):
    """A PDF without a list of its objects, as damaged ones are."""
    rows = [b"%d 0 obj%sendobj\n" % (number, content) for number, content in enumerate(objects, 1)]
    end = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n0\n%%%%EOF" % (len(objects) + 1)
    return b"%PDF-1.7\n" + b"".join(rows) + end


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\nthis is no file of pages\n%%EOF",
        of_objects(b"<</Type/Catalog>>"),
        of_objects(b"<</Type/Catalog/Pages 1>>"),
        of_objects(b"<</Type/Catalog/Pages 7 0 R>>"),
    ],
)
def test_a_broken_pdf_is_refused(content):
    assert refused(pdf.cleaned, content) == Reason.BROKEN


def test_pages_that_lead_to_themselves_come_to_an_end():
    content = of_objects(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 1>>")

    assert pdf.cleaned(content).count(b"endobj") == 2


def test_a_pdf_of_too_many_objects_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_OBJECTS", 10)

    assert refused(pdf.cleaned, documents.pdf()) == Reason.LARGE


def test_objects_packed_as_a_bomb_are_refused():
    bomb = zlib.compress(MEGABYTE * 80)
    stream = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream " % (
        len(bomb),
        bomb,
    )
    table = bytes([0, 0, 0, 2, 2, 0, 1, 0, 9, 2, 2, 0])
    facts = b"<</Type/XRef/Size 4/W[1 1 1]/Root 1 0 R/Length %d>>stream\n%s\nendstream " % (len(table), table)
    head = b"%PDF-1.7\n2 0 obj"
    there = len(head + stream) + len(b"endobj\n")
    content = head + stream + b"endobj\n3 0 obj" + facts + b"endobj\nstartxref\n%d\n%%%%EOF" % there

    assert refused(pdf.cleaned, content) in {Reason.LARGE, Reason.BROKEN}


def test_a_photograph_that_cannot_be_looked_through_keeps_its_pdf_out():
    picture = DecodedStreamObject()
    picture.set_data(b"CanaryPhotograph")
    picture[NameObject("/Filter")] = NameObject("/DCTDecode")

    assert refused(pdf.cleaned, documents.pdf(Dests=ArrayObject([picture]))) == Reason.FOREIGN


def listed_as(content, at, number):
    """The package whose list says something else of its first part."""
    start = content.index(b"PK\x01\x02") + at
    return content[:start] + number.to_bytes(2, "little") + content[start + 2 :]


FLAGS, METHOD, UNPACKED = 8, 10, 24


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 no zip", Reason.BROKEN),
        (documents.docx()[:-10], Reason.BROKEN),
        (documents.zipped({"[Content_Types].xml": "<x/>"}), Reason.BROKEN),
        (documents.docx(**{"../x.xml": "<x/>"}), Reason.BROKEN),
        (documents.docx(**{"word\\x.xml": "<x/>"}), Reason.BROKEN),
        (documents.docx(**{"WORD/document.xml": "<x/>"}), Reason.BROKEN),
        (documents.docx(**{"word/x.bin": MEGABYTE * 20}), Reason.LARGE),
        (listed_as(documents.docx(), FLAGS, 1), Reason.LOCKED),
        (listed_as(documents.docx(), METHOD, 14), Reason.BROKEN),
        (listed_as(documents.docx(), UNPACKED, 3), Reason.BROKEN),
        (listed_as(documents.docx(), UNPACKED + 2, 0xFFFF), Reason.LARGE),
    ],
)
def test_a_strange_package_is_refused(content, reason):
    assert refused(openxml.cleaned, content) == reason


def test_a_package_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(packages, "_MOST_PARTS", 10)

    assert refused(openxml.cleaned, documents.docx()) == Reason.LARGE


def related(kind):
    return {"word/_rels/settings.xml.rels": documents.relations((kind, "document.xml"))}


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"word/document.xml": "no markup at all"}, Reason.FOREIGN),
        ({"word/document.xml": "<w:document>"}, Reason.BROKEN),
        ({"word/document.xml": "<w:document>\0</w:document>"}, Reason.BROKEN),
        ({"word/document.xml": '<?xml version="1.0" encoding="Klingon"?><x/>'}, Reason.BROKEN),
        ({"word/document.xml": "<x>" * 10_000}, Reason.LARGE),
        ({"word/document.xml": ENTITY}, Reason.BROKEN),
        ({"word/document.xml": FILE}, Reason.BROKEN),
        ({"_rels/.rels": ENTITY}, Reason.BROKEN),
        ({"[Content_Types].xml": FILE}, Reason.BROKEN),
        ({"word/media/image1.jpg": b"II*\0 a TIFF"}, Reason.FOREIGN),
        ({"word/media/image1.jpg": documents.photograph()[:40]}, Reason.FOREIGN),
        (related("oleObject"), Reason.FOREIGN),
        (related("package"), Reason.FOREIGN),
        (related("aFChunk"), Reason.FOREIGN),
        (related("vbaProject"), Reason.FOREIGN),
    ],
)
def test_a_hostile_part_keeps_its_document_out(part, reason):
    assert refused(openxml.cleaned, documents.docx(**part)) == reason


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"content.xml": ENTITY}, Reason.BROKEN),
        ({"styles.xml": "<x>"}, Reason.BROKEN),
        ({"Object 2": b"\xd0\xcf\x11\xe0 of another program"}, Reason.FOREIGN),
        ({"Media/film.mp4": b"\0\0\0 ftyp"}, Reason.FOREIGN),
        ({"META-INF/manifest.xml": documents.manifest([], inside="<encryption-data/>")}, Reason.LOCKED),
    ],
)
def test_a_hostile_open_document_is_refused(part, reason):
    assert refused(opendocument.cleaned, documents.odt(**part)) == reason


def test_an_open_document_without_its_text_is_refused():
    assert refused(opendocument.cleaned, documents.zipped({"mimetype": documents.ODT})) == Reason.BROKEN
