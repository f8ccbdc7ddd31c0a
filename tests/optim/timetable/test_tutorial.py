"""The tutorial of the planner prints what it says it prints."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

TUTORIAL = Path(__file__).resolve().parents[3] / "docs" / "tutorial" / "timetable.md"
BLOCK = re.compile(r"```(python|text)\n(.*?)```", re.S)


def told_and_printed(text):
    """What the blocks of ``text`` print, one after the other in one notebook, and what stands under them."""
    notebook, printed, told = {}, "", []
    for kind, block in BLOCK.findall(text):
        if kind == "text":
            told.append((block, printed))
            printed = ""
        else:
            out = io.StringIO()
            with redirect_stdout(out):
                exec(block, notebook)  # noqa: S102  # our own page
            printed += out.getvalue()
    return told, printed


def test_each_block_prints_what_stands_under_it():
    told, left = told_and_printed(TUTORIAL.read_text(encoding="utf-8"))

    assert [block for block, printed in told if block != printed] == []
    assert (len(told), left) == (4, "")


def test_a_page_that_is_untrue_is_found():
    told, _left = told_and_printed("```python\nprint(1 + 1)\n```\n```text\n3\n```\n")

    assert told == [("3\n", "2\n")]
