"""``python -m messages WORD``: see ``bin/messages``."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from messages.catalogues import PLURALS, compile_all

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "convenor"
WORDS = {
    "compile": "Compile each catalogue that is newer than its compiled form.",
    "update": "Write each catalogue again from the sources, keeping the translations that still fit.",
    "check": "Fail with a list of what is missing, guessed, badly formed or still English.",
    "missing": "Print as JSON what is not translated yet.",
    "fill": "Put the translations of a JSON file into a catalogue; what does not fit stays out and is told.",
}


def main() -> int:
    given = _asked()
    if given.word == "compile":  # at each start of everything: without Django, which takes a while to load
        compile_all(given.locale)
        return 0
    _set_up_django()
    from messages import commands  # noqa: PLC0415  # needs Django

    match given.word:
        case "update":
            commands.update(given.sources, given.locale)
            return 0
        case "missing":
            todo = commands.missing(given.sources, given.locale, given.language)
            print(json.dumps(todo, ensure_ascii=False, indent=1))
            return 0
        case "fill":
            translations = json.loads(given.file.read_text(encoding="utf-8"))
            return _told(commands.fill(given.sources, given.locale, given.language, translations))
        case _:
            return _told(list(commands.check(given.sources, given.locale)))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/messages", description="The catalogues of messages in six languages."
    )
    parser.add_argument("--sources", type=Path, default=PACKAGE, help="the package whose messages are meant")
    parser.add_argument(
        "--locale", type=Path, default=PACKAGE / "locale", help="the folder of the catalogues"
    )
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    for word, meaning in WORDS.items():
        child = words.add_parser(word, help=meaning, description=meaning)
        if word in {"missing", "fill"}:
            child.add_argument("language", choices=[language for language in PLURALS if language != "en"])
        if word == "fill":
            child.add_argument(
                "file", type=Path, help='[{"msgid": …, "context": …, "msgstr": text or plural forms}]'
            )
    return parser.parse_args()


def _set_up_django() -> None:
    # Only to read templates; nothing is kept, so a folder that goes away is home enough.
    import django  # noqa: PLC0415  # after the environment

    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"CONVENOR_HOME": home, "DJANGO_SETTINGS_MODULE": "convenor.config.settings"}
        django.setup()


def _told(problems: list[str]) -> int:
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
