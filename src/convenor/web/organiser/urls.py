"""Addresses of these pages, after ``/<language>/``."""

from django.urls import URLPattern, path

from convenor.web import log
from convenor.web.organiser import (
    calls,
    changes,
    confirmations,
    conflicts,
    decisions,
    discussion,
    edition,
    figures,
    genders,
    home,
    late_links,
    letters,
    messages,
    offices,
    parts,
    proposal,
    proposals,
    questions,
    release,
    sources,
    standing,
    suggestions,
    summary,
    texts,
    translations,
)
from convenor.web.organiser.matching import asking, comparing, pair, run
from convenor.web.organiser.programme import urls as programme
from convenor.web.organiser.registration import urls as registration
from convenor.web.organiser.reviews import (
    alike,
    assignments,
    calibration,
    checks,
    guides,
    progress,
    reviewers,
    screening,
    setup,
    themes,
)
from convenor.web.organiser.reviews import conflicts as found

app_name = "organiser"

EDITION = "<slug:series>/<slug:edition>/"
REVIEWS = EDITION + "organise/reviews/"

urlpatterns: list[URLPattern] = [
    # home
    path(EDITION + "organise/", home.home, name="home"),
    # the log
    path(EDITION + "organise/log/", log.of_edition, name="log"),
    # editions
    path(EDITION + "organise/edition/", edition.facts, name="edition"),
    path(EDITION + "organise/series/", edition.series, name="series"),
    path(EDITION + "organise/copy/", edition.copy, name="copy"),
    path(EDITION + "organise/previous/", figures.previous, name="previous"),
    path(EDITION + "organise/previous/<slug:of>/", figures.figures, name="figures"),
    path(EDITION + "organise/previous/<slug:of>/new/", figures.figure_new, name="figure_new"),
    path(EDITION + "organise/previous/<slug:of>/<int:pk>/", figures.figure, name="figure"),
    path(
        EDITION + "organise/previous/<slug:of>/<int:pk>/withdrawal/",
        figures.figure_withdrawal,
        name="figure_withdrawal",
    ),
    path(EDITION + "organise/previous/<slug:of>/sources/new/", sources.source_new, name="source_new"),
    path(EDITION + "organise/previous/<slug:of>/sources/<int:pk>/", sources.source, name="source"),
    path(
        EDITION + "organise/previous/<slug:of>/sources/<int:pk>/removal/",
        sources.source_removal,
        name="source_removal",
    ),
    path(EDITION + "organise/texts/", texts.texts, name="texts"),
    path(EDITION + "organise/standing/", standing.standing, name="standing"),
    path(EDITION + "organise/standing/<int:pk>/", standing.event, name="event"),
    path(EDITION + "organise/standing/<slug:kind>/", standing.event_new, name="event_new"),
    path(EDITION + "organise/offices/", offices.offices, name="offices"),
    path(EDITION + "organise/offices/<int:pk>/end/", offices.office_end, name="office_end"),
    path(EDITION + "organise/setup/<slug:kind>/", parts.parts, name="parts"),
    path(EDITION + "organise/setup/<slug:kind>/new/", parts.part_new, name="part_new"),
    path(EDITION + "organise/setup/<slug:kind>/<int:pk>/", parts.part, name="part"),
    path(EDITION + "organise/setup/<slug:kind>/<int:pk>/removal/", parts.part_removal, name="part_removal"),
    # proposals
    path(EDITION + "organise/calls/", calls.calls, name="calls"),
    path(EDITION + "organise/calls/new/", calls.call_new, name="call_new"),
    path(EDITION + "organise/calls/<slug:slug>/", calls.call, name="call"),
    path(EDITION + "organise/calls/<slug:slug>/questions/", questions.questions, name="questions"),
    path(EDITION + "organise/calls/<slug:slug>/questions/new/", questions.question, name="question_new"),
    path(EDITION + "organise/calls/<slug:slug>/questions/<slug:name>/", questions.question, name="question"),
    path(
        EDITION + "organise/calls/<slug:slug>/questions/<slug:name>/removal/",
        questions.question_removal,
        name="question_removal",
    ),
    path(EDITION + "organise/calls/<slug:slug>/late-links/", late_links.late_links, name="late_links"),
    # decisions
    path(EDITION + "organise/proposals/", proposals.proposals, name="proposals"),
    path(EDITION + "organise/changes/", changes.changes, name="changes"),
    path(EDITION + "organise/suggestions/", suggestions.suggestions, name="suggestions"),
    path(EDITION + "organise/proposals/<slug:code>/", proposal.proposal, name="proposal"),
    path(EDITION + "organise/proposals/<slug:code>/decision/", proposal.decision, name="decision"),
    path(EDITION + "organise/proposals/<slug:code>/discussion/", discussion.discussion, name="discussion"),
    path(EDITION + "organise/proposals/<slug:code>/summary/", summary.summary, name="summary"),
    path(EDITION + "organise/proposals/<slug:code>/versions/", proposal.versions, name="versions"),
    path(EDITION + "organise/proposals/<slug:code>/files/<slug:slug>/", proposal.answer_file, name="file"),
    path(
        EDITION + "organise/proposals/<slug:code>/translations/",
        translations.translations,
        name="translations",
    ),
    path(
        EDITION + "organise/proposals/<slug:code>/translations/<slug:language>/",
        translations.translation,
        name="translation",
    ),
    path(
        EDITION + "organise/proposals/<slug:code>/translations/<int:number>/<slug:language>/",
        translations.translation,
        name="contribution_translation",
    ),
    path(EDITION + "organise/proposals/<slug:code>/conflict/", conflicts.own_conflict, name="own_conflict"),
    path(
        EDITION + "organise/proposals/<slug:code>/conflicts/<int:pk>/retraction/",
        conflicts.conflict_retraction,
        name="conflict_retraction",
    ),
    path(EDITION + "organise/reviews/conflicts/", found.conflicts, name="conflicts"),
    path(EDITION + "organise/reviews/conflicts/new/", found.conflict_new, name="conflict_new"),
    path(EDITION + "organise/reviews/conflicts/<int:pk>/waiver/", found.waiver, name="waiver"),
    path(EDITION + "organise/reviews/conflicts/<int:pk>/waiver/end/", found.waiver_end, name="waiver_end"),
    path(EDITION + "organise/decisions/", decisions.decisions, name="decisions"),
    path(EDITION + "organise/decisions/genders/", genders.genders, name="genders"),
    path(EDITION + "organise/decisions/several/", decisions.decision_list, name="decision_list"),
    path(EDITION + "organise/release/", release.release, name="release"),
    path(EDITION + "organise/confirmations/", confirmations.confirmations, name="confirmations"),
    path(EDITION + "organise/confirmations/reminder/", confirmations.reminder, name="reminder"),
    path(EDITION + "organise/letters/", letters.letters, name="letters"),
    path(EDITION + "organise/letters/<slug:kind>/<slug:language>/", letters.letter, name="letter"),
    path(EDITION + "organise/messages/", messages.messages, name="messages"),
    path(EDITION + "organise/messages/<int:number>/", messages.message, name="message"),
    # programme
    *programme.urlpatterns,
    # registration
    *registration.urlpatterns,
    # review
    path(REVIEWS, progress.reviews, name="reviews"),
    path(REVIEWS + "matching/", asking.matching, name="matching"),
    path(REVIEWS + "matching/<uuid:uid>/", run.matching_run, name="matching_run"),
    path(REVIEWS + "matching/<uuid:uid>/proof.json", run.matching_proof, name="matching_proof"),
    path(REVIEWS + "matching/<uuid:uid>/stop/", run.matching_stop, name="matching_stop"),
    path(REVIEWS + "matching/<uuid:uid>/again/", run.matching_again, name="matching_again"),
    path(REVIEWS + "matching/<uuid:uid>/adoption/", run.matching_adoption, name="matching_adoption"),
    path(
        REVIEWS + "matching/<uuid:uid>/beside/<uuid:other>/",
        comparing.matching_comparison,
        name="matching_comparison",
    ),
    path(
        REVIEWS + "matching/<uuid:uid>/<slug:code>/<uuid:reviewer>/",
        pair.matching_pair,
        name="matching_pair",
    ),
    path(REVIEWS + "themes/", themes.themes, name="themes"),
    path(REVIEWS + "themes/<slug:code>/<slug:other>/", alike.alike, name="alike"),
    path(REVIEWS + "calibration/", calibration.calibration, name="calibration"),
    path(REVIEWS + "tracks/<slug:slug>/", setup.track, name="review_track"),
    path(REVIEWS + "tracks/<slug:slug>/guides/", guides.guides, name="guides"),
    path(REVIEWS + "tracks/<slug:slug>/rules/", setup.rules, name="review_rules"),
    path(REVIEWS + "tracks/<slug:slug>/checks/new/", checks.check, name="check_new"),
    path(REVIEWS + "tracks/<slug:slug>/checks/<slug:check>/", checks.check, name="check"),
    path(
        REVIEWS + "tracks/<slug:slug>/checks/<slug:check>/removal/",
        checks.check_removal,
        name="check_removal",
    ),
    path(REVIEWS + "screening/", screening.screenings, name="screenings"),
    path(REVIEWS + "screening/<slug:code>/", screening.screening, name="screening"),
    path(REVIEWS + "tracks/<slug:slug>/criteria/new/", setup.criterion_new, name="criterion_new"),
    path(REVIEWS + "tracks/<slug:slug>/criteria/<slug:criterion>/", setup.criterion, name="criterion"),
    path(
        REVIEWS + "tracks/<slug:slug>/criteria/<slug:criterion>/removal/",
        setup.criterion_removal,
        name="criterion_removal",
    ),
    path(REVIEWS + "reviewers/", reviewers.reviewers, name="reviewers"),
    path(REVIEWS + "reviewers/new/", reviewers.reviewer_new, name="reviewer_new"),
    path(REVIEWS + "reviewers/<uuid:uid>/", reviewers.reviewer, name="reviewer"),
    path(REVIEWS + "reviewers/<uuid:uid>/works/new/", reviewers.reviewer_work, name="reviewer_work"),
    path(
        REVIEWS + "reviewers/<uuid:uid>/works/<uuid:work>/removal/",
        reviewers.reviewer_work_removal,
        name="reviewer_work_removal",
    ),
    path(
        REVIEWS + "reviewers/<uuid:uid>/assignments/",
        assignments.reviewer_assignments,
        name="reviewer_assignments",
    ),
    path(REVIEWS + "proposals/", assignments.proposals, name="review_proposals"),
    path(REVIEWS + "proposals/<slug:code>/", assignments.assignments, name="assignments"),
    path(
        REVIEWS + "proposals/<slug:code>/<uuid:uid>/end/", assignments.assignment_end, name="assignment_end"
    ),
]
