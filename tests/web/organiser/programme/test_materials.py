"""After the week: materials, reports and licences, for organisers, those who appear, and all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from convenor.kernel.translated import Translated
from convenor.programme.actions.releases import complete, publish
from convenor.programme.models import Availability, Material, ProposalLicence, Report
from tests import make
from tests.programme.stage import MONDAY
from tests.web.organiser.programme.doors import at, send

SLIDES = {"kind": "slides", "title": "My slides", "licence": "cc-by-4.0"}


def me(name, session, *parts):
    ends = {
        "session": "",
        "new": "materials/new/",
        "removal": "materials/{}/removal/",
        "report": "report/",
        "availability": "availability/",
    }
    return f"/en/me/sessions/{session.code}/" + ends[name].format(*parts)


@pytest.fixture
def mina(session):
    mina = make.person("Mina")
    make.appearance(session, mina, role="rapporteur")
    return mina


def text_file(name="slides.txt", content=b"On tides"):
    return SimpleUploadedFile(name, content)


def test_who_appears_leaves_a_link_and_a_file_and_takes_one_away(stage, session, mina):
    client = make.signed_in(mina)
    send(client, me("new", session), **SLIDES, url="slides.example", language="fr")
    send(client, me("new", session), **SLIDES, file=text_file())
    link, file = session.materials.order_by("pk")
    shown = client.get(me("session", session)).text

    assert (link.url, link.language, file.file_name) == ("https://slides.example", "fr", "slides.txt")
    assert [address in shown for address in (link.url, f"/materials/{file.uid}")] == [True, True]
    send(client, me("removal", session, file.uid))
    assert list(session.materials.all()) == [link]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"url": "javascript:alert(1)"},
        {"url": "https://x.example", "licence": "mine"},
        {"url": "https://x.example", "title": ""},
        {"file": text_file("x.exe", b"MZ\x00\x01")},
        {"file": text_file("x.html", b"<script>")},
        {"file": text_file(), "url": "https://x.example"},
    ],
)
def test_what_is_no_material_is_said(stage, session, mina, wrong):
    answer = send(make.signed_in(mina), me("new", session), **{**SLIDES, **wrong})

    assert (answer.status_code, Material.objects.count()) == (422, 0)


def status_of(reader, address):
    answer = reader.get(address)
    if answer.streaming:
        answer.getvalue()  # to its end, which closes its file
    return answer.status_code


def test_a_file_is_for_those_of_the_session_until_a_release_has_it_then_for_all(stage, session, mina):
    send(make.signed_in(mina), me("new", session), **SLIDES, file=text_file())
    address = f"/{stage.edition.path}/materials/{Material.objects.get().uid}"
    readers = [make.signed_in(person) for person in (mina, stage.secretary, make.person())] + [Client()]
    before = [status_of(reader, address) for reader in readers]

    release = publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)
    waiting = Client().get(address).status_code
    complete(release=release, at=make.NOON)
    answer = Client().get(address)

    assert (before, waiting) == ([200, 200, 404, 404], 404)
    assert b"".join(answer.streaming_content) == b"On tides"
    assert answer["Content-Disposition"] == 'attachment; filename="slides.txt"'
    assert (answer["Content-Type"], answer["Content-Security-Policy"]) == (
        "application/octet-stream",
        "sandbox; default-src 'none'",
    )


def test_a_material_that_came_after_the_release_waits_for_the_next_one(stage, session, mina, clock):
    complete(
        release=publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON),
        at=make.NOON,
    )
    clock.at = make.LATER
    send(make.signed_in(mina), me("new", session), **SLIDES, file=text_file())

    address = f"/{stage.edition.path}/materials/{Material.objects.get().uid}"
    assert Client().get(address).status_code == 404


def test_the_rapporteur_writes_the_report_and_a_speaker_does_not(stage, session, mina):
    speaker = make.person()
    make.appearance(session, speaker)
    send(make.signed_in(mina), me("report", session), text="It went well.", licence="cc-by-4.0")

    assert str(Report.objects.get().text) == "It went well."
    assert make.signed_in(speaker).get(me("report", session)).status_code == 404
    shown = make.signed_in(stage.of_labs).get(at(stage, "session", session.code)).text
    assert "It went well." in shown


def test_somebody_says_when_they_can_come(stage, session, mina):
    client = make.signed_in(mina)

    send(client, me("availability", session), **{f"from_{MONDAY}": "09:00", f"until_{MONDAY}": "10:00"})

    assert Availability.objects.get().starts_at == stage.at(9)


def test_who_refused_or_does_not_appear_has_no_page(stage, session):
    refused = make.person()
    make.appearance(session, refused, refused_at=make.NOON)

    for person in (refused, stage.secretary, make.person()):
        assert make.signed_in(person).get(me("session", session)).status_code == 404


def test_my_page_says_where_i_appear_and_what_i_answered(stage, session, mina):
    make.placement(session, room=stage.hall)

    shown = make.signed_in(mina).get("/en/me/").text

    assert "Mon 1 Mar 10:00–11:00 (Paris)" in " ".join(shown.split())
    assert ("You have not said whether you will come." in shown, me("session", session) in shown) == (
        True,
        True,
    )


def test_organisers_add_take_away_and_report_too(stage, client, session):
    send(client, at(stage, "material_new", session.code), **SLIDES, url="https://slides.example/")
    send(client, at(stage, "report", session.code), text="It went well.", licence="reserved")
    material = Material.objects.get()
    assert "My slides" in client.get(at(stage, "session", session.code)).text

    send(client, at(stage, "material_removal", session.code, material.uid))

    assert (Material.objects.count(), Report.objects.get().licence) == (0, "reserved")


def test_licences_are_chosen_by_the_secretary_and_by_the_proposer(stage, client):
    proposal = stage.accepted("Tides")
    assert "Tides" in client.get(at(stage, "compendium")).text

    send(client, at(stage, "compendium_licence", proposal.code), licence="reserved")
    assert ProposalLicence.objects.get().licence == "reserved"

    mine = make.signed_in(proposal.proposer)
    address = f"/en/me/proposals/{proposal.code}/licence/"
    assert address in mine.get(f"/en/me/proposals/{proposal.code}/").text
    send(mine, address, licence="cc-by-4.0")
    assert ProposalLicence.objects.get().licence == "cc-by-4.0"


def test_the_compendium_hides_what_is_kept_from_the_secretary(stage, client):
    hidden = stage.accepted("Hidden")
    stage.conflict(stage.secretary, hidden)

    assert "Hidden" not in client.get(at(stage, "compendium")).text
    assert client.get(at(stage, "compendium_licence", hidden.code)).status_code == 404
