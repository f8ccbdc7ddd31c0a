"""The one style sheet, inlined in every page so that a page is one request; its hash stands in the CSP.

Days of a released programme have some more of it: what lays their list out along the hours.
"""

import base64
import hashlib
import re
from pathlib import Path

MOST_LINES, MOST_LANES = 48, 6  # that a day along the hours has classes for

_TEMPLATES = Path(__file__).parent / "templates"


def smaller(css: str) -> str:
    """``css`` without comments and needless spaces."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    return re.sub(r":\s+", ":", css).replace(";}", "}").strip()


def hash_of(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _timeline() -> str:
    rules = (_TEMPLATES / "timeline.css").read_text(encoding="utf-8")
    lanes = [f".c{lane} {{ grid-column: {lane + 1} }}" for lane in range(1, MOST_LANES + 1)]
    counts = [f".lanes{many} {{ --lanes: {many} }}" for many in range(2, MOST_LANES + 1)]
    starts = [f".r{line} {{ grid-row-start: {line} }}" for line in range(1, MOST_LINES)]
    ends = [f".e{line} {{ grid-row-end: {line} }}" for line in range(2, MOST_LINES + 1)]
    return smaller(" ".join([rules, *lanes, *counts, *starts, *ends]))


STYLE = smaller((_TEMPLATES / "style.css").read_text(encoding="utf-8"))
STYLE_HASH = hash_of(STYLE)
STYLE_OF_A_DAY = STYLE + _timeline()
RELEASE_STYLES = f"{STYLE_HASH} {hash_of(STYLE_OF_A_DAY)}"
