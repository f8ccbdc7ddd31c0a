"""Addresses of these pages, after ``/<language>/``."""

from django.urls import URLPattern, path

from convenor.web.reviewer import (
    bids,
    delegations,
    discussion,
    home,
    profile,
    reviews,
    subreviews,
    thanks,
    ties,
    works,
)

app_name = "reviewer"

EDITION = "<slug:series>/<slug:edition>/"
PROPOSAL = EDITION + "review/proposals/<slug:code>/"

urlpatterns: list[URLPattern] = [
    # review
    path(EDITION + "review/", home.home, name="home"),
    path(EDITION + "review/thanks/", thanks.credit, name="credit"),
    path(EDITION + "review/thanks/letter/", thanks.credit_letter, name="credit_letter"),
    path(EDITION + "review/profile/", profile.profile, name="profile"),
    path(EDITION + "review/profile/works/new/", profile.work, name="work"),
    path(EDITION + "review/profile/works/several/", works.works, name="works"),
    path(EDITION + "review/profile/works/<uuid:uid>/removal/", profile.work_removal, name="work_removal"),
    path(EDITION + "review/wishes/", bids.bids, name="bids"),
    path(EDITION + "review/wishes/<slug:code>/", bids.bid, name="bid"),
    path(PROPOSAL, reviews.review, name="review"),
    path(PROPOSAL + "discussion/", discussion.discussion, name="discussion"),
    path(PROPOSAL + "changes/", reviews.changes, name="changes"),
    path(PROPOSAL + "delegation/", delegations.delegation, name="delegation"),
    path(PROPOSAL + "delegated/", subreviews.subreview, name="subreview"),
    path(PROPOSAL + "delegated/conflict/", subreviews.subreview_conflict, name="subreview_conflict"),
    path(PROPOSAL + "delegated/files/<slug:slug>/", subreviews.subreview_file, name="subreview_file"),
    path(PROPOSAL + "files/<slug:slug>/", reviews.answer_file, name="file"),
    path(EDITION + "review/ties/", ties.ties, name="ties"),
    path(EDITION + "review/ties/<uuid:uid>/retraction/", ties.tie_retraction, name="tie_retraction"),
    path(PROPOSAL + "conflict/", reviews.conflict, name="conflict"),
    path(PROPOSAL + "decline/", reviews.decline, name="decline"),
]
