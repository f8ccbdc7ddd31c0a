"""Parts of a package that are no texts of it: pictures and fonts."""

from convenor.kernel.documents import pdf, pictures
from convenor.kernel.documents.reasons import NotCleaned, Reason

_FONTS = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2")
_FONT_NAMES = (".odttf", ".fntdata")  # scrambled, so that their first bytes say nothing


def cleaned(name: str, content: bytes) -> bytes:
    """The part without metadata; ``NotCleaned`` for what we cannot look into."""
    if not content or content.startswith(_FONTS) or name.casefold().endswith(_FONT_NAMES):
        return content
    if content.startswith(b"%PDF-"):
        return pdf.cleaned(content)
    if (picture := pictures.cleaned(content)) is None:
        raise NotCleaned(Reason.FOREIGN)
    return picture
