"""Addresses of the public pages, after ``/<language>/``."""

from django.urls import path

from convenor.web.public import editions

app_name = "public"

urlpatterns = [
    path("", editions.home, name="home"),
    # the log
    # proposals
    # editions
    path("<slug:series>/", editions.series, name="series"),
    path("<slug:series>/<slug:edition>/", editions.front, name="edition"),
]
