"""Addresses of these pages, after ``/<language>/``."""

from django.urls import URLPattern, path

from convenor.web import log
from convenor.web.me import (
    balance,
    confirmation,
    conflicts,
    data,
    erasure,
    home,
    passkeys,
    profile,
    sessions,
    sign_in,
)
from convenor.web.me.proposals import urls as proposals
from convenor.web.me.registration import urls as registration

app_name = "me"

EDITION = "<slug:series>/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    # accounts
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/passkey/", sign_in.sign_in_with_passkey, name="sign_in_passkey"),
    path("sign-in/<uuid:uid>/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/<uuid:uid>/<slug:token>/", sign_in.sign_in_link, name="sign_in_link"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("me/", home.home, name="home"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/balance/", balance.balance, name="balance"),
    path("me/passkeys/", passkeys.passkeys, name="passkeys"),
    path("me/passkeys/<int:number>/removal/", passkeys.passkey_removal, name="passkey_removal"),
    path("me/data/", data.data, name="data"),
    path("me/data/file/", data.data_file, name="data_file"),
    path("me/erasure/", erasure.erasure, name="erasure"),
    path("me/erasure/done/", erasure.erased, name="erased"),
    # the log
    path("me/log/", log.mine, name="log"),
    path("me/log/entries.jsonl", log.own_entries, name="log_entries"),
    # proposals
    *proposals.urlpatterns,
    path("me/conflicts/", conflicts.conflicts, name="conflicts"),
    path("me/conflicts/<int:pk>/retraction/", conflicts.conflict_retraction, name="conflict_retraction"),
    # registration
    *registration.urlpatterns,
    # programme
    path("me/sessions/<slug:code>/", sessions.session, name="session"),
    path("me/sessions/<slug:code>/availability/", sessions.availability, name="availability"),
    path("me/sessions/<slug:code>/materials/new/", sessions.material_new, name="material_new"),
    path(
        "me/sessions/<slug:code>/materials/<uuid:uid>/removal/",
        sessions.material_removal,
        name="material_removal",
    ),
    path("me/sessions/<slug:code>/report/", sessions.report, name="report"),
    path("me/proposals/<slug:code>/licence/", sessions.licence, name="proposal_licence"),
    # decisions
    path("me/coming/<slug:token>/", confirmation.confirmation, name="confirmation"),
]
