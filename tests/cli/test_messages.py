"""The catalogues: each construct is found, merged without guessing, checked, and compiled."""

import gettext
import os
from typing import Any

import pytest

from messages import Message, Wrong, commands
from messages.catalogues import PLURALS, compile_all, path_of
from messages.checks import has_right_placeholders
from messages.sources import extracted

PYTHON = """
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext as of, npgettext_lazy
from django.utils.translation import ngettext_lazy as many

PLAIN = _("by an alias")
LAZY = gettext_lazy("in two " "parts")
COUNTED = ngettext("%(n)d talk", "%(n)d talks", 2)
LATER = many("%(n)d room", "%(n)d rooms")
NAMED = of("of a month", "May")
BOTH = npgettext_lazy("of time", "second", "seconds", 2)
ATTRIBUTE = translation.gettext("as an attribute")
UNKNOWN = _(PLAIN)
OTHER = print("not a message")
"""
TEMPLATE = """
{% extends "base.html" %}
{% block main %}
  {% translate "plain, 100%" %}
  {% translate "May" context "of a month" %}
  {% translate "kept for later" as later %}
  {% translate "filtered"|default:_("otherwise") %}
  {% for a in b %}{% blocktranslate %}hello {{ a }}{% endblocktranslate %}
  {% empty %}{% translate "nobody" %}{% endfor %}
  {% blocktranslate trimmed count n=b|length context "of people" %}
    one
    person
  {% plural %}
    {{ n }} persons
  {% endblocktranslate %}
  {% if a == _("in a condition") %}{% elif b %}{% translate "in a branch" %}{% endif %}
  {% with x=_("in an assignment") %}{{ x|default:_("in a filter") }}{% endwith %}
  {{ _("as a variable") }}
  {% include "parts/form.html" with label=_("handed to a part") only %}
{% endblock main %}
"""


@pytest.fixture
def sources(tmp_path):
    """A package of one module and one template."""
    folder = tmp_path / "sources"
    (folder / "templates").mkdir(parents=True)
    (folder / "words.py").write_text(
        'from django.utils.translation import gettext as _\nHELLO = _("Hello %(name)s")\n'
    )
    (folder / "templates" / "page.html").write_text(
        "{% blocktranslate count n=x %}{{ n }} seat{% plural %}{{ n }} seats{% endblocktranslate %}"
    )
    return folder


def test_python_is_read_in_its_order(tmp_path):
    (tmp_path / "words.py").write_text(PYTHON)

    assert [(each.text, each.plural, each.context) for each in extracted(tmp_path)] == [
        ("by an alias", "", ""),
        ("in two parts", "", ""),
        ("%(n)d talk", "%(n)d talks", ""),
        ("%(n)d room", "%(n)d rooms", ""),
        ("May", "", "of a month"),
        ("second", "seconds", "of time"),
        ("as an attribute", "", ""),
    ]


def test_an_f_string_is_refused(tmp_path):
    (tmp_path / "words.py").write_text('from django.utils.translation import gettext as _\n_(f"{1} talk")\n')

    with pytest.raises(Wrong, match=r"words.py:2: an f-string cannot be translated"):
        extracted(tmp_path)


def test_templates_are_read_wherever_a_message_stands(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)

    assert {(each.text, each.plural, each.context) for each in extracted(tmp_path)} == {
        ("plain, 100%%", "", ""),
        ("May", "", "of a month"),
        ("kept for later", "", ""),
        ("filtered", "", ""),
        ("otherwise", "", ""),
        ("hello %(a)s", "", ""),
        ("nobody", "", ""),
        ("one person", "%(n)s persons", "of people"),
        ("in a condition", "", ""),
        ("in a branch", "", ""),
        ("in an assignment", "", ""),
        ("in a filter", "", ""),
        ("as a variable", "", ""),
        ("handed to a part", "", ""),
    }


