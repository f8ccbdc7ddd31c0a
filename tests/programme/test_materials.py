"""Materials, reports and licences: who leaves what, under which licence, and what becomes of files."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import Translated
from convenor.programme.actions import materials
from convenor.programme.actions.common import Gone
from convenor.programme.actions.materials import (
    LinkOrFile,
    NotInCompendium,
    TextMissing,
    TitleMissing,
    TooManyMaterials,
    add_material,
    remove_material,
    set_licence,
    write_report,
)
from convenor.programme.actions.sessions import remove_session, take_up
from convenor.programme.models import Licence, Material, MaterialKind, ProposalLicence, Report
from convenor.programme.queries import compendium_of
from convenor.proposals import uploads
from convenor.proposals.models import Verdict
from tests import make
from tests.programme.stage import said


@pytest.fixture
def session(stage):
    """In the labs; Mina speaks and Rea reports, Bo refused."""
    session = make.session("Tides", of=stage.edition, track=stage.labs)
    stage.mina, stage.rea, stage.bo = (make.person(name) for name in ("Mina", "Rea", "Bo"))
    make.appearance(session, stage.mina, agreed_at=make.NOON)
    make.appearance(session, stage.rea, role="rapporteur")
    make.appearance(session, stage.bo, refused_at=make.NOON)
    return session


def leave(session, by, **more):
    given = {"kind": MaterialKind.SLIDES, "title": "Slides", "licence": Licence.CC_BY, "at": make.NOON}
    return add_material(session=session, by=by, **{**given, "url": "https://slides.example/", **more})


def leave_file(session, by):
    sent = SimpleUploadedFile("My slides.txt", b"On tides")
    upload = uploads.accept(sent, folder="materials")
    with uploads.stored(upload, kept_by=Material):
        return leave(session, by, url="", upload=upload)


def test_who_appears_leaves_a_link_and_who_arranges_too_and_nobody_else(stage, session):
    leave(session, stage.mina, language="fr")
    leave(session, stage.of_labs, language="tlh")

    for other in (stage.bo, stage.of_forum, make.person()):
        with pytest.raises(NotAllowed):
            leave(session, other)
    found = session.materials.order_by("pk").values_list("by__name", "language", "url", "licence")
    assert list(found) == [
        ("Mina", "fr", "https://slides.example/", "cc-by-4.0"),
        ("Lan", "", "https://slides.example/", "cc-by-4.0"),
    ]
    assert Entry.objects.first().detail == {"licence": "cc-by-4.0"}


def test_a_file_is_kept_under_a_name_that_tells_nothing_and_goes_with_its_row(
    stage, session, django_capture_on_commit_callbacks
):
    material = leave_file(session, stage.mina)
    path = material.file.name
    assert (material.file_name, path.startswith("materials/"), "slides" in path) == (
        "My slides.txt",
        True,
        False,
    )
    with default_storage.open(path) as file:
        assert file.read() == b"On tides"

    with django_capture_on_commit_callbacks(execute=True):
        remove_material(material=material, by=stage.mina, at=make.NOON)

    assert not default_storage.exists(path)
    with pytest.raises(Gone):
        remove_material(material=material, by=stage.mina, at=make.NOON)
    assert said() == ["material.added", "material.removed"]


def test_a_file_that_is_refused_does_not_stay(stage, session):
    upload = uploads.accept(SimpleUploadedFile("a.txt", b"On tides"), folder="materials")

    with pytest.raises(NotAllowed), uploads.stored(upload, kept_by=Material):
        leave(session, stage.bo, url="", upload=upload)

    assert not default_storage.exists(upload.path)


def test_files_go_with_a_session_that_is_removed(stage, session, django_capture_on_commit_callbacks):
    path = leave_file(session, stage.mina).file.name

    with django_capture_on_commit_callbacks(execute=True):
        remove_session(session=session, by=stage.secretary, at=make.NOON)

    assert not default_storage.exists(path)


def test_one_takes_away_what_one_left_and_who_arranges_takes_away_all(stage, session):
    material = leave(session, stage.mina)

    for other in (stage.rea, stage.of_forum):
        with pytest.raises(NotAllowed):
            remove_material(material=material, by=other, at=make.NOON)
    remove_material(material=material, by=stage.of_labs, at=make.NOON)


def test_a_material_has_a_title_and_is_a_link_or_a_file(stage, session, monkeypatch):
    upload = uploads.accept(SimpleUploadedFile("a.txt", b"On tides"), folder="materials")

    with pytest.raises(TitleMissing):
        leave(session, stage.mina, title=" ")
    with pytest.raises(LinkOrFile):
        leave(session, stage.mina, url="")
    with pytest.raises(LinkOrFile):
        leave(session, stage.mina, upload=upload)
    monkeypatch.setattr(materials, "MOST_MATERIALS", 0)
    with pytest.raises(TooManyMaterials):
        leave(session, stage.mina)


def test_the_rapporteur_writes_the_report_and_who_arranges_may_too(stage, session):
    given = {"session": session, "licence": Licence.CC_BY, "at": make.NOON}

    write_report(text=make.english("It went well."), by=stage.rea, **given)
    write_report(text=make.english("It went very well."), by=stage.chair, **given)
    for other in (stage.mina, stage.of_forum):
        with pytest.raises(NotAllowed):
            write_report(text=make.english("No."), by=other, **given)
    with pytest.raises(TextMissing):
        write_report(text=Translated(), by=stage.rea, **given)

    assert str(Report.objects.get().text) == "It went very well."
    assert said() == ["report.written"] * 2


def test_the_proposer_and_the_secretary_choose_the_licence_of_what_is_printed(stage):
    proposal = stage.accepted()
    given = {"proposal": proposal, "at": make.NOON}

    set_licence(licence=Licence.CC_BY_NC, by=proposal.proposer, **given)
    set_licence(licence=Licence.RESERVED, by=stage.secretary, **given)
    with pytest.raises(NotAllowed):
        set_licence(licence=Licence.CC_BY, by=stage.chair, **given)

    assert ProposalLicence.objects.get().licence == Licence.RESERVED
    assert [each.licence.licence for each in compendium_of(stage.edition)] == ["reserved"]


def test_what_is_not_printed_or_kept_from_the_secretary_has_no_licence_from_them(stage):
    held_back = make.proposal(to=make.call(stage.edition, stage.labs))
    make.decision(held_back, Verdict.ACCEPT)
    hidden = stage.accepted()
    stage.conflict(stage.secretary, hidden)
    given = {"licence": Licence.CC_BY, "by": stage.secretary, "at": make.NOON}

    with pytest.raises(NotInCompendium):
        set_licence(proposal=held_back, **given)
    with pytest.raises(NotAllowed):
        set_licence(proposal=hidden, **given)


def test_what_is_left_with_a_session_of_a_proposal_is_logged_with_its_code(stage):
    session = take_up(proposal=stage.accepted(), by=stage.secretary, at=make.NOON)

    leave(session, stage.secretary)

    assert Entry.objects.get(action="material.added").proposal == session.code
