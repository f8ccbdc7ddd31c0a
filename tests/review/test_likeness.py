"""When two spellings are one name, one organization, one mail domain."""

import pytest

from convenor.review.likeness import abbreviated, institution_at, organization_key, spelled, state_at

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("Rosa Okafor", "OKAFOR, Rosa", True),
        ("José Núñez", "Jose Nunez", True),
        ("王伟", "王伟", True),
        ("نادية بن حدو", "نادية بن حدو", True),
        ("Rosa Okafor", "Rosa Okada", False),
    ],
)
def test_a_name_is_compared_without_order_case_and_accents(one, other, are_one):
    assert (spelled(one) == spelled(other)) == are_one


def test_initials_stand_for_all_names_but_one():
    assert abbreviated("Rosa Okafor") == {"okafor r", "o rosa"}
    assert abbreviated("Linh") == frozenset()


def test_an_organization_is_compared_without_articles_and_punctuation():
    assert organization_key("The University of Moss (Nairobi)") == organization_key(
        "university of moss, Nairobi"
    )


@pytest.mark.parametrize(
    ("address", "institution"),
    [
        ("a@staff.moss.ac.ke", "moss.ac.ke"),
        ("a@moss.edu", "moss.edu"),
        ("a@gmail.com", ""),
        ("a@yahoo.co.uk", ""),
        ("a@unesco-delegations.org", ""),
        ("a@people.example", ""),
        ("a@gov.uk", ""),
        ("nothing", ""),
    ],
)
def test_a_domain_is_an_institution_unless_many_share_it(address, institution):
    assert institution_at(address) == institution


@pytest.mark.parametrize(
    ("address", "state"),
    [("a@education.go.ke", "ke"), ("a@education.gouv.fr", "fr"), ("a@ed.gov", "us"), ("a@moss.ac.ke", "")],
)
def test_the_address_of_a_government_tells_its_country(address, state):
    assert state_at(address) == state
