"""The child that cleans has little time and memory, and says by its code what became of a document."""

import subprocess
import sys

import pytest

from convenor.kernel.documents import cleaning
from convenor.kernel.documents.cleaning import cleaned
from convenor.kernel.documents.reasons import NotCleaned, Reason
from tests import documents

PROGRAM = """
import sys
from convenor.kernel.documents import __main__ as child
child.MOST_SECONDS = 1
child._CLEANED["pdf"] = lambda content: {}
sys.exit(child.main("pdf"))
"""


def code_of(what_it_does):
    command = [sys.executable, "-c", PROGRAM.format(what_it_does)]
    return subprocess.run(command, input=b"", capture_output=True, check=False).returncode


def refused(kind, content):
    with pytest.raises(NotCleaned) as why:
        cleaned(kind, content)
    return why.value.reason


@pytest.mark.parametrize(
    ("kind", "content"),
    [("pdf", documents.pdf()), ("openxml", documents.docx()), ("opendocument", documents.odt())],
)
def test_a_document_comes_back_without_names(kind, content):
    assert documents.names_in(cleaned(kind, content)) == set()


def test_the_reason_comes_back():
    assert refused("pdf", b"%PDF-1.7\n") == Reason.BROKEN


def test_lists_in_lists_in_lists_are_refused():
    content = documents.pdf().replace(b"(CanaryEarlier)", b"[" * 100_000)

    assert refused("pdf", content.replace(b"/AcroForm", b"/PageLabels 900 0 R /AcroForm")) == Reason.LARGE


def test_what_would_go_on_for_ever_is_ended():
    assert cleaning._reason(code_of("[0 for _ in iter(int, 1)]")) == Reason.LARGE


def test_what_wants_all_memory_gets_none():
    assert code_of("bytes(1 << 30)") == Reason.LARGE


def test_an_accident_nobody_thought_of_is_a_broken_file():
    assert cleaning._reason(code_of("1 / 0")) == Reason.BROKEN


def test_what_goes_well_has_no_reason():
    assert code_of("b'well'") == 0


def test_only_some_are_cleaned_at_once_and_a_later_one_is_taken(monkeypatch):
    for _ in range(4):
        cleaning._IN_LINE.acquire()
    try:
        at_once = refused("pdf", documents.pdf())
    finally:
        cleaning._IN_LINE.release(4)

    assert (at_once, documents.names_in(cleaned("pdf", documents.pdf()))) == (Reason.BUSY, set())
