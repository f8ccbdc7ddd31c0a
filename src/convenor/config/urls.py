"""Addresses: ``/<language>/…`` for people, ``/<series>/<edition>/…`` for machines, ``/s/<code>`` short."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler400 = "convenor.web.errors.bad_request"
handler404 = "convenor.web.errors.not_found"
handler500 = "convenor.web.errors.server_error"

urlpatterns = [
    *i18n_patterns(
        *([path("", include("convenor.demo.mailbox"))] if settings.IS_DEMO else []),
        path("", include("convenor.web.me.urls")),
        path("", include("convenor.web.reviewer.urls")),
        path("", include("convenor.web.organiser.urls")),
        path("", include("convenor.web.desk.urls")),
        path("", include("convenor.web.public.urls")),
    ),
    path("", include("convenor.web.public.machine_urls")),
]
