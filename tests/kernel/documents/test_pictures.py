"""Pictures inside documents keep their points and lose what was written beside them."""

import io
import struct

import pytest
from PIL import Image

from convenor.kernel.documents.pictures import cleaned
from tests import documents

ALL = {"CanaryPhotograph"}


def points(content):
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size, picture.convert("RGB").tobytes()


def gif():
    out = io.BytesIO()
    pictures = [Image.new("RGB", (4, 4), colour) for colour in ("teal", "red")]
    pictures[0].save(
        out, "GIF", save_all=True, append_images=pictures[1:], loop=0, comment=b"CanaryPhotograph"
    )
    return out.getvalue()


def jpeg_2000():
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(out, "JPEG2000")
    box = b"CanaryPhotograph"
    return out.getvalue() + struct.pack(">I", 8 + len(box)) + b"xml " + box


def progressive():
    out = io.BytesIO()
    Image.effect_noise((64, 48), 50).save(out, "JPEG", progressive=True, comment=b"CanaryPhotograph")
    return out.getvalue() + b"CanaryPhotograph after the end"


@pytest.mark.parametrize("made", [documents.photograph, documents.drawing, gif, jpeg_2000, progressive])
def test_a_picture_keeps_its_points_and_loses_its_names(made):
    content = made()

    kept = cleaned(content)

    assert len(documents.names_in(content)) == 1
    assert (points(kept), documents.names_in(kept)) == (points(content), set())


def test_a_moving_picture_moves_on():
    with Image.open(io.BytesIO(cleaned(gif()))) as picture:
        assert (picture.n_frames, picture.info["loop"]) == (2, 0)


def test_a_metafile_loses_its_description():
    words = "Program\0CanaryPhotograph.\0".encode("utf-16-le")
    head = (
        struct.pack("<II", 1, 88) + bytes(32) + b" EMF" + bytes(16) + struct.pack("<II", len(words) // 2, 88)
    )
    content = head.ljust(88, b"\0") + words + b"points"

    kept = cleaned(content)

    assert (documents.names_in(content), documents.names_in(kept)) == (ALL, set())
    assert (len(kept), kept[:88], kept[-6:]) == (len(content), content[:88], b"points")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF....WEBP",
        b"II*\0",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\0" + b"x" * 50,
        b"\xff\xd8\xff\xe0\0\x05abcno marker",
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 50,
        documents.drawing()[:-20],
        gif()[:-5],
        b"GIF89a",
        b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x01jp2c",
        b"\x01\0\0\0 no metafile",
        struct.pack("<II", 1, 88)
        + bytes(32)
        + b" EMF"
        + bytes(16)
        + struct.pack("<II", 9, 2**31)
        + bytes(50),
    ],
)
def test_what_is_cut_off_or_unknown_is_none(content):
    assert cleaned(content) is None
