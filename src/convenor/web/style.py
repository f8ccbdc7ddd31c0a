"""The one style sheet, inlined in every page so that a page is one request; its hash stands in the CSP."""

import base64
import hashlib
import re
from pathlib import Path

_SOURCE = Path(__file__).parent / "templates" / "style.css"


def smaller(css: str) -> str:
    """``css`` without comments and needless spaces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    return re.sub(r":\s+", ":", css).replace(";}", "}").strip()


STYLE = smaller(_SOURCE.read_text(encoding="utf-8"))
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
