"""Addresses of the pages of the programme."""

from django.urls import URLPattern, path

from convenor.web.organiser.programme import (
    comparison,
    days,
    demand,
    elsewhere,
    items,
    loss,
    materials,
    options,
    overview,
    people,
    places,
    publication,
    session,
)
from convenor.web.organiser.programme.planning import asking, draft, run
from convenor.web.organiser.programme.planning import comparison as two_drafts

PROGRAMME = "<slug:series>/<slug:edition>/organise/programme/"
SESSION = PROGRAMME + "sessions/<slug:code>/"
PLANNING = PROGRAMME + "planning/"
DRAFT = PLANNING + "drafts/<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    path(PROGRAMME, overview.programme, name="programme"),
    path(PROGRAMME + "proposals/", overview.taking_up, name="taking_up"),
    path(PROGRAMME + "days/<slug:day>/", days.day, name="programme_day"),
    path(PROGRAMME + "demand/", demand.demand, name="demand"),
    path(PROGRAMME + "loss/", loss.loss, name="loss"),
    path(PROGRAMME + "loss/<uuid:uid>/", options.loss_options, name="loss_options"),
    path(PROGRAMME + "loss/rooms/<int:pk>/", loss.room_opening, name="room_opening"),
    path(PROGRAMME + "comparison/", comparison.comparison, name="comparison"),
    path(PLANNING, asking.planning, name="planning"),
    path(PLANNING + "runs/<uuid:uid>/", run.planning_run, name="planning_run"),
    path(PLANNING + "runs/<uuid:uid>/end/", run.planning_end, name="planning_end"),
    path(DRAFT, draft.timetable, name="timetable"),
    path(DRAFT + "name/", draft.timetable_name, name="timetable_name"),
    path(DRAFT + "removal/", draft.timetable_removal, name="timetable_removal"),
    path(DRAFT + "adoption/", draft.timetable_adoption, name="timetable_adoption"),
    path(DRAFT + "comparison/<uuid:other>/", two_drafts.timetable_comparison, name="timetable_comparison"),
    path(PROGRAMME + "publication/", publication.publication, name="publication"),
    path(PROGRAMME + "releases/", publication.releases, name="programme_releases"),
    path(PROGRAMME + "releases/<int:number>/", publication.release, name="programme_release"),
    path(PROGRAMME + "releases/<int:number>/rescue/", publication.rescue, name="programme_rescue"),
    path(PROGRAMME + "people/<uuid:uid>/", people.availability, name="availability"),
    path(PROGRAMME + "new/", session.session_new, name="session_new"),
    path(SESSION, session.session, name="session"),
    path(SESSION + "facts/", session.session_facts, name="session_facts"),
    path(SESSION + "told/", session.session_told, name="session_told"),
    path(SESSION + "removal/", session.session_removal, name="session_removal"),
    path(SESSION + "parts/new/", items.item_new, name="item_new"),
    path(SESSION + "parts/<int:pk>/", items.item, name="item"),
    path(SESSION + "parts/<int:pk>/removal/", items.item_removal, name="item_removal"),
    path(SESSION + "people/new/", people.appearance_new, name="appearance_new"),
    path(SESSION + "people/<int:pk>/", people.appearance, name="appearance"),
    path(SESSION + "people/<int:pk>/removal/", people.appearance_removal, name="appearance_removal"),
    path(SESSION + "elsewhere/", elsewhere.elsewhere, name="elsewhere"),
    path(SESSION + "places/new/", places.placement_new, name="placement_new"),
    path(SESSION + "places/<int:pk>/", places.placement, name="placement"),
    path(SESSION + "places/<int:pk>/removal/", places.placement_removal, name="placement_removal"),
    path(SESSION + "materials/new/", materials.material_new, name="material_new"),
    path(SESSION + "materials/<uuid:uid>/removal/", materials.material_removal, name="material_removal"),
    path(SESSION + "report/", materials.report, name="report"),
    path(PROGRAMME + "compendium/", materials.compendium, name="compendium"),
    path(PROGRAMME + "compendium/<slug:code>/", materials.compendium_licence, name="compendium_licence"),
]
