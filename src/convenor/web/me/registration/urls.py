"""Addresses of my registrations, after ``/<language>/``."""

from django.urls import path

from convenor.web.me.registration import changing, overview, ticket

_ONE = "me/registrations/<slug:code>/"

urlpatterns = [
    path("me/ticket/<slug:token>/", ticket.ticket, name="ticket"),
    path(_ONE, overview.registration, name="registration"),
    path(_ONE + "change/", changing.change, name="registration_change"),
    path(_ONE + "cancellation/", changing.cancellation, name="registration_cancellation"),
    path(_ONE + "presence/", overview.presence, name="registration_presence"),
    path(_ONE + "tracks/<slug:track>/", overview.track, name="registration_track"),
    path(_ONE + "sessions/<slug:session>/", overview.session, name="registration_session"),
]
