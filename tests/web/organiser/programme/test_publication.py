"""Compare, publish, follow, rescue; and what stays hidden from those in conflict until it is out."""

import pytest

from convenor.kernel.translated import Translated
from convenor.programme.actions.placements import move
from convenor.programme.actions.releases import complete, publish
from convenor.programme.actions.sessions import take_up
from convenor.programme.models import Release
from tests import make
from tests.programme.stage import TUESDAY
from tests.web.organiser.programme.doors import at, plain, send


def publish_now(stage):
    release = publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)
    return complete(release=release, at=make.NOON)


def move_to_tuesday(stage, session):
    move(
        placement=session.placements.get(),
        where=stage.where(15, 16, TUESDAY),
        by=stage.secretary,
        at=make.NOON,
    )


MOVED = "Moved from Monday 1 March 2027, 10:00–11:00 to Tuesday 2 March 2027, 15:00–16:00."


@pytest.fixture
def placed(session):
    make.placement(session)
    return session


def test_the_draft_is_compared_in_words(stage, client, placed):
    assert "Nothing has been published yet" in client.get(at(stage, "comparison")).text
    publish_now(stage)
    assert "Nothing that readers would notice." in client.get(at(stage, "comparison")).text

    move_to_tuesday(stage, placed)

    assert MOVED in client.get(at(stage, "comparison")).text
    assert MOVED in client.get(at(stage, "publication")).text


def test_the_secretary_publishes_with_a_note_and_waits_on_a_page_that_asks_again(stage, client, placed):
    answer = send(client, at(stage, "publication"), note_en="First.", note_ar="الأول.")

    release = Release.objects.get()
    assert answer["Location"] == at(stage, "programme_release", 1) + "?wait=1"
    assert release.note.versions == {"en": ("First.", "original"), "ar": ("الأول.", "human")}
    Release.objects.update(to_render=40, rendered=10)
    waiting = client.get(answer["Location"])
    assert ('max="40"' in waiting.text, 'value="10"' in waiting.text, waiting["Refresh"]) == (True, True, "5")

    complete(release=release, at=make.NOON)
    out = client.get(answer["Location"])
    assert ("Out since" in out.text, release.digest in out.text, "Refresh" in out) == (True, True, False)


def test_a_page_that_has_more_than_a_release_in_preparation_to_read_does_not_ask_again(stage, client, placed):
    send(client, at(stage, "publication"))

    pages = [client.get(at(stage, "programme_releases")), client.get(at(stage, "programme_release", 1))]

    assert ["Refresh" in each for each in pages] == [False, False]
    assert at(stage, "programme_release", 1) + "?wait=1" in pages[0].text


def test_releases_are_listed_with_their_state_and_the_first_one_changed_nothing(stage, client, placed):
    publish_now(stage)
    move_to_tuesday(stage, placed)
    publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)
    Release.objects.filter(number=2).update(problem="No space left")

    file = b"".join(client.get(at(stage, "programme_releases") + "?file=csv").streaming_content).decode()

    rows = [row.split(",") for row in file.lstrip("\ufeff").splitlines()]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("Release", "State", "Sessions that changed"),
        ("2", "could not be prepared", "1"),
        ("1", "out", ""),
    ]


def test_a_second_release_waits_and_one_without_changes_is_refused(stage, client, placed):
    send(client, at(stage, "publication"))
    waiting = send(client, at(stage, "publication"), note_en="Again.")
    complete(release=Release.objects.get(), at=make.NOON)
    same = send(client, at(stage, "publication"))

    assert (waiting.status_code, "is being prepared" in waiting.text) == (422, True)
    assert (same.status_code, "Nothing differs" in same.text, Release.objects.count()) == (422, True, 1)


def test_a_release_that_failed_is_tried_again_then_given_up(stage, client, placed):
    publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)
    shown, rescue = at(stage, "programme_release", 1), at(stage, "programme_rescue", 1)
    assert "Try again" not in client.get(shown).text
    key = make.form_key(client.get(at(stage, "publication")).text)
    assert client.post(rescue, {"key": key, "what": "again"}).status_code == 422

    Release.objects.update(problem="No space left")
    assert "No space left" in client.get(shown).text
    again = send(client, rescue, what="again")
    assert (Release.objects.get().problem, again["Location"]) == ("", shown + "?wait=1")
    Release.objects.update(problem="No space left")
    send(client, rescue, what="give-up")

    assert Release.objects.count() == 0


def test_chairs_read_releases_and_do_not_publish(stage, placed):
    publish_now(stage)
    client = make.signed_in(stage.chair)

    pages = ("programme_releases", "comparison", "publication")
    assert [client.get(at(stage, name)).status_code for name in pages] == [200, 200, 404]
    assert "Publish" not in client.get(at(stage, "programme_releases")).text


def test_a_release_says_what_it_changed(stage, client, placed):
    publish_now(stage)
    move_to_tuesday(stage, placed)
    publish_now(stage)

    assert MOVED in client.get(at(stage, "programme_release", 2)).text
    assert client.get(at(stage, "programme_release", 3)).status_code == 404


def test_warnings_remain_in_words_and_do_not_block(stage, client, placed):
    make.appearance(placed, make.person("Mina"))

    shown = plain(client.get(at(stage, "publication")).text)
    assert "Mina has not said whether they will come." in shown
    assert send(client, at(stage, "publication")).status_code == 302


class Secret:
    """A session born of a proposal with which the chair has a conflict of interest, beside an open one."""

    def __init__(self, stage):
        self.stage = stage
        self.open = make.session("Open", of=stage.edition, track=stage.labs)
        make.placement(self.open, room=stage.hall)
        publish_now(stage)
        self.hidden = take_up(
            proposal=stage.accepted("Hidden", proposer=make.person("Ada")), by=stage.secretary, at=make.NOON
        )
        make.appearance(self.open, self.hidden.appearances.get().person, agreed_at=make.NOON)
        make.placement(self.hidden, room=stage.hall)
        stage.conflict(stage.chair, self.hidden.proposal)

    def pages(self, person):
        client = make.signed_in(person)
        names = ["home", "programme", "taking_up", "comparison", "programme_releases"]
        addresses = [at(self.stage, name) for name in names]
        addresses += [at(self.stage, "programme_day", "2027-03-01")]
        addresses += [at(self.stage, "programme") + query for query in ("?q=Ada", "?warnings=yes")]
        addresses += [at(self.stage, "session", self.open.code)]
        return [client.get(address).text for address in addresses]


def test_who_has_a_conflict_of_interest_reads_nothing_of_the_session_before_it_is_out(stage):
    secret = Secret(stage)
    twice = "Ada is in two places at once"

    seen, kept = (plain("".join(secret.pages(who))) for who in (stage.secretary, stage.chair))

    assert ["Hidden" in seen, secret.hidden.code in seen, twice in seen] == [True] * 3
    assert ["Hidden" in kept, secret.hidden.code in kept, twice in kept] == [False] * 3
    assert "taken by a session of others" in kept


def test_in_a_release_that_is_being_prepared_it_is_hidden_too_until_the_release_is_out(stage):
    secret = Secret(stage)
    release = publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)
    client = make.signed_in(stage.chair)
    shown = at(stage, "programme_release", release.number)

    before = client.get(shown).text
    complete(release=release, at=make.NOON)
    after = client.get(shown).text

    assert (secret.hidden.code in before, secret.hidden.code in after) == (False, True)
