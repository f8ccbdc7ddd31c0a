"""Pictures inside documents without what cameras and programs wrote beside their points; never decoded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"bKGD", b"pHYs", b"sBIT", b"acTL", b"fcTL", b"fdAT"}
_JPEG = b"\xff\xd8\xff"
_JPEG_END, _JPEG_SCAN, _JPEG_JFIF, _JPEG_ADOBE, _JPEG_COMMENT = 0xD9, 0xDA, 0xE0, 0xEE, 0xFE
_JPEG_ALONE = {0x01, *range(0xD0, 0xDA)}  # markers without a length
_JPEG_NEXT = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_GIF_IMAGE, _GIF_EXTENSION, _GIF_APPLICATION, _GIF_CONTROL = 0x2C, 0x21, 0xFF, 0xF9
_JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_JP2_LEFT_OUT = {b"xml ", b"uuid", b"uinf", b"jp2i"}
_EMF = b"\x01\x00\x00\x00"
_SVM, _BMP, _WMF, _OLD_WMF = b"VCLMTF", b"BM", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00\x00\x03"
_JPEG_2000 = b"\xff\x4f\xff\x51"  # bare, without boxes
_AS_THEY_ARE = (_SVM, _BMP, _WMF, _OLD_WMF, _JPEG_2000)


class NotAPicture(Exception):
    """The content ends too early, or says what cannot be."""


def cleaned(content: bytes) -> bytes | None:
    """``content`` without metadata; nothing for a kind of picture that we do not know."""
    try:
        for start, parts in _KINDS.items():
            if content.startswith(start):
                return b"".join(parts(content))
    except (IndexError, NotAPicture):
        return None
    return content if content.startswith(_AS_THEY_ARE) else None


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Its segments without those of programs; nothing that follows its end, either."""
    yield content[:2]
    at = 2
    while at < len(content):  # some cameras leave out the end, and it can be seen all the same
        marker, end = _segment(content, at)
        if _is_of_the_picture(marker, content[at + 4 : at + 9]):
            yield content[at:end]
        if marker == _JPEG_END:
            return
        at = end


def _segment(content: bytes, at: int) -> tuple[int, int]:
    """The marker at ``at`` and where its segment ends."""
    while content[at + 1] == 0xFF:  # noqa: PLR2004  # a marker may begin with several
        at += 1
    marker = content[at + 1]
    end = at + 2 if marker in _JPEG_ALONE else at + 2 + _number(content, at + 2, 2)
    if marker == _JPEG_SCAN:
        found = _JPEG_NEXT.search(content, end)
        end = found.start() if found else len(content)
    if content[at] != 0xFF or not at < end <= len(content):  # noqa: PLR2004  # as each marker begins
        raise NotAPicture
    return marker, end


def _is_of_the_picture(marker: int, name: bytes) -> bool:
    if marker == _JPEG_JFIF:
        return name == b"JFIF\0"
    if marker == _JPEG_ADOBE:
        return name == b"Adobe"
    return not (_JPEG_JFIF <= marker < 0xF0 or marker == _JPEG_COMMENT)  # noqa: PLR2004  # APP0 to APP15


def _png(content: bytes) -> Iterator[bytes]:
    yield _PNG
    at = len(_PNG)
    while True:
        name = content[at + 4 : at + 8]
        end = at + 12 + _number(content, at, 4)
        if end > len(content):
            raise NotAPicture
        if name[:1].isupper() or name in _PNG_KEPT:
            yield content[at:end]
        if name == b"IEND":
            return
        at = end


def _gif(content: bytes) -> Iterator[bytes]:
    at = 13 + _palette(content[10])
    yield content[:at]
    while content[at] in (_GIF_IMAGE, _GIF_EXTENSION):
        start, label = at, content[at + 1]
        is_image = content[at] == _GIF_IMAGE
        at = _after_blocks(content, at + 11 + _palette(content[at + 9]) if is_image else at + 2)
        loops = label == _GIF_APPLICATION and content[start + 3 : start + 14] in _GIF_LOOPS
        if is_image or label == _GIF_CONTROL or loops:
            yield content[start:at]
    yield b";"


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    while length := content[at]:
        at += 1 + length
    return at + 1


def _jp2(content: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(content):
        length = _number(content, at, 4)
        if length == 1:
            length = _number(content, at + 8, 8)
        end = at + length if length else len(content)
        if end < at + 8 or end > len(content):
            raise NotAPicture
        if content[at + 4 : at + 8] not in _JP2_LEFT_OUT:
            yield content[at:end]
        at = end


def _emf(content: bytes) -> Iterator[bytes]:
    """Its description, which names the program and the picture, overwritten with nothing."""
    if content[40:44] != b" EMF":
        raise NotAPicture
    characters = int.from_bytes(content[60:64], "little")
    start = int.from_bytes(content[64:68], "little")
    end = start + 2 * characters
    if characters and not 88 <= start <= end <= len(content):  # noqa: PLR2004  # the header's length
        raise NotAPicture
    yield content[:start] + bytes(end - start) + content[end:] if characters else content


def _number(content: bytes, at: int, length: int) -> int:
    if at + length > len(content):
        raise NotAPicture
    return int.from_bytes(content[at : at + length])


_KINDS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    _JPEG: _jpeg,
    _PNG: _png,
    b"GIF87a": _gif,
    b"GIF89a": _gif,
    _JP2: _jp2,
    _EMF: _emf,
}
