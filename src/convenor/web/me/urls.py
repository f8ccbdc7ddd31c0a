"""Addresses of these pages, after ``/<language>/``."""

from django.urls import URLPattern

app_name = "me"

EDITION = "<slug:series>/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    # accounts
    # the log
    # proposals
    # decisions
]
