"""Addresses of my proposals, after ``/<language>/``."""

from django.urls import path

from convenor.web.me.proposals import (
    details,
    handing_in,
    names,
    overview,
    people,
    questions,
    rebuttal,
    session,
    start,
    text,
    ties,
    versions,
)

_CALL = "<slug:series>/<slug:edition>/call/<slug:slug>/"
_ONE = "me/proposals/<slug:code>/"

urlpatterns = [
    path(_CALL + "start/", start.start, name="start"),
    path(_CALL + "late/<slug:token>/", start.late, name="late"),
    path("me/proposals/", overview.proposals, name="proposals"),
    path(_ONE, overview.proposal, name="proposal"),
    path(_ONE + "text/", text.text, name="proposal_text"),
    path(_ONE + "text/<slug:language>/", text.translation, name="proposal_translation"),
    path(_ONE + "details/", details.details, name="proposal_details"),
    path(_ONE + "session/", session.session, name="proposal_session"),
    path(_ONE + "session/new/", session.contribution, name="contribution_new"),
    path(_ONE + "session/<int:number>/", session.contribution, name="contribution"),
    path(_ONE + "session/<int:number>/place/", session.contribution_place, name="contribution_place"),
    path(_ONE + "session/<int:number>/removal/", session.contribution_removal, name="contribution_removal"),
    path(_ONE + "session/<int:number>/<slug:language>/", text.translation, name="contribution_translation"),
    path(_ONE + "names/", names.names, name="proposal_names"),
    path(_ONE + "people/", people.people, name="proposal_people"),
    path(_ONE + "people/<int:number>/", people.contributor, name="contributor"),
    path(_ONE + "people/<int:number>/removal/", people.contributor_removal, name="contributor_removal"),
    path(_ONE + "questions/", questions.questions, name="proposal_questions"),
    path(_ONE + "questions/<slug:slug>/", questions.question_file, name="question_file"),
    path(
        _ONE + "questions/<slug:slug>/removal/", questions.question_file_removal, name="question_file_removal"
    ),
    path(_ONE + "questions/<slug:slug>/file/", questions.answer_file, name="answer_file"),
    path(_ONE + "ties/", ties.ties, name="proposal_ties"),
    path(_ONE + "ties/<uuid:uid>/retraction/", ties.tie_retraction, name="tie_retraction"),
    path(_ONE + "rebuttal/", rebuttal.rebuttal, name="rebuttal"),
    path(_ONE + "check/", handing_in.check, name="proposal_check"),
    path(_ONE + "withdrawal/", handing_in.withdrawal, name="proposal_withdrawal"),
    path(_ONE + "versions/", versions.versions, name="proposal_versions"),
]
