"""Addresses of these pages, after ``/<language>/``."""

from django.urls import path

from convenor.web.public.marks import calendar, choosing, lists, moving

MY = "<slug:series>/<slug:edition>/my/"

urlpatterns = [
    path(MY, lists.my, name="marks"),
    path(f"{MY}moving/", moving.leave, name="marks_left"),
    path(f"{MY}moving/fetched/", moving.fetch, name="marks_fetched"),
    path(f"{MY}mark/<slug:code>/", choosing.mark, name="mark"),
    path(f"{MY}<slug:token>.ics", calendar.calendar, name="marks_calendar"),
    path(f"{MY}<slug:token>/", lists.mark_list, name="mark_list"),
    path(f"{MY}<slug:token>/adoption/", lists.adoption, name="marks_adoption"),
    path(f"{MY}<slug:token>/deletion/", lists.deletion, name="marks_deletion"),
    path(f"{MY}<slug:token>/seen/", lists.seen, name="marks_seen"),
    path(f"{MY}<slug:token>/notes/<slug:code>/", choosing.note, name="marks_note"),
    path(f"{MY}<slug:token>/<slug:day>/", choosing.day, name="marks_of_day"),
]
