"""Addresses of these pages, after ``/<language>/``."""

from django.urls import URLPattern

app_name = "reviewer"

EDITION = "<slug:series>/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    # review
]
