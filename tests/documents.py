"""Documents with a name wherever programs leave one, and a search through all that such a file is made of.

Each place has a name of its own, ``Canary`` and a word, so that a test can tell which of them is still there.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

TEXT = "The tide turns"
ODT = "application/vnd.oasis.opendocument.text"
ODP = "application/vnd.oasis.opendocument.presentation"

_NAME = re.compile(rb"Canary[A-Z][a-z]+")
_HEX = re.compile(rb"<([0-9a-fA-F\s]{12,})>")
_STREAM = re.compile(rb"stream\r?\n")


def names_in(content: bytes) -> set[str]:
    """The names that a curious reader finds: plain, in UTF-16, in hexadecimal, packed, and packed again."""
    return {name.decode() for layer in _layers(content) for name in _NAME.findall(layer)}


def _layers(content: bytes, depth: int = 0) -> Iterator[bytes]:
    yield content
    yield content.replace(b"\0", b"")
    if depth < 4:
        for inside in (*_unzipped(content), *_inflated(content), *_from_hex(content)):
            yield from _layers(inside, depth + 1)


def _unzipped(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                yield name.encode()
                yield parts.read(name)


def _inflated(content: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(content):
        try:
            yield zlib.decompressobj().decompress(content[found.end() :])
        except zlib.error:
            continue


def _from_hex(content: bytes) -> Iterator[bytes]:
    for found in _HEX.findall(content):
        digits = b"".join(found.split())
        yield bytes.fromhex(digits[: len(digits) // 2 * 2].decode())


def _names(*places: str) -> set[str]:
    return {f"Canary{place}" for place in " ".join(places).split()}


def zipped(parts: dict[str, str | bytes], *, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.comment = comment
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def photograph(name: str = "CanaryPhotograph") -> bytes:
    exif = Image.Exif()
    exif[0x013B] = name
    out = io.BytesIO()
    picture = Image.new("RGB", (8, 6), "teal")
    picture.save(out, "JPEG", exif=exif, comment=name.encode(), icc_profile=f"{name} ".encode() * 9)
    return out.getvalue()


def drawing(name: str = "CanaryDrawing") -> bytes:
    about, out = PngInfo(), io.BytesIO()
    about.add_text("Author", f"{name}.")
    about.add_itxt("Description", f"{name}.", zip=True)
    Image.new("RGB", (8, 6), "teal").save(out, "PNG", pnginfo=about)
    return out.getvalue()


# PDF


def pdf(**more: PdfObject) -> bytes:
    """A page of text with a note, a link, a photograph and a form; ``more`` goes into the catalog."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 200)
    page.update(_keys(Contents=_stream(writer, f"BT /F1 12 Tf 20 100 Td ({TEXT}) Tj ET".encode())))
    font = _keys(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica")
    picture = _photograph(writer)
    page.update(_keys(Resources=_keys(Font=_keys(F1=font), XObject=_keys(JS=picture))))
    page.update(_keys(PieceInfo=_keys(App=_keys(Private=_text("CanaryPiece"))), LastModified=_text("D:2027")))
    thread = writer._add_object(_keys(Type="/Thread", I=_keys(Author=_text("CanaryThread"))))
    page.update(_keys(B=ArrayObject([writer._add_object(_keys(T=thread))])))
    page.update(_keys(Annots=ArrayObject([writer._add_object(note) for note in _notes(writer)])))
    attached = writer._add_object(
        _keys(
            Type="/Filespec",
            F=_text("CanaryFile"),
            EF=_keys(F=_stream(writer, b"CanaryAttachment " * 9, pack=True)),
        )
    )
    writer._root_object.update(
        _keys(
            Names=_keys(EmbeddedFiles=_keys(Names=ArrayObject([_text("CanaryFile"), attached]))),
            Metadata=_stream(writer, b"<x:xmpmeta><dc:creator>CanaryXmp</dc:creator></x:xmpmeta>", pack=True),
            OpenAction=_keys(S="/JavaScript", JS=_text("app.alert('CanaryScript')")),
            AcroForm=_keys(Fields=ArrayObject(), XFA=_stream(writer, b"<xfa>CanaryXfa</xfa>", pack=True)),
            OCProperties=_keys(OCGs=ArrayObject([_layer(writer)]), D=_keys(Creator=_text("CanaryProgram"))),
            **more,
        )
    )
    writer.metadata = {"/Author": "CanaryInfo", "/Title": TEXT}
    writer._ID = ArrayObject([ByteStringObject(b"CanaryId"), ByteStringObject(b"CanaryId")])
    return _as_changed_later(writer)


PDF_NAMES = _names(
    "Info Xmp Id File Attachment Script Xfa Program Layer Piece Thread Photograph Note Path Command Signer",
    "Fieldscript Earlier",
)


def _notes(writer: PdfWriter) -> list[DictionaryObject]:
    place = ArrayObject([NumberObject(n) for n in (10, 10, 50, 20)])
    common = {"Type": "/Annot", "Rect": place, "M": _text("D:20270115120000")}
    signature = _keys(Type="/Sig", Name=_text("CanarySigner"), ByteRange=ArrayObject([NumberObject(0)]))
    link = _keys(S="/URI", URI=_text("https://tides.example/"))
    at_home = _keys(S="/URI", URI=_text("file:///home/CanaryPath/plan.pdf"))
    command = _keys(S="/Launch", F=_text("CanaryCommand.exe"))
    script = _keys(F=_keys(S="/JavaScript", JS=_stream(writer, b"'CanaryFieldscript'", pack=True)))
    return [
        _keys(Subtype="/Text", T=_text("CanaryNote"), Contents=_text("Well said"), **common),
        _keys(Subtype="/Link", A=link, **common),
        _keys(Subtype="/Link", A=at_home, **common),
        _keys(Subtype="/Link", A=command, **common),
        _keys(Subtype="/Widget", FT="/Tx", T=_text("place"), V=_text("Harbour"), AA=script, **common),
        _keys(Subtype="/Widget", FT="/Sig", T=_text("signed"), V=signature, **common),
    ]


def _layer(writer: PdfWriter) -> PdfObject:
    usage = _keys(CreatorInfo=_keys(Creator=_text("CanaryLayer")))
    return writer._add_object(_keys(Type="/OCG", Name=_text("Ink"), Usage=usage))


def _photograph(writer: PdfWriter) -> PdfObject:
    stream = DecodedStreamObject()
    stream.set_data(photograph())
    size = {"Width": NumberObject(8), "Height": NumberObject(6), "BitsPerComponent": NumberObject(8)}
    stream.update(_keys(Subtype="/Image", ColorSpace="/DeviceRGB", Filter="/DCTDecode", **size))
    return writer._add_object(stream)


def _stream(writer: PdfWriter, content: bytes, *, pack: bool = False) -> PdfObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return writer._add_object(stream.flate_encode() if pack else stream)


def _text(text: str) -> TextStringObject:
    return TextStringObject(text)


def _keys(**values: str | PdfObject) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject(f"/{key}"): value if isinstance(value, PdfObject) else NameObject(value)
            for key, value in values.items()
        }
    )


