"""Every name that the code writes into the log has a sentence, and every sentence a name."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.utils import translation

import convenor
from convenor.audit.actions import record, write
from convenor.audit.models import Entry
from convenor.web.sentences import SENTENCES, TOLD, in_general, sentence
from tests import make

SOURCE = Path(convenor.__file__).parent
ALWAYS = {"actor", "people", "subject"}


def recorded(tree: ast.AST) -> dict[str, set[str]]:
    """The names that the module writes into the log, and the keys that it may give them.

    A helper that records for several actions gets the name from its callers: so a name is any text of the
    shape ``noun.verbed`` among the arguments of a call, in a module that calls ``record``.
    """
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if not any(_is_record(call) for call in calls):
        return {}
    naming = [(call, names) for call in calls if (names := _names_in(call))]
    keys = {
        word.arg
        for call in calls
        if _is_record(call) or _names_in(call)
        for word in call.keywords
        if word.arg
    }
    return {name: keys for _call, names in naming for name in names}


def _is_record(call):
    return isinstance(call.func, ast.Name) and call.func.id == "record"


def _names_in(call):
    return [
        text
        for argument in call.args
        for text in _constants(argument)
        if re.fullmatch(r"[a-z_]+\.[a-z_]+", text)
    ]


def _constants(node):
    """The texts that an argument can be: one, or one of two (``"a" if … else "b"``)."""
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body), *_constants(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def nameless(tree: ast.AST) -> list[int]:
    """Lines that call ``record`` with a name that is neither written there nor handed in."""
    lines = []
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        handed_in = {each.arg for each in [*function.args.args, *function.args.kwonlyargs]}
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and _is_record(node)):
            name = call.args[0] if call.args else None
            is_handed_in = isinstance(name, ast.Name) and name.id in handed_in
            if not is_handed_in and not _constants(name):
                lines.append(call.lineno)
    return lines


def trees():
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE), ast.parse(path.read_text(encoding="utf-8"))


def all_recorded():
    found: dict[str, set[str]] = defaultdict(set)
    for _path, tree in trees():
        for action, keys in recorded(tree).items():
            found[action] |= keys
    return found


def test_every_action_has_a_sentence_and_every_sentence_an_action():
    assert sorted(all_recorded()) == sorted(SENTENCES)


def test_every_name_in_the_log_is_readable_in_the_code():
    assert [(str(path), line) for path, tree in trees() for line in nameless(tree)] == []


def test_sentences_fill_in_what_their_entries_carry():
    known = all_recorded()
    gaps = {
        action: set(re.findall(r"%\((\w+)\)", str(text))) - ALWAYS - known[action]
        for action, text in SENTENCES.items()
    }

    assert {action: missing for action, missing in gaps.items() if missing} == {}
    assert [action for action in SENTENCES if "%(" in in_general(action)] == []


def test_what_people_are_told_is_an_action():
    assert TOLD - set(SENTENCES) == set()


def test_the_scan_sees_what_it_should():
    source = """
def act():
    record("noun.verbed", subject=it, verdict=1)
    _record("noun.helped", it)
    record("noun.on" if is_on else "noun.off", subject=it)
    record(f"noun.{verb}", subject=it)
    verb = "noun.hidden"
    record(verb, subject=it)
def _record(action, it, **detail):
    record(action, subject=it, **detail)
"""
    tree = ast.parse(source)

    assert sorted(recorded(tree)) == ["noun.helped", "noun.off", "noun.on", "noun.verbed"]
    assert "verdict" in recorded(tree)["noun.verbed"]
    assert nameless(tree) == [6, 8]


# What is recorded in these packages is about a proposal, unless its noun is one of these.
ABOUT_PROPOSALS = ("proposals", "review")
A_PROPOSAL = {"proposal", "held"}  # how it is called where it is the subject
OTHER_NOUNS = {
    "call",
    "question",
    "confirmations",
    "review_rules",
    "criterion",
    "reviewer",
    "reviewers",
    "work",
    "guides",
    "check",
    "rebuttals",  # of a track: whose they are is not told
    "suggestion",  # it names none: which they are stays with who asked
    "matching",  # as above
    "texts",  # as above
    "proposals",  # two that are alike: an entry of either would tell of the other
}


def silent(tree: ast.AST) -> list[int]:
    """Lines that record something about a proposal without saying which: those in conflict would read it."""
    lines = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_record(node)):
        nouns = {name.partition(".")[0] for name in _names_in(call) or recorded(tree)}
        given = {word.arg: word.value for word in call.keywords}
        subject = given.get("subject")
        is_said = "proposal" in given or getattr(subject, "attr", getattr(subject, "id", "")) in A_PROPOSAL
        if nouns - OTHER_NOUNS and not is_said:
            lines.append(call.lineno)
    return lines


def test_what_is_about_a_proposal_says_so():
    ours = [(path, tree) for path, tree in trees() if path.parts[0] in ABOUT_PROPOSALS]

    assert [(str(path), line) for path, tree in ours for line in silent(tree)] == []


def test_the_scan_sees_a_proposal_that_is_not_said():
    source = """
record("review.read", subject=review)
record("review.read", subject=review, proposal=code)
record("review.read", subject=assignment.proposal)
record("call.closed", subject=call)
"""

    assert silent(ast.parse(source)) == [2]


@write
def say(action, *, subject, by=None, about=(), **detail):
    record(action, subject=subject, actor=by, at=make.NOON, about=about, **detail)
    return subject


@pytest.fixture
def pattern(monkeypatch):
    monkeypatch.setitem(
        SENTENCES, "test.done", "%(actor)s, %(people)s, %(subject)s & %(verdict)s, %(missing)s"
    )


@pytest.mark.django_db
def test_a_sentence_says_who_and_what_in_words_and_keeps_names_apart(pattern):
    ada, bo = make.person("Ada"), make.person("بو")
    say("test.done", subject=bo, by=ada, about=[bo], verdict="publish-only")

    assert sentence(Entry.objects.get()) == (
        "\u2068Ada\u2069, \u2068بو\u2069, \u2068بو\u2069 & \u2068publish only in the compendium\u2069, …"
    )


@pytest.mark.django_db
def test_what_convenor_did_by_itself_and_values_unknown_today_are_said(pattern):
    say("test.done", subject=make.person("Ada"), verdict="a verdict of old")

    assert (
        sentence(Entry.objects.get())
        == "\u2068Convenor\u2069, , \u2068…\u2069 & \u2068a verdict of old\u2069, …"
    )


@pytest.mark.django_db
def test_an_action_of_old_without_a_sentence_is_said_by_its_name():
    say("100%(s).gone", subject=make.person("Ada"))

    assert sentence(Entry.objects.get()) == "100%(s).gone"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
def test_translations_keep_what_is_filled_in(language):
    def named(text):
        return sorted(re.findall(r"%\(\w+\)s", str(text)))

    with translation.override("en"):
        expected = {action: named(text) for action, text in SENTENCES.items()}
    with translation.override(language):
        assert {action: named(text) for action, text in SENTENCES.items()} == expected