def test_a_variable_cannot_be_translated_by_a_template(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{% translate name %}")

    with pytest.raises(Wrong, match=r"page.html: .* of a variable"):
        extracted(tmp_path)


def test_what_two_files_say_is_one_message(tmp_path):
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text('from django.utils.translation import gettext as _\n_("Programme")\n')

    assert extracted(tmp_path) == [Message("Programme", where=["a.py", "b.py"])]


def test_english_is_written_and_the_others_wait(sources, tmp_path):
    commands.update(sources, tmp_path)

    assert path_of(tmp_path, "en").read_text() == (
        'msgid ""\n'
        'msgstr ""\n'
        '"Language: en\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
        "\n"
        "#: templates/page.html\n"
        "#, python-format\n"
        'msgid "%(n)s seat"\n'
        'msgid_plural "%(n)s seats"\n'
        'msgstr[0] "%(n)s seat"\n'
        'msgstr[1] "%(n)s seats"\n'
        "\n"
        "#: words.py\n"
        "#, python-format\n"
        'msgid "Hello %(name)s"\n'
        'msgstr "Hello %(name)s"\n'
    )
    assert commands.missing(sources, tmp_path, "ar") == [
        {"msgid": "%(n)s seat", "plural": "%(n)s seats", "context": "", "where": ["templates/page.html"]},
        {"msgid": "Hello %(name)s", "plural": "", "context": "", "where": ["words.py"]},
    ]


def test_a_filled_catalogue_survives_changes_of_other_messages(sources, tmp_path):
    problems = commands.fill(
        sources, tmp_path, "fr", [{"msgid": "Hello %(name)s", "msgstr": "Bonjour %(name)s"}]
    )
    (sources / "words.py").write_text(
        'from django.utils.translation import gettext as _\n_("Hello %(name)s, again")\n_("Hello %(name)s")\n'
    )

    commands.update(sources, tmp_path)

    assert problems == []
    catalogue = path_of(tmp_path, "fr").read_text()
    assert 'msgid "Hello %(name)s"\nmsgstr "Bonjour %(name)s"\n' in catalogue
    assert 'msgid "Hello %(name)s, again"\nmsgstr ""\n' in catalogue


@pytest.mark.parametrize(
    ("language", "written", "kept"),
    [
        (
            "fr",
            "Quoi : « %(name)s » ?",
            "Quoi\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}%(name)s\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}?",
        ),
        ("fr", "Bon - %(name)s (bis)", "Bon - %(name)s (bis)"),
        ("ru", "Что : %(name)s", "Что : %(name)s"),
    ],
)
def test_no_line_ends_between_a_french_sign_and_its_word(sources, tmp_path, language, written, kept):
    commands.fill(sources, tmp_path, language, [{"msgid": "Hello %(name)s", "msgstr": written}])

    assert f'msgid "Hello %(name)s"\nmsgstr "{kept}"\n' in path_of(tmp_path, language).read_text()


def test_a_vanished_message_is_dropped(sources, tmp_path):
    commands.fill(sources, tmp_path, "fr", [{"msgid": "Hello %(name)s", "msgstr": "Bonjour %(name)s"}])
    (sources / "words.py").write_text("")

    commands.update(sources, tmp_path)

    assert "Bonjour" not in path_of(tmp_path, "fr").read_text()


def test_what_does_not_fit_stays_out_and_is_told(sources, tmp_path):
    problems = commands.fill(
        sources,
        tmp_path,
        "ru",
        [
            {"msgid": "Hello %(name)s", "msgstr": "Привет"},
            {"msgid": "%(n)s seat", "msgstr": ["%(n)s место", "%(n)s места"]},
            {"msgid": "Goodbye", "msgstr": "До свидания"},
        ],
    )

    assert problems == [
        "placeholders differ: 'Hello %(name)s': 'Привет'",
        "not translated: '%(n)s seat'",
        "no such message: 'Goodbye'",
    ]
    assert len(commands.missing(sources, tmp_path, "ru")) == 2


TRANSLATED = {
    "fr": ("Bonjour %(name)s", ["%(n)s place", "%(n)s places"]),
    "es": ("Hola %(name)s", ["%(n)s asiento", "%(n)s asientos"]),
    "ar": ("أهلا %(name)s", ["لا مقاعد", "مقعد", "مقعدان", "%(n)s مقاعد", "%(n)s مقعدًا", "%(n)s مقعد"]),
    "ru": ("Привет, %(name)s", ["%(n)s место", "%(n)s места", "%(n)s мест"]),
    "zh": ("%(name)s，您好", ["%(n)s个座位"]),
}


@pytest.fixture
def translated(sources, tmp_path):
    """Six complete catalogues."""
    commands.update(sources, tmp_path)
    for language, (hello, seats) in TRANSLATED.items():
        given: list[Any] = [
            {"msgid": "Hello %(name)s", "msgstr": hello},
            {"msgid": "%(n)s seat", "msgstr": seats},
        ]
        assert commands.fill(sources, tmp_path, language, given) == []
    return tmp_path


def test_complete_catalogues_pass(sources, translated):
    assert list(commands.check(sources, translated)) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('msgstr "Bonjour %(name)s"', 'msgstr ""', "fr: not translated: 'Hello %(name)s'"),
        (
            'msgstr "Bonjour %(name)s"',
            'msgstr "Bonjour"',
            "fr: placeholders differ: 'Hello %(name)s': 'Bonjour'",
        ),
        (
            'msgstr "Bonjour %(name)s"',
            'msgstr "Hello %(name)s"',
            "fr: same as the English, without a reason in same.toml: 'Hello %(name)s'",
        ),
        ('msgid "Hello', 'msgid "Farewell', "fr: no longer in the sources: 'Farewell %(name)s'"),
        ("#: words.py\n#, ", "#: words.py\n#, fuzzy, ", "fr: fuzzy: 'Hello %(name)s'"),
    ],
)
def test_a_planted_fault_is_found(sources, translated, old, new, problem):
    path = path_of(translated, "fr")
    path.write_text(path.read_text().replace(old, new))

    assert problem in list(commands.check(sources, translated))


