"""No name stays in any layer of a document that was cleaned, and what stands on its pages does."""

import io
import zipfile
from typing import Any

import pytest
from pypdf import PdfReader

from convenor.kernel.documents import opendocument, openxml, pdf
from tests import documents

KINDS: dict[str, Any] = {
    "pdf": (documents.pdf, documents.PDF_NAMES, pdf.cleaned),
    "docx": (documents.docx, documents.DOCX_NAMES, openxml.cleaned),
    "pptx": (documents.pptx, documents.PPTX_NAMES, openxml.cleaned),
    "odt": (documents.odt, documents.ODT_NAMES, opendocument.cleaned),
}


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_goes(kind):
    made, names, cleaned = KINDS[kind]
    content = made()

    before, after = documents.names_in(content), documents.names_in(cleaned(content))

    assert (before, after) == (names, set())


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_cleaned_is_cleaned_again_to_the_same(kind):
    made, _names, cleaned = KINDS[kind]
    once = cleaned(made())

    assert cleaned(cleaned(once)) == cleaned(once)


def test_a_pdf_keeps_its_text_links_notes_and_fields():
    reader = PdfReader(io.BytesIO(pdf.cleaned(documents.pdf())))

    page = reader.pages[0]
    notes = [note.get_object() for note in page["/Annots"]]
    assert page.extract_text() == documents.TEXT
    assert [(note["/Subtype"], note.get("/A"), note.get("/T"), note.get("/Contents")) for note in notes] == [
        ("/Text", None, None, "Well said"),
        ("/Link", {"/S": "/URI", "/URI": "https://tides.example/"}, None, None),
        ("/Link", None, None, None),
        ("/Link", None, None, None),
        ("/Widget", None, "place", None),
    ]
    assert (reader.metadata, reader.xmp_metadata, reader.trailer.get("/ID"), reader.attachments) == (
        None,
        None,
        None,
        {},
    )


def test_a_pdf_keeps_pictures_whose_names_are_those_of_scripts():
    reader = PdfReader(io.BytesIO(pdf.cleaned(documents.pdf())))

    assert [(picture.name, picture.image.size) for picture in reader.pages[0].images] == [("JS.jpg", (8, 6))]


def test_a_text_keeps_its_words_and_that_somebody_changed_them():
    document = parts(openxml.cleaned(documents.docx()))["word/document.xml"].decode()

    assert f'<w:t xml:space="preserve">{documents.TEXT} </w:t>' in document
    assert '<w:ins w:id="1" w:author="Author"><w:r><w:t>slowly</w:t></w:r></w:ins>' in document
    assert '<w:hyperlink r:id="r6"><w:r><w:t>more</w:t></w:r></w:hyperlink>' in document
    assert "<w:hyperlink><w:r><w:t>mine</w:t></w:r></w:hyperlink>" in document
    assert '<a:blip r:embed="r3"></a:blip>' in document


def test_a_text_keeps_the_parts_that_it_leads_to():
    kept = parts(openxml.cleaned(documents.docx()))

    assert sorted(kept) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
        "word/comments.xml",
        "word/document.xml",
        "word/media/image1.jpg",
        "word/media/image2.png",
        "word/settings.xml",
    ]
    assert b"docProps" not in kept["[Content_Types].xml"] + kept["_rels/.rels"]


def test_slides_keep_their_charts_without_the_tables_behind_them():
    kept = parts(openxml.cleaned(documents.pptx()))

    assert kept["ppt/charts/chart1.xml"].endswith(b"<c:v>7</c:v></c:chart>")
    assert kept["ppt/slides/slide1.xml"].endswith(b"<p:custDataLst></p:custDataLst>\n</p:sld>")
    assert b'name="Author" initials="A"' in kept["ppt/commentAuthors.xml"]


def test_an_open_document_keeps_its_words_pictures_and_links():
    kept = parts(opendocument.cleaned(documents.odt()))

    content = kept["content.xml"].decode()
    assert f"<text:p>{documents.TEXT}</text:p>" in content
    assert '<text:a xlink:href="https://tides.example/">more</text:a>\n<text:a>mine</text:a>' in content
    assert '<draw:image></draw:image>\n<draw:image xlink:href="Pictures/1.jpg"></draw:image>' in content
    assert (
        '<draw:object xlink:href="./Object 1"></draw:object>\n<draw:a xlink:href="#page2"></draw:a>'
        in content
    )
    assert kept["settings.xml"].count(b"<config:config-item ") == 1
    assert list(kept) == [
        "mimetype",
        "content.xml",
        "styles.xml",
        "settings.xml",
        "Pictures/1.jpg",
        "Object 1/content.xml",
        "META-INF/manifest.xml",
    ]


def test_the_list_of_an_open_document_names_what_is_left():
    manifest = parts(opendocument.cleaned(documents.odt()))["META-INF/manifest.xml"].decode()

    named = [piece.partition('"')[0] for piece in manifest.split('full-path="')[1:]]
    assert named == [
        "/",
        "Object 1/",
        "content.xml",
        "styles.xml",
        "settings.xml",
        "Pictures/1.jpg",
        "Object 1/content.xml",
    ]


def test_packages_tell_neither_when_nor_where_they_were_made():
    with zipfile.ZipFile(io.BytesIO(openxml.cleaned(documents.docx()))) as package:
        facts = {(part.date_time, part.extra, part.comment) for part in package.infolist()}

    assert (facts, package.comment) == ({((1980, 1, 1, 0, 0, 0), b"", b"")}, b"")
