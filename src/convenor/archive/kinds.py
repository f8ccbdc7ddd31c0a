"""What figures count, how exactly, and what a source is. No table is needed to read them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    PAGE = "page", _("web page")
    ANNOUNCEMENT = "announcement", _("announcement")
    CALL = "call", _("call for proposals")
    PROGRAMME = "programme", _("programme")
    NOTE = "note", _("concept note")
    NEWS = "news", _("news")
    PRESS = "press", _("press article")
    REPORT = "report", _("report")
    ACCOUNT = "account", _("account of somebody who was there")
    PUBLICATIONS = "publications", _("list of publications")


class Counted(models.TextChoices):
    """What a figure counts. Registered is not present: each figure says which of them it means."""

    PARTICIPANTS = "participants", _("Participants")
    REGISTERED = "registered", _("Registered")
    CONFIRMED = "confirmed", _("Confirmed registrations")
    BADGED = "badged", _("Badges issued")
    CHECKED_IN = "checked-in", _("Checked in")
    ONLINE = "online", _("Participants online")
    COUNTRIES = "countries", _("Countries")
    SPEAKERS = "speakers", _("Speakers")
    MINISTERS = "ministers", _("Ministers")
    SESSIONS = "sessions", _("Sessions")
    BREAKOUTS = "breakouts", _("Breakout sessions")
    WORKSHOPS = "workshops", _("Workshops")
    LABS = "labs", _("Strategy labs")
    DEMONSTRATIONS = "demonstrations", _("Demonstrations")


class Precision(models.TextChoices):
    MORE_THAN = "more-than", _("more than")
    ABOUT = "about", _("about")
    NEARLY = "nearly", _("nearly")


class FindableKind(models.TextChoices):
    """What the search finds, in the order in which it is shown."""

    EDITION = "edition", _("edition")
    SUBTHEME = "subtheme", _("subtheme")
    TRACK = "track", _("track")
    SESSION = "session", _("session")
    PERSON = "person", _("person")
    ORGANIZATION = "organization", _("organization")
    PAPER = "paper", _("contribution to the compendium")