def _as_changed_later(writer: PdfWriter) -> bytes:
    """The file with a list of changes after its end, as programs add that do not write it anew."""
    out = io.BytesIO()
    writer.write(out)
    first = out.getvalue()
    before = int(first.rpartition(b"startxref\n")[2].split()[0])
    trailer = first[first.rindex(b"trailer") : first.rindex(b"startxref")]
    trailer = trailer.replace(b"<<", b"<< /Prev %d" % before, 1)
    there = len(first)
    change = b"900 0 obj\n(CanaryEarlier)\nendobj\n"
    table = b"xref\n900 1\n%010d 00000 n \n" % there
    return first + change + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (there + len(change))


# Office Open XML

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPACES = f"""
xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
xmlns:r="{_OFFICE}"
xmlns:i="http://www.inkscape.org/namespaces/inkscape"
"""
_WHO = 'w:id="1" w:author="CanaryTracked" w:initials="CanaryTracked" w:date="2027-01-15T12:00:00Z"'

_DOCUMENT = f"""<?xml version="1.0"?><!-- CanaryRemark --><?CanaryInstruction ?>
<w:document {_SPACES}><w:body><w:p w:rsidR="0CanaryRsid">
<w:r><w:t xml:space="preserve">{TEXT} </w:t></w:r>
<w:ins {_WHO}><w:r><w:t>slowly</w:t></w:r></w:ins>
<w:permStart w:id="2" w:ed="CanaryEditor"/>
<w:sdt><w:sdtPr><w:dataBinding w:xpath="CanaryBound"/></w:sdtPr></w:sdt>
<w:hyperlink r:id="r6"><w:r><w:t>more</w:t></w:r></w:hyperlink>
<w:hyperlink r:id="r7"><w:r><w:t>mine</w:t></w:r></w:hyperlink>
<a:docPr id="1" name="CanaryPicture.jpg" descr="C:\\Users\\CanaryFolder\\x.jpg"/>
<a:blip r:embed="r3" r:link="r5" i:export="CanaryExport"/>
</w:p></w:body></w:document>"""

