"""Addresses of the public pages, after ``/<language>/``."""

from django.urls import path

from convenor.web import log
from convenor.web.public import (
    appearance,
    call,
    editions,
    invitation,
    now,
    participants,
    programme,
    registering,
    search,
    subreview,
    thanks,
)
from convenor.web.public.marks import urls as marks

app_name = "public"

urlpatterns = [
    path("", editions.home, name="home"),
    path("search/", search.search, name="search"),
    # the log
    path("log/", log.about, name="log"),
    # proposals
    path("credits/<uuid:uid>/", thanks.credit, name="credit"),
    path("credits/<uuid:uid>/text/", thanks.credit_text, name="credit_text"),
    path("<slug:series>/<slug:edition>/reviewers/", thanks.reviewers, name="reviewers"),
    path("reviewing/<slug:token>/", subreview.subreview, name="subreview"),
    path("invitations/<slug:token>/", invitation.invitation, name="invitation"),
    path("appearances/<slug:token>/", appearance.appearance, name="appearance"),
    path("<slug:series>/<slug:edition>/call/<slug:slug>/", call.call, name="call"),
    # programme
    path("<slug:series>/<slug:edition>/programme/", programme.programme, name="programme"),
    path("<slug:series>/<slug:edition>/programme/search/", programme.search, name="programme_search"),
    path("<slug:series>/<slug:edition>/now/", now.now, name="now"),
    path("<slug:series>/<slug:edition>/times/", now.times, name="times"),
    path("<slug:series>/<slug:edition>/programme/people/<slug:code>/", programme.person, name="person"),
    *marks.urlpatterns,
    # registration
    path("<slug:series>/<slug:edition>/participants/", participants.participants, name="participants"),
    path("<slug:series>/<slug:edition>/register/", registering.register, name="register"),
    path("<slug:series>/<slug:edition>/register/sent/", registering.sent, name="register_sent"),
    path(
        "<slug:series>/<slug:edition>/register/with/<slug:code>/",
        registering.register,
        name="register_with_code",
    ),
    # editions
    path("<slug:series>/", editions.series, name="series"),
    path("<slug:series>/<slug:edition>/", editions.front, name="edition"),
    path("<slug:series>/<slug:edition>/tracks/", editions.tracks, name="tracks"),
    path("<slug:series>/<slug:edition>/venue/", editions.venue, name="venue"),
]