def test_a_reason_excuses_what_is_the_same(sources, translated):
    commands.fill(sources, translated, "fr", [{"msgid": "Hello %(name)s", "msgstr": "Hello %(name)s"}])
    (translated / "same.toml").write_text('[fr]\n"Hello %(name)s" = "a name"\n')

    assert list(commands.check(sources, translated)) == []


def test_only_a_special_plural_may_leave_out_its_number():
    message = Message("%(n)s seat of %(who)s", "%(n)s seats of %(who)s")

    assert [
        has_right_placeholders(message, "one seat of %(who)s", is_general=False),
        has_right_placeholders(message, "one seat of %(who)s", is_general=True),
        has_right_placeholders(message, "one seat", is_general=False),
        has_right_placeholders(message, "100 % of %(who)s, %(n)s", is_general=True),
    ] == [True, False, False, False]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("fr", {0: 0, 1: 0, 2: 1}),
        ("es", {0: 1, 1: 0, 2: 1}),
        ("ar", {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3}),
        ("ru", {0: 2, 1: 0, 2: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 111: 2, 112: 2}),
        ("zh", {0: 0, 1: 0, 2: 0}),
    ],
)
def test_compiled_catalogues_choose_the_plural(sources, translated, language, forms):
    compile_all(translated)

    with path_of(translated, language).with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    hello, seats = TRANSLATED[language]
    assert catalogue.gettext("Hello %(name)s") == hello
    assert {n: seats.index(catalogue.ngettext("%(n)s seat", "%(n)s seats", n)) for n in forms} == forms


def test_only_a_newer_catalogue_is_compiled(translated):
    compile_all(translated)
    source, target = path_of(translated, "fr"), path_of(translated, "fr").with_suffix(".mo")
    first = target.stat().st_mtime_ns

    compile_all(translated)
    again = target.stat().st_mtime_ns
    os.utime(source, ns=(first + 1, first + 1))
    compile_all(translated)

    assert again == first
    assert target.stat().st_mtime_ns > first


def test_nothing_to_compile_is_no_fault(tmp_path):
    compile_all(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_the_languages_are_those_of_the_settings(settings):
    assert list(PLURALS) == [code for code, _name in settings.LANGUAGES]
