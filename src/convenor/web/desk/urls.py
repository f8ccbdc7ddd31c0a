"""Addresses of the desk, after ``/<language>/``."""

from django.urls import path

from convenor.web.desk import reception, walk_in

app_name = "desk"

_HERE = "<slug:series>/<slug:edition>/desk/"

urlpatterns = [
    path(_HERE, reception.desk, name="desk"),
    path(_HERE + "new/", walk_in.walk_in, name="walk_in"),
    path(_HERE + "<slug:code>/", reception.registration, name="registration"),
]
