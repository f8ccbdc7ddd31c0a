"""From the form to the desk: a participant, an invited minister, the desk; without a browser and with one."""

import re

import pytest

from tests.journeys.people import HOUR, Edition, Guest, Secretary, founded

SUMMIT = "Ministerial summit"


class Participant(Guest):
    """Somebody who registers; ``code`` is what the letter says."""

    code = ""

    def fills_in(self, **said):
        return self.presses(
            "Register",
            **{
                "address": self.address,
                "name": self.name,
                "country": "UZ",
                "language": self.language,
                **said,
            },
        )

    def confirms(self):
        self.reads("We have written to you").opens_mail("/me/ticket/")
        self.presses("Confirm my registration")
        letter = self.gets_mail("/me/ticket/")
        self.code = re.search(r"[:：] *([A-Z0-9]{6})\s", letter.text)[1]
        return self.reads(self.code)

    def opens_registration(self):
        return self.opens(f"me/registrations/{self.code}/")


class Desk(Guest):
    def finds_person(self, typed, *, expecting=200):
        self.opens_edition("desk/")
        self.door.press(self.said("Find"), {"q": typed}, expecting=expecting)
        return self


class Cast:
    """An edition that takes registrations, with a track by invitation, and a desk."""

    def __init__(self, installation, door, series, language):
        edition = Edition(installation, f"{series}/2031", zone="Africa/Nairobi")
        self.secretary = Secretary(edition, door(), "Amina Odhiambo")
        self.participant = Participant(edition, door(), "Leila Karimova", language=language)
        self.minister = Participant(edition, door(), "Kofi Mensah", language="fr")
        self.desk = Desk(edition, door(), "Grace Mwangi")
        link = founded(
            edition, self.secretary, series_name=series.title(), starts="2031-05-05", ends="2031-05-06"
        )
        secretary = self.secretary.signs_in_by(link)
        secretary.adds("Tracks", "New track", name=SUMMIT, slug="summit", access="invitation").announces()
        secretary.at_desk("Registration").presses(
            "Set up registration", opens_at=edition.instant(-HOUR), closes_at=edition.instant(3 * HOUR)
        )
        secretary.gives_office("desk", self.desk)


def tell(cast):
    """The whole story."""
    secretary, participant, minister, desk = cast.secretary, cast.participant, cast.minister, cast.desk
    secretary.at_desk("Registration", "Places", "Educator").presses("Save", places="1")

    participant.opens_edition().follows("Register to take part").fills_in(category="educator").confirms()
    secretary.at_desk("Registration", "Invitation codes").presses(
        "Make or send codes",
        category="policy-maker",
        track="summit",
        until=secretary.edition.instant(2 * HOUR),
        addresses=minister.address,
    )
    minister.opens_mail("/register/with/")
    minister.fills_in().confirms()
    minister.opens_registration().proves_address().opens_registration()
    minister.reads(SUMMIT, "you may attend")

    late = Participant(participant.edition, desk.door, "Late Comer")
    late.opens_edition("register/")
    late.presses_in_vain(
        "Register", address=late.address, name=late.name, language="en", category="educator"
    ).reads("All places for this category are taken.")

    desk.signs_in().finds_person(participant.code.lower()).reads(participant.name)
    desk.presses("Check in", desk="North door").reads("Checked in.", "North door")
    desk.finds_person("karimova").follows(participant.name).reads("Checked in already.")
    desk.finds_person(f"{participant.code}-0123456789ABCDEF", expecting=404)
    desk.reads("This QR code is not one of ours: it may be forged.")

    comes_without_registration(desk)
    minister.opens_registration().follows("Cancel my registration").presses("Cancel my registration")
    desk.finds_person(minister.code).reads("This registration was cancelled.")
    secretary.at_desk("Registration", "List of registrations").reads(participant.name, "cancelled")
    comes_after_all(secretary, minister, desk)


def comes_without_registration(desk):
    """A place is left in one category, and none in another."""
    desk.finds_person("Walk In", expecting=404).follows("Register somebody new")
    desk.presses_in_vain("Register and check in", category="educator", language="en")
    desk.reads("All places for this category are taken.")
    desk.presses("Register and check in", category="learner", language="en", address="walk.in@people.example")
    desk.reads("Walk In", "North door")


def comes_after_all(secretary, minister, desk):
    """Who cancelled asks the secretariat, which corrects what the registration says as well."""
    secretary.follows(minister.name).follows("Reinstate the registration").presses(
        "Reinstate the registration"
    )
    secretary.reads("registered").follows("Change the registration").presses("Save", organization="Ministry")
    desk.finds_person(minister.code).presses("Check in").reads("Checked in.", "Ministry")


@pytest.mark.slow
@pytest.mark.sqlite
def test_by_plain_http_in_arabic(installation, plain_http):
    tell(Cast(installation, plain_http, "deskbyhttp", "ar"))


@pytest.mark.browser
def test_on_a_handset_without_script(installation, handset):
    tell(Cast(installation, handset, "deskbyphone", "ru"))