_SETTINGS = f"""<w:settings {_SPACES}><w:attachedTemplate r:id="r1"/>
<w:rsids><w:rsid w:val="CanaryRsids"/></w:rsids>
<w:docVars><w:docVar w:name="x" w:val="CanaryVariable"/></w:docVars>
<w:zoom w:percent="100"/></w:settings>"""


def relations(*rows: tuple[str, str]) -> str:
    """Of a part: the kind and the target of each; a target with a scheme lies elsewhere."""
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for number, (kind, target) in enumerate(rows, 1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _types(*names: str) -> str:
    rows = "".join(f'<Override PartName="/{name}" ContentType="application/xml"/>' for name in names)
    pictures = '<Default Extension="jpg" ContentType="image/jpeg"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{pictures}{rows}</Types>'


def docx(**more: str | bytes) -> bytes:
    """A text with a comment, a tracked change and pictures; ``more`` are parts."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types("word/document.xml", "word/comments.xml", "docProps/core.xml"),
        "_rels/.rels": relations(
            ("officeDocument", "word/document.xml"),
            ("core-properties", "docProps/core.xml"),
            ("thumbnail", "docProps/t.jpg"),
        ),
        "docProps/core.xml": "<c:lastModifiedBy xmlns:c='urn:c'>CanaryLast</c:lastModifiedBy>",
        "docProps/app.xml": "<Company>CanaryCompany</Company>",
        "docProps/t.jpg": photograph("CanaryThumbnail"),
        "customXml/item1.xml": "<x>CanaryCustom</x>",
        "word/document.xml": _DOCUMENT,
        "word/_rels/document.xml.rels": relations(
            ("comments", "comments.xml"),
            ("people", "people.xml"),
            ("image", "media/image1.jpg"),
            ("customXml", "../customXml/item1.xml"),
            ("image", "https://CanaryBeacon.example/x.png"),
            ("hyperlink", "https://tides.example/"),
            ("hyperlink", "file:///C:/CanaryLink/x.docx"),
            ("settings", "settings.xml"),
            ("image", "/word/media/image2.png"),
        ),
        "word/comments.xml": f"<w:comments {_SPACES}><w:comment {_WHO}>Well said</w:comment></w:comments>",
        "word/people.xml": "<people>CanaryPerson</people>",
        "word/settings.xml": _SETTINGS,
        "word/_rels/settings.xml.rels": relations(("attachedTemplate", "file:///C:/CanaryTemplate/x.dotx")),
        "word/media/image1.jpg": photograph(),
        "word/media/image2.png": drawing(),
        "word/left.xml": "<x>CanaryUnreached</x>",
        **more,
    }
    return zipped(parts, comment=b"CanaryZip")


DOCX_NAMES = _names(
    "Remark Instruction Rsid Tracked Editor Bound Folder Picture Export Rsids Variable Last Company",
    "Thumbnail Custom Person Photograph Drawing Beacon Link Template Unreached Zip",
)

_SLIDE = f"""<p:sld {_SPACES}><a:t>{TEXT}</a:t>
<p:custDataLst><p:tags r:id="r2"/></p:custDataLst>
<a:hlinkClick r:id="r3"/></p:sld>"""

_READERS = f"""<p:cmAuthorLst {_SPACES}>
<p:cmAuthor id="1" name="CanaryReader" initials="CanaryReader"/></p:cmAuthorLst>"""

_CHART = f"""<c:chart xmlns:c="urn:c" xmlns:r="{_OFFICE}"><c:v>7</c:v><c:externalData r:id="r1"/></c:chart>"""


def pptx(**more: str | bytes) -> bytes:
    """A slide with a chart and its table, comments' authors, and the changes of those who worked on it."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types("ppt/presentation.xml", "ppt/changesInfos/changesInfo1.xml"),
        "_rels/.rels": relations(("officeDocument", "/ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {_SPACES}/>",
        "ppt/_rels/presentation.xml.rels": relations(
            ("slide", "slides/slide1.xml"),
            ("commentAuthors", "commentAuthors.xml"),
            ("changesInfo", "changesInfos/changesInfo1.xml"),
        ),
        "ppt/commentAuthors.xml": _READERS,
        "ppt/changesInfos/changesInfo1.xml": '<pc:chgInfo xmlns:pc="urn:pc" name="CanaryChange"/>',
        "ppt/slides/slide1.xml": _SLIDE,
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("chart", "../charts/chart1.xml"),
            ("tags", "../tags/tag1.xml"),
            ("hyperlink", "file:///home/CanaryLink"),
        ),
        "ppt/tags/tag1.xml": "<x>CanaryTag</x>",
        "ppt/charts/chart1.xml": _CHART,
        "ppt/charts/_rels/chart1.xml.rels": relations(("package", "../embeddings/table.xlsx")),
        "ppt/embeddings/table.xlsx": zipped({"docProps/core.xml": "<x>CanaryTable</x>"}),
        **more,
    }
    return zipped(parts)


PPTX_NAMES = _names("Reader Change Tag Table Link")


# OpenDocument

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_OPEN_SPACES = f"""
xmlns:office="{_OASIS}:office:1.0"
xmlns:text="{_OASIS}:text:1.0"
xmlns:draw="{_OASIS}:drawing:1.0"
xmlns:meta="{_OASIS}:meta:1.0"
xmlns:config="{_OASIS}:config:1.0"
xmlns:script="{_OASIS}:script:1.0"
xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:xlink="http://www.w3.org/1999/xlink"
xmlns:rs="http://openoffice.org/2009/office"
"""
_WHO_ELSE = """<dc:creator>CanaryTracked</dc:creator>
<meta:creator-initials>CanaryTracked</meta:creator-initials>"""

_CONTENT = f"""<office:document-content {_OPEN_SPACES}>
<office:scripts><office:script>CanaryScript</office:script></office:scripts>
<office:change-info>{_WHO_ELSE}</office:change-info>
<office:annotation>{_WHO_ELSE}<text:p>Well said</text:p></office:annotation>
<text:p rs:paragraph-rsid="0CanaryRsid">{TEXT}</text:p>
<text:a xlink:href="https://tides.example/">more</text:a>
<text:a xlink:href="../../CanaryPath/x.odt">mine</text:a>
<draw:image xlink:href="https://CanaryBeacon.example/x.png"/>
<draw:image xlink:href="Pictures/1.jpg"/>
<draw:object xlink:href="./Object 1"/>
<draw:a xlink:href="#page2"/>
<script:event-listener xlink:href="CanaryListener"/>
</office:document-content>"""

_OPEN_SETTINGS = f"""<office:document-settings {_OPEN_SPACES}>
<config:config-item config:name="PrinterName">CanaryPrinter</config:config-item>
<config:config-item config:name="PrintNotes">true</config:config-item>
</office:document-settings>"""


def odt(mimetype: str = ODT, **more: str | bytes) -> bytes:
    """A text with a comment, a change, pictures from here and elsewhere, settings and an older version."""
    parts: dict[str, str | bytes] = {
        "mimetype": mimetype,
        "content.xml": _CONTENT,
        "styles.xml": f"<office:document-styles {_OPEN_SPACES}/>",
        "settings.xml": _OPEN_SETTINGS,
        "meta.xml": "<x>CanaryMeta</x>",
        "manifest.rdf": "<x>CanaryRdf</x>",
        "Pictures/1.jpg": photograph(),
        "Thumbnails/thumbnail.png": drawing("CanaryThumbnail"),
        "Object 1/content.xml": _CONTENT.replace(TEXT, "").replace("Pictures", "../Pictures"),
        "Object 1/meta.xml": "<x>CanaryObject</x>",
        "Versions/Version1": zipped({"meta.xml": "<x>CanaryVersion</x>"}),
        "Basic/Standard/Module1.xml": "<x>CanaryMacro</x>",
        "META-INF/documentsignatures.xml": "<x>CanarySigner</x>",
        **more,
    }
    names = [name for name in parts if name != "mimetype"]
    return zipped({"META-INF/manifest.xml": manifest(names), **parts})


def manifest(names: list[str], *, inside: str = "") -> str:
    inside += "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="text/xml"/>' for name in ("/", "Object 1/", *names)
    )
    return f'<m:manifest xmlns:m="{_OASIS}:manifest:1.0">{inside}</m:manifest>'


ODT_NAMES = _names(
    "Script Tracked Rsid Path Beacon Listener Printer Meta Rdf Photograph Thumbnail Object Version Macro",
    "Signer",
)
