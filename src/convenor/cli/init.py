"""``convenor init``: from nothing to a first edition, and a link by which its secretary signs in."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime, timedelta

from convenor.accounts.actions import person_at, sign_in_link
from convenor.audit.actions import write
from convenor.cli import migrate
from convenor.editions.actions import create_edition, create_series
from convenor.editions.models import Edition
from convenor.kernel.links import absolute
from convenor.kernel.refusals import Refused
from convenor.kernel.text import short_name_of
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.people.models import Person
from convenor.web.middleware import moment

DAYS = timedelta(days=4)


def add_to(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "What is not given is asked for, or takes its default where nobody can be asked."
    parser.add_argument("--email", help="your address; you become the first secretary")
    parser.add_argument("--name", help="your name")
    parser.add_argument(
        "--language", choices=LANGUAGES, default="en", help="in which you write (%(default)s)"
    )
    parser.add_argument("--series", metavar="SLUG", help="the series' short name, as in its address")
    parser.add_argument("--series-name", metavar="NAME")
    parser.add_argument("--edition", metavar="SLUG", help="the edition's short name, as in its address")
    parser.add_argument("--edition-name", metavar="NAME")
    parser.add_argument("--starts", metavar="YYYY-MM-DD", type=date.fromisoformat, help="the first day")
    parser.add_argument("--ends", metavar="YYYY-MM-DD", type=date.fromisoformat, help="the last day")
    parser.add_argument(
        "--zone", default="UTC", help="time zone of the venue, such as Europe/Paris (%(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    at = moment.now()
    ask_for_the_rest(options, today=at.date())
    migrate.run(argparse.Namespace(check=False))
    try:
        edition, secretary = found(given=options, at=at)
        link = absolute(sign_in_link(person=secretary, at=at))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(
        f"\n{edition} is made, and not announced yet. Start the server with `convenor serve`, then sign in at"
    )
    print(f"\n{link}\n\nThis link works once, for 24 hours.")
    return 0


def ask_for_the_rest(options: argparse.Namespace, *, today: date) -> None:
    """Complete the options, each default following from what is known before it."""
    next_year = today.year + 1
    options.email = options.email or asked("Your e-mail address")
    options.name = options.name or asked("Your name", options.email.partition("@")[0])
    options.series_name = options.series_name or asked(
        "Name of the series", (options.series or "conference").replace("-", " ").title()
    )
    options.series = options.series or asked(
        "Short name of the series, for addresses", short_name_of(options.series_name, most=60) or "conference"
    )
    options.starts = options.starts or asked_day("First day", date(next_year, 3, 1))
    options.ends = options.ends or asked_day("Last day", options.starts + DAYS)
    options.edition = options.edition or asked("Short name of the edition", str(options.starts.year))
    options.edition_name = options.edition_name or asked(
        "Its name", f"{options.series_name} {options.starts.year}"
    )


def asked(question: str, default: str = "") -> str:
    """The answer of whoever sits at the terminal; the default where nobody does, or nothing is typed."""
    while True:
        shown = f"{question} [{default}]: " if default else f"{question}: "
        answer = input(shown).strip() if sys.stdin.isatty() else ""
        if answer or default:
            return answer or default
        if not sys.stdin.isatty():
            raise SystemExit(f"{question}: please give it as an option; see convenor init --help.")


def asked_day(question: str, default: date) -> date:
    while True:
        try:
            return date.fromisoformat(asked(question, default.isoformat()))
        except ValueError:
            print("Please write a day as year-month-day, such as 2027-03-04.")


@write
def found(*, given: argparse.Namespace, at: datetime) -> tuple[Edition, Person]:
    """The series and its first edition, by and for its first secretary."""
    language: str = given.language
    secretary = person_at(given.email, name=given.name, language=language, at=at)
    series = create_series(
        slug=given.series, name=Translated.of(given.series_name, language), by=secretary, at=at
    )
    edition = create_edition(
        series=series,
        slug=given.edition,
        name=Translated.of(given.edition_name, language),
        starts_on=given.starts,
        ends_on=given.ends,
        zone=given.zone,
        by=secretary,
        at=at,
    )
    return edition, secretary
