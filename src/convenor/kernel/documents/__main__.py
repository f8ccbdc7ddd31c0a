"""The child: cleans the document on standard input, of the kind that is named, in little time and memory."""

import logging
import os
import resource
import sys

from convenor.kernel.documents import opendocument, openxml, pdf
from convenor.kernel.documents.reasons import NotCleaned, Reason

MOST_SECONDS = 15  # of the processor; a book of ten megabytes takes half of that
MOST_MEMORY = 320 * 1024 * 1024  # and as much again as four times the document

_CLEANED = {"pdf": pdf.cleaned, "openxml": openxml.cleaned, "opendocument": opendocument.cleaned}


def main(kind: str) -> int:
    logging.disable()  # what is wrong with a file is said by the exit code
    os.nice(10)  # pages go first
    given = sys.stdin.buffer.read()
    memory = MOST_MEMORY + 4 * len(given)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        cleaned = _CLEANED[kind](given)
    except NotCleaned as problem:
        return problem.reason
    except (MemoryError, RecursionError):
        return Reason.LARGE
    sys.stdout.buffer.write(cleaned)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
