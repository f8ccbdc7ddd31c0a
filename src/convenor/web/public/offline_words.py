"""What a device without a network says on the pages that it makes itself, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from convenor.kernel.days import locale
from convenor.kernel.translated import LANGUAGES
from convenor.programme.frozen import forgotten

SIZE = "{size}"  # the device puts the number here
AGE = "{age}"


def words_of_pages() -> dict[str, str]:
    """By short names, those of the templates in ``released/`` and those that only a device says."""
    return _of_lists() | _of_sessions() | _of_papers() | _of_now() | _of_devices() | _of_notes()


def words_of_index() -> dict[str, str]:
    """What is said before something is fetched, and when it is there."""
    size = {"size": SIZE}
    return {
        "offer": _("Keep the whole programme on this device (%(size)s kB)") % size,
        "keeping": _(
            "The whole programme is being kept on this device for when there is no network: %(size)s kB."
        )
        % size,
        "kept": _("The whole programme is kept on this device: it can be read without a network."),
        "offer_newer": _("Take the newer release of the programme (%(size)s kB)") % size,
        "taking": _("A newer release of the programme is being taken: %(size)s kB.") % size,
        "taken": _("A newer release of the programme was taken. The next page that you open shows it."),
        "failed": _("The programme could not be kept on this device. The next page tries again."),
    }


def _of_lists() -> dict[str, str]:
    return {
        "days": _("Days"),
        "nothing_on_day": _("Nothing is planned for this day."),
        "nothing_here": _("Nothing is planned here."),
        "pages": _("Pages of this list"),
        "text": _("As plain text"),
        "calendars": _("For calendars"),
        "to_print": _("To print"),
        "time_unknown": _("time unknown"),
        "all_days": _("all days:"),
        "online": _("online"),
        "room_unknown": _("room unknown"),
        "day_unknown": _("Day unknown"),
        "invitation": _("by invitation"),
        "approval": _("open, with approval"),
        "step_free": _("without steps"),
        "people": _("People"),
        "nobody": _("Nobody is named yet."),
    }


def _of_sessions() -> dict[str, str]:
    return {
        "forgotten": forgotten(),
        "from_afar": _("from afar"),
        "to_be_confirmed": _("to be confirmed"),
        "report": _("Report"),
        "facts": _("Facts of the session"),
        "when": _("When"),
        "languages": _("Languages"),
        "interpretation": _("Interpretation:"),
        "subtheme": _("Subtheme"),
        "places": _("Places to book"),
        "online_at": _("Online"),
        "follow": _("Follow it here"),
        "mark": _("Mark this session"),
        "marks_are_counted": _("Organisers read how many marked it, not who."),
        "materials": _("Materials"),
    }


def _of_papers() -> dict[str, str]:
    return {
        "compendium": _("Compendium"),
        "about_compendium": _(
            "The accepted proposals, and those that are published without being presented."
        ),
        "is_empty": _("It is empty."),
        "track": _("Track"),
        "licence": _("Licence"),
        "session": _("Session"),
        "programme": _("Programme"),
        "room": _("Room"),
    }


def _of_now() -> dict[str, str]:
    return {
        "now_and_next": _("Now and next"),
        "now": _("Now"),
        "nothing_now": _("Nothing is on at this moment."),
        "next": _("Next"),
        "nothing_next": _("Nothing comes after this."),
        "by_this_clock": _("By the clock of this device."),
    }


def _of_notes() -> dict[str, str]:
    names = locale().languages
    in_others = {
        f"in_{code}": _("In %(language)s") % {"language": names.get(code, code)} for code in LANGUAGES
    }
    return {"by_a_machine": _("Translated by a machine, unchecked."), **in_others}


def _of_devices() -> dict[str, str]:
    return {
        "search": _("Search"),
        "wanted": _("What do you look for?"),
        "found_nothing": _("Nothing was found. Fewer words, or the beginning of a word, find more."),
        "sessions": _("Sessions"),
        "no_network": _("There is no network."),
        "from_device": _("This page is from this device, which last asked for a newer release: %(age)s.")
        % {"age": AGE},
        "newer": _("A newer release of the programme was taken since the last page."),
        "unknown": _("This page is not on this device"),
        "unknown_why": _("It needs a network. Try again when there is one; nothing was lost."),
        "unsent": _("Nothing was sent"),
        "unsent_why": _(
            "There is no network. What you typed is kept on this page as long as it is open: "
            "send it when there is a network again."
        ),
        "unsent_files": _(
            "There is no network. Go back: what you typed is still there, and can be sent later."
        ),
        "send": _("Send it again"),
        "again": _("Try again"),
    }
