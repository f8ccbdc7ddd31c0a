"""Addresses of these pages, after ``/<language>/``."""

from django.urls import URLPattern

app_name = "organiser"

EDITION = "<slug:series>/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    # home
    # the log
    # editions
    # proposals
    # decisions
    # review
]
