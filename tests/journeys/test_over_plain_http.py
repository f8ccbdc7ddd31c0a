"""The same stories without a browser: a cookie jar, and the forms as they stand in the HTML."""

import pytest

from tests.journeys.people import HOUR, Author, Chair, Edition, Guest, Reviewer, Secretary, founded

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

CALL = "Call for talks"
TRACK = "Lightning talks"
TITLE = "Lessons by short message"


class Cast:
    """An announced edition with a call that is open, and everybody who is to take part."""

    def __init__(self, installation, door, series):
        edition = Edition(installation, f"{series}/2031", zone="Asia/Tashkent")
        self.secretary = Secretary(edition, door(), "Amina Odhiambo")
        self.author = Author(edition, door(), "Jonas Berg", language="fr")
        self.reviewer = Reviewer(edition, door(), "Wei Chen", language="zh")
        self.chair = Chair(edition, door(), "Grace Mwangi")
        self.visitor = Guest(edition, door(), "Visitor", language="ru")
        self._sets_up(
            founded(
                edition, self.secretary, series_name=series.title(), starts="2031-05-05", ends="2031-05-06"
            )
        )

    def _sets_up(self, link):
        self.secretary.signs_in_by(link)
        self.secretary.adds("Tracks", "New track", name=TRACK, slug="talks").makes_call(CALL)
        self.secretary.announces().sets_criterion(TRACK, "Clarity", slug="clarity")
        self.secretary.invites_reviewer(self.reviewer, TRACK).gives_office("chair", self.chair)

    def hand_in(self):
        """The author's talk, complete and handed in."""
        self.author.opens_edition("call/papers/").begins_by_signing_in("talk", TRACK)
        self.author.writes(TITLE, "How a school works without a network.").describes(minutes="15").hands_in()

    def review(self):
        self.secretary.closes(CALL).assigns(TITLE, self.reviewer)
        self.reviewer.signs_in().writes_review(
            TITLE, **{"score-clarity": "4", "to_contributors": "Say more."}
        )

    def decide(self, verdict, **more):
        self.chair.decides(TITLE, verdict, **more)
        self.secretary.releases_letters()


@pytest.fixture
def cast(request, installation, plain_http):
    """For each test a series of its own."""
    return Cast(installation, plain_http, request.node.name.split("_")[1])


def test_talk_is_proposed_reviewed_and_accepted(cast):
    author, chair = cast.author, cast.chair
    cast.visitor.opens_edition().follows(CALL).reads("Deadline")

    cast.hand_in()
    cast.review()
    before = author.opens_proposal().text
    chair.signs_in().decides(TITLE, "accept")
    unchanged = author.opens_proposal().text == before
    cast.secretary.releases_letters()
    letter = author.opens_mail("/me/coming/")
    author.presses("Yes, I will come").reads("You said that you will come.")

    assert (unchanged, letter.language) == (True, "fr")
    author.opens_proposal().reads("Your proposal is accepted", "Say more.")
    cast.secretary.at_desk("Who will come").reads(author.name, "will come")


def test_revised_proposal_is_decided_again_and_its_author_gets_a_second_letter(cast):
    author, chair = cast.author, cast.chair
    cast.hand_in()
    cast.review()
    chair.signs_in()

    cast.decide("revise", note="Please say who pays.")
    author.opens_mail(f"/me/proposals/{author.code}/")
    author.reads("Please revise your proposal", "Please say who pays.", "Say more.")
    author.opens_proposal("text/").presses(
        "Save and go on", abstract="A school without a network, and its budget."
    )
    author.hands_in().opens_proposal("versions/").reads("its budget")
    chair.opens_proposal(TITLE).presses_in_vain("Change the decision", verdict="accept")
    cast.decide("accept", reason="The budget is there now.")

    assert author.gets_mail("/me/coming/").language == "fr"
    author.opens_proposal().reads("Your proposal is accepted").does_not_read("Please revise your proposal")
    author.does_not_read("The budget is there now.")


def test_late_proposal_comes_by_a_personal_link_and_is_withdrawn(cast):
    author, secretary = cast.author, cast.secretary
    secretary.closes(CALL)
    author.signs_in().opens_edition("call/papers/start/").reads("This call is not open now.")

    secretary.at_desk("Calls", CALL, "Late links")
    secretary.presses("Send a link", address=author.address, until=author.edition.instant(2 * HOUR))
    author.opens_mail("/late/")
    author.begins("talk", TRACK).writes(TITLE, "It took us longer.").describes(minutes="15").hands_in()
    secretary.assigns(TITLE, cast.reviewer)
    cast.reviewer.signs_in().opens_reviews().reads(TITLE)
    author.opens_proposal().follows("Withdraw").presses("Withdraw", reason="We cannot travel.")

    author.reads("withdrawn")
    cast.reviewer.opens_reviews().does_not_read(TITLE)
    cast.reviewer.opens_edition(f"review/proposals/{author.code}/", expecting=404)
    secretary.opens_edition(f"organise/proposals/{author.code}/").reads("We cannot travel.")
