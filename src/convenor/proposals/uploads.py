"""Uploads: accepted by their content, without names of authors; kept only while an answer points to them."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from convenor.kernel.documents.cleaning import Kind, cleaned
from convenor.kernel.documents.reasons import NotCleaned, Reason
from convenor.kernel.refusals import Refused
from convenor.kernel.text import one_line
from convenor.proposals.models import Answer

_MOST_PIXELS = 40_000_000  # 120 MB of memory while it is re-encoded
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_OFFICE = {
    "word/document.xml": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "ppt/presentation.xml": (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.presentation": "odp",
}


class NotAccepted(Refused):
    """A file that we do not take: empty, too large, of another kind, or one that keeps its author's name."""


class Upload(ContentFile):  # type: ignore[type-arg]  # it takes no parameter at run time
    """An accepted file: ``name`` from its owner, ``type`` from its content, ``path`` where it will lie."""

    def __init__(self, name: str, content: bytes, extension: str, type: str, folder: str) -> None:
        stem = one_line(PurePosixPath(name.replace("\\", "/")).stem)[:120] or "file"
        super().__init__(content, name=f"{stem}.{extension}")
        self.type = type
        self.path = f"{folder}/{uuid.uuid4()}"


def accept(file: File[bytes], *, folder: str = "answers") -> Upload:
    """``file`` as we keep it: known by its content, without metadata. Otherwise ``NotAccepted``."""
    content = file.read(settings.UPLOAD_BYTES + 1)
    if not content:
        raise NotAccepted(_("This file is empty."))
    if len(content) > settings.UPLOAD_BYTES:
        most = settings.UPLOAD_BYTES // (1024 * 1024)
        raise NotAccepted(_("This file is too large: at most %(megabytes)d MB.") % {"megabytes": most})
    for start, read in _KINDS.items():
        if content.startswith(start) and (found := read(content)):
            return Upload(file.name or "", *found, folder)
    raise NotAccepted(
        _("This kind of file is not taken. Please send PDF, PNG, JPEG, DOCX, PPTX, ODT, ODP or plain text.")
    )


@contextmanager
def stored(upload: Upload, *, kept_by: type[models.Model] = Answer) -> Iterator[Upload]:
    """``upload`` on disk while the action runs; it stays there only if a row of ``kept_by`` points to it."""
    default_storage.save(upload.path, upload)
    upload.seek(0)
    try:
        yield upload
    finally:
        if not kept_by._default_manager.filter(file=upload.path).exists():  # noqa: SLF001  # public by Django's documentation
            default_storage.delete(upload.path)


_Found = tuple[bytes, str, str] | None


def _pdf(content: bytes) -> _Found:
    return _nameless("pdf", content), "pdf", "application/pdf"


def _nameless(kind: Kind, content: bytes) -> bytes:
    """The document without what it says of its author: reviewers may not know whose it is."""
    try:
        return cleaned(kind, content)
    except NotCleaned as problem:
        raise NotAccepted(_why_not(problem.reason)) from problem


def _why_not(reason: Reason) -> str:
    match reason:
        case Reason.LOCKED:
            return _("This file asks for a password. Please send it without one.")
        case Reason.FOREIGN:
            return _(
                "This file holds an object of another program, a recording or an unusual picture, which may "
                "name its author. Please take it out, or send the file as a PDF."
            )
        case Reason.LARGE:
            return _("This file unpacks to more than we can look through. Please send a simpler one.")
        case Reason.BUSY:
            return _("Many files are being sent just now. Please send yours again in a minute.")
        case Reason.BROKEN:
            return _(
                "This file is damaged, so we cannot take its author's name out. Please save it again and "
                "send it anew."
            )


def _image(content: bytes) -> _Found:
    """The picture encoded anew: nothing but its pixels, upright."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            kind = image.format
            pixels = ImageOps.exif_transpose(image)
            has_alpha = "A" in pixels.getbands() or "transparency" in pixels.info
            pixels = pixels.convert("RGBA" if has_alpha else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    pixels.info.clear()
    out = io.BytesIO()
    if kind == "PNG":
        pixels.save(out, "PNG")
        return out.getvalue(), "png", "image/png"
    pixels.save(out, "JPEG", quality=90)
    return out.getvalue(), "jpg", "image/jpeg"


def _office(content: bytes) -> _Found:
    """A text or presentation, known by the names of its parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            kind = b""
            if "mimetype" in names:
                with parts.open("mimetype") as mimetype:
                    kind = mimetype.read(100)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    for part, known in _OFFICE.items():
        if part in names and "[Content_Types].xml" in names:
            return _nameless("openxml", content), *known
    declared = kind.decode("ascii", "replace").strip()
    if declared not in _OPEN_DOCUMENT:
        return None
    return _nameless("opendocument", content), _OPEN_DOCUMENT[declared], declared


def _text(content: bytes) -> _Found:
    """Plain text in UTF-8, and no markup that a browser might run."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if text.lstrip().startswith("<") or _CONTROLS.search(text):
        return None
    return content, "txt", "text/plain; charset=utf-8"


# The first bytes of what we take; anything else may still be plain text.
_KINDS: dict[bytes, Callable[[bytes], _Found]] = {
    b"%PDF-": _pdf,
    b"\x89PNG\r\n\x1a\n": _image,
    b"\xff\xd8\xff": _image,
    b"PK\x03\x04": _office,
    b"": _text,
}
