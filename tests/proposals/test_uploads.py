"""Files are known by their content, name nobody, and lie on disk only while an answer points to them."""

import io
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from convenor.kernel.documents.reasons import NotCleaned, Reason
from convenor.proposals import uploads
from convenor.proposals.actions.answers import attach_file
from convenor.proposals.models import Answer, Question, QuestionKind
from convenor.proposals.uploads import NotAccepted, accept, stored
from tests import documents, make
from tests.proposals import writing


def file(content, name="file"):
    return ContentFile(content, name=name)


def picture(kind="JPEG", size=(40, 30), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (documents.pdf(), "Plan.exe", ("Plan.pdf", "application/pdf")),
        (picture("PNG"), "a.gif", ("a.png", "image/png")),
        (picture("JPEG"), "C:\\photos\\me.jpeg", ("me.jpg", "image/jpeg")),
        (documents.docx(), "x.docx", ("x.docx", uploads._OFFICE["word/document.xml"][1])),
        (documents.pptx(), "x", ("x.pptx", uploads._OFFICE["ppt/presentation.xml"][1])),
        (documents.odt(), "x.zip", ("x.odt", documents.ODT)),
        (documents.odt(documents.ODP), "x", ("x.odp", documents.ODP)),
        ("Прилив — مد — 潮".encode(), "notes.html", ("notes.txt", "text/plain; charset=utf-8")),
        (b"plain", "../../etc/passwd", ("passwd.txt", "text/plain; charset=utf-8")),
        (b"plain", "\u202egnp.\x00exe", ("gnp.txt", "text/plain; charset=utf-8")),
        (b"plain", "", ("file.txt", "text/plain; charset=utf-8")),
    ],
)
def test_a_file_is_what_its_content_says(content, name, expected):
    upload = accept(file(content, name))

    assert (upload.name, upload.type) == expected


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"\n\n  <?xml version='1.0'?>" + SVG,
        "\ufeff<!DOCTYPE html><script>alert(1)</script>".encode(),
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x89PNG\r\n\x1a\n" + SVG,
        b"\xff\xd8\xff" + b"\x00" * 100,
        picture("PNG")[:60],
        picture("GIF"),
        b"PK\x03\x04 not a zip",
        documents.zipped({"readme": "hello"}),
        documents.docx(**{"word/vbaProject.bin": "x"}),
        "UTF-16 is not UTF-8".encode("utf-16"),
        b"\x1b[31mred\x1b[0m",
    ],
)
def test_what_could_harm_or_is_broken_is_refused_whatever_its_name(content):
    with pytest.raises(NotAccepted, match="This kind of file is not taken"):
        accept(file(content, "picture.png"))


def test_an_empty_file_is_refused():
    with pytest.raises(NotAccepted, match="empty"):
        accept(file(b""))


def test_a_file_as_large_as_the_limit_is_taken_and_a_byte_more_is_not(settings):
    settings.UPLOAD_BYTES = 1000

    accept(file(b"x" * 1000))
    with pytest.raises(NotAccepted, match="too large"):
        accept(file(b"x" * 1001))


def test_a_picture_of_too_many_points_is_refused():
    header = picture("PNG", (1, 1))
    huge = header[:16] + (50_000).to_bytes(4, "big") * 2 + header[24:]

    with pytest.raises(NotAccepted):
        accept(file(huge))


def test_a_picture_loses_its_metadata_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera of Ada"
    exif.get_ifd(0x8825)[1] = "N"

    upload = accept(file(picture(exif=exif, comment=b"at home", icc_profile=b"x" * 200)))

    content = upload.read()
    with Image.open(io.BytesIO(content)) as kept:
        assert (kept.size, dict(kept.getexif()), kept.info.get("comment"), kept.info.get("icc_profile")) == (
            (30, 40),
            {},
            None,
            None,
        )
    assert b"Ada" not in content


WITH_NAMES: dict[str, Any] = {
    "PDF": (documents.pdf, documents.PDF_NAMES),
    "DOCX": (documents.docx, documents.DOCX_NAMES),
    "PPTX": (documents.pptx, documents.PPTX_NAMES),
    "ODT": (documents.odt, documents.ODT_NAMES),
    "JPEG": (documents.photograph, {"CanaryPhotograph"}),
    "PNG": (documents.drawing, {"CanaryDrawing"}),
}


def on_disk(content):
    """All bytes that lie in the store once ``content`` was accepted."""
    upload = accept(file(content))
    with stored(upload), default_storage.open(upload.path) as kept:
        return kept.read()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", WITH_NAMES)
def test_no_name_inside_a_file_reaches_the_disk(kind):
    made, names = WITH_NAMES[kind]
    content = made()

    kept = on_disk(content)

    assert (documents.names_in(content), documents.names_in(kept)) == (names, set())


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["PDF", "DOCX", "PPTX", "ODT"])
def test_without_cleaning_every_name_would_be_found_there(monkeypatch, kind):
    made, names = WITH_NAMES[kind]
    monkeypatch.setattr(uploads, "cleaned", lambda kind, content: content)

    assert documents.names_in(on_disk(made())) == names


@pytest.mark.parametrize("reason", Reason)
def test_a_file_that_cannot_be_cleaned_is_refused_in_words_of_its_own(monkeypatch, reason):
    def refuse(kind, content):
        raise NotCleaned(reason)

    monkeypatch.setattr(uploads, "cleaned", refuse)

    with pytest.raises(NotAccepted) as refusal:
        accept(file(documents.pdf()))

    assert str(refusal.value).startswith(
        {
            Reason.BROKEN: "This file is damaged",
            Reason.LOCKED: "This file asks for a password",
            Reason.FOREIGN: "This file holds an object of another program",
            Reason.LARGE: "This file unpacks to more than we can look through",
            Reason.BUSY: "Many files are being sent just now",
        }[reason]
    )


def test_a_file_that_cannot_be_cleaned_is_refused():
    with pytest.raises(NotAccepted, match="damaged"):
        accept(file(b"%PDF-1.7\n..."))


def asked(call):
    return Question.objects.create(
        call=call, slug="plan", kind=QuestionKind.FILE, text=make.english("Your plan")
    )


@pytest.mark.django_db
def test_a_stored_file_stays_where_an_answer_points_to_it():
    proposal = writing.started()
    upload = accept(file(b"plan", "Plan.txt"))

    with stored(upload):
        attach_file(
            proposal=proposal,
            question=asked(proposal.call),
            upload=upload,
            by=proposal.proposer,
            at=make.NOON,
        )

    answer = Answer.objects.get()
    with answer.file.open() as kept:
        assert (kept.read(), answer.file_name) == (b"plan", "Plan.txt")
    assert "Plan" not in str(answer.file.name)


@pytest.mark.django_db
def test_a_stored_file_goes_where_no_answer_came_to_point_to_it():
    upload = accept(file(b"plan"))

    with suppress(RuntimeError), stored(upload):
        there = default_storage.exists(upload.path)
        raise RuntimeError

    assert (there, default_storage.exists(upload.path)) == (True, False)
