"""Addresses of registration for its organisers, after ``/<language>/``."""

from django.urls import path

from convenor.web.organiser.registration import (
    categories,
    changing,
    codes,
    entitlements,
    overview,
    participant,
    quotas,
    registrations,
)

_HERE = "<slug:series>/<slug:edition>/organise/registration/"

urlpatterns = [
    path(_HERE, overview.registration, name="registration"),
    path(_HERE + "rules/", overview.rules, name="registration_rules"),
    path(_HERE + "categories/", categories.categories, name="categories"),
    path(_HERE + "categories/new/", categories.category_new, name="category_new"),
    path(_HERE + "categories/<slug:slug>/", categories.category, name="category"),
    path(_HERE + "categories/<slug:slug>/removal/", categories.category_removal, name="category_removal"),
    path(_HERE + "places/", quotas.quotas, name="quotas"),
    path(_HERE + "places/<slug:kind>/<slug:slug>/", quotas.quota, name="quota"),
    path(_HERE + "list/", registrations.registrations, name="registrations"),
    path(_HERE + "answers/", registrations.answers, name="registration_answers"),
    path(_HERE + "list/<slug:code>/", participant.participant, name="participant"),
    path(
        _HERE + "list/<slug:code>/cancellation/",
        participant.participant_cancellation,
        name="participant_cancellation",
    ),
    path(_HERE + "list/<slug:code>/change/", changing.change, name="participant_change"),
    path(
        _HERE + "list/<slug:code>/reinstatement/",
        changing.reinstatement,
        name="participant_reinstatement",
    ),
    path(_HERE + "tracks/", entitlements.entitlements, name="entitlements"),
    path(_HERE + "codes/", codes.codes, name="codes"),
    path(_HERE + "codes/<slug:code>/withdrawal/", codes.code_withdrawal, name="code_withdrawal"),
]
