"""Addresses without a language: the very first page, and files for machines."""

from django.urls import path

from convenor.web import log, short
from convenor.web.me.registration import ticket
from convenor.web.public import calendar, editions, materials, places, sitemaps, worker
from convenor.web.public.marks import device, lists

app_name = "files"

urlpatterns = [
    path("", editions.start, name="start"),
    path("sw.js", worker.worker, name="worker"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_of_pages"),
    path("s/<slug:code>", short.proposal, name="short"),
    path("s/t/<slug:ticket>", ticket.scanned, name="ticket"),
    path("<slug:series>/<slug:edition>/save-the-date.ics", calendar.save_the_date, name="save_the_date"),
    path("<slug:series>/<slug:edition>/materials/<uuid:uid>", materials.material, name="material_file"),
    path("m/<slug:token>", lists.short, name="mark_list"),
    path("<slug:series>/<slug:edition>/places.json", places.places, name="places"),
    path("<slug:series>/<slug:edition>/marks", device.device, name="marks"),
    path("log/checkpoint", log.latest_checkpoint, name="log_checkpoint"),
    path("log/checkpoint/<int:size>", log.checkpoint, name="log_checkpoint_of"),
    path("log/key", log.key, name="log_key"),
    path("log/entries.jsonl", log.entries, name="log_entries"),
    path("log/verifier.py", log.verifier_script, name="log_verifier"),
]
