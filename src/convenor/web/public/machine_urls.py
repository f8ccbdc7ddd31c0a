"""Addresses without a language: the very first page, and files for machines."""

from django.urls import path

from convenor.web.public import editions

app_name = "files"

urlpatterns = [
    path("", editions.start, name="start"),
]
