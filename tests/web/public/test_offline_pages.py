"""The pages that a device makes without a network say exactly what the released pages say."""

import json
import re
from datetime import datetime

import pytest
from django.utils.translation import override
from playwright.sync_api import sync_playwright

from convenor.kernel.translated import LANGUAGES
from convenor.kernel.words import sounds_of, terms_of, words_of
from convenor.programme.current import next_after, on_at
from convenor.programme.frozen import Guest
from convenor.programme.render.offline import _guest
from convenor.programme.thawing import thaw
from convenor.web.public.offline import offline
from convenor.web.public.render import pages
from convenor.web.public.worker import PIECES, source
from tests import make, releases
from tests.offline import odd_programme, publish_with_changes
from tests.programme.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
NOT_MADE = re.compile(r"^\.\./")
MADE = """([bundle, addresses]) => addresses.map(inner => {
  var page = programmePage(bundle, inner);
  return page && [page.title, page.main, page.foot].map(each => each.replace(ROOT, wayUp(inner)));
})"""


@pytest.fixture
def page(monkeypatch):
    """A window in which the pieces of the worker stand open, without what listens to events."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")  # Playwright's loop runs in the thread of the test
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        window = chromium.new_page()
        for piece in PIECES[:-1]:
            window.add_script_tag(content=source(f"worker/{piece}"))
        yield window
        chromium.close()


def smooth(html):
    return re.sub(r"> | [<>]", lambda found: found[0].strip(), re.sub(r"\s+", " ", html)).strip()


def parts_of(html):
    """Title, content and foot of a released page."""
    title = html.partition("<title>")[2].partition(" · ")[0]
    main = html.partition('<main id="main">')[2].partition("</main>")[0]
    foot = html.rpartition("</footer>")[0].rpartition("</ul>")[0].rpartition('<ul class="inline">')[2]
    return [smooth(title), smooth(main), smooth(foot.partition("</li>")[2])]


def released_pages(release, language):
    below = f"{language}/{release.path}/programme/"
    made = {file.path.removeprefix(below): file.content.decode() for file in pages(release, language)}
    return {inner: parts_of(html) for inner, html in made.items() if not NOT_MADE.match(inner)}


def without_somebody(release):
    """The same when the first of its people asked to be forgotten."""
    left = {code: opened for code, opened in release.people.items() if code != release.guests[0].code}
    return thaw(json.dumps(release.document), left, release.digest)


def bundle_of(release, language):
    return json.loads(next(iter(offline(release, language))).content)


def test_every_page_says_what_the_released_page_says(page):
    stage = Stage()
    release = without_somebody(publish_with_changes(stage, odd_programme(stage)))

    different = {}
    for language in LANGUAGES:
        with override(language):
            wanted = {
                inner: parts
                for inner, parts in released_pages(release, language).items()
                if not inner.startswith(f"{language}/")
            }
            found = page.evaluate(MADE, [bundle_of(release, language), list(wanted)])
        for (inner, parts), made in zip(wanted.items(), found, strict=True):
            if made is None or [smooth(each) for each in made] != parts:
                different[f"{language} {inner}"] = (parts, made and [smooth(each) for each in made])

    assert len(wanted) > 60
    assert {"", "changes/", "compendium/", "print/"} < set(wanted)
    assert different == {}


MOMENTS = ["2027-02-20T09:00", "2027-03-01T08:30", "2027-03-02T10:05", "2027-03-02T23:30", "2027-03-09T09:00"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_is_on_and_comes_next_is_what_the_server_says(page, moment):
    stage = Stage()
    release = publish_with_changes(stage, odd_programme(stage))
    at = datetime.fromisoformat(f"{moment}:00+00:00")

    made = page.evaluate(
        """([bundle, at]) => [onAt, nextAfter].map(of => of(bundle, at).map(slot => slot.code))
            .concat([nowPage(bundle, at).main])""",
        [bundle_of(release, "en"), at.timestamp() * 1000],
    )

    expected = [[slot.line.code for slot in of(release, at)] for of in (on_at, next_after)]
    assert [sorted(codes) for codes in made[:2]] == [sorted(codes) for codes in expected]
    assert f"<bdi>{at.astimezone(release.zone):%H:%M}</bdi>" in made[2]
    sentences = ["Nothing is on at this moment.", "Nothing comes after this."]
    assert [sentence in made[2] for sentence in sentences] == [not codes for codes in expected]


WORDS = [
    "L’équipe ‘émue’, ça va? Straße œuvre naïve ÅNGSTRÖM ı",
    "هَوَاتِفُ تُعَلِّمُ مَدرسة على والمدرسة للتعليم أُمّي إلى آخر مؤتمر ٢٠٢٧",
    "会教书的手机 2027年 全民教育",
    "Телефоны, которые учат: ещё щёголь, йод и объявление в Київ",
    "Munira Ouarda Khadidja Youssef Iouri Tchaikovsky al-Qasim Aïcha Ghassan Oxana Philippe Mazhar",
    "منيرة وردة خديجة يوسف طه عثمان الشمسي عبدالله غسان ژاله گلنار پروین چنگیز",
    "Алексей Жуков Щербаков Юрий Хорошилов Цветкова Оксана Емельян",
    "K7TQXM 3.5 a b C++ e-mail foo_bar 100% ﬁn ＡＢＣ １２",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_folded_as_on_the_server(page, text):
    asked = page.evaluate("text => termsOf(text).map(each => [each.forms, each.isWhole])", text)

    assert set(page.evaluate("text => wordsIn(text)", text)) == words_of(text)
    assert asked == [[list(term.forms), term.is_whole] for term in terms_of(text)]


NAMES = ["Mohamed Ould Salem", "Zoë Müller", "منيرة الزهراني", "王小明", "Алексей Жуков", "मुनीरा"]


def test_names_sound_as_on_the_server(page):
    guests = [_guest(Guest(f"G{number}", name, "", "", ""), "") for number, name in enumerate(NAMES)]

    assert page.evaluate("guests => guests.map(each => soundsOfPerson(each).sort())", guests) == [
        sorted(sounds_of(name)) for name in NAMES
    ]


def test_somebody_is_found_in_latin_letters(page):
    stage = Stage()
    session = make.session("Radio", of=stage.edition)
    make.placement(session, stage.at(9))
    for name in NAMES[2:4]:
        make.appearance(session, make.person(name))
    release = releases.thawed(releases.published(stage.edition, stage.secretary))
    codes = {guest.name: guest.code for guest in release.guests}
    bundle = bundle_of(release, "fr")

    found = {
        asked: page.evaluate(
            "([bundle, asked]) => found(bundle, asked).map(each => each.code || each.guest.code)",
            [bundle, asked],
        )
        for asked in ("mounira", "Muneerah", "xiaoming", "Wang Xiao Ming", "mona")
    }

    arabic, chinese = ([session.code, codes[name]] for name in NAMES[2:4])
    assert found == {
        "mounira": arabic,
        "Muneerah": arabic,
        "xiaoming": chinese,
        "Wang Xiao Ming": chinese,
        "mona": [],
    }


def test_a_session_is_found_however_it_is_spelled(page):
    stage = Stage()
    found = odd_programme(stage)
    release = publish_with_changes(stage, found)
    bundle = bundle_of(release, "en")
    questions = {
        "phon that": ["en"],
        "هواتف": ["ar"],
        "教书": ["zh"],
        "telefony": ["ru"],
        "ТЕЛЕФОНЫ учат": ["ru"],
        "machine": ["machine"],
        "speaker 3": ["full"],
        "nothing of the kind": [],
    }

    codes = {
        question: page.evaluate(
            "([bundle, question]) => found(bundle, question).map(each => each.code).filter(Boolean)",
            [bundle, question],
        )
        for question in questions
    }

    assert codes == {asked: [found[name].code for name in names] for asked, names in questions.items()}
