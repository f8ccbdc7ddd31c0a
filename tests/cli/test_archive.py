"""``convenor archive load``: the previous editions, entered by somebody with a name, once."""

import argparse

import pytest

from convenor.cli import archive
from convenor.editions.models import Edition, Office
from tests import make

pytestmark = pytest.mark.django_db


def run(*words):
    parser = argparse.ArgumentParser()
    archive.add_to(parser)
    return archive.run(parser.parse_args(words))


def test_a_series_is_entered_once_by_somebody_with_a_name(capsys):
    words = ("load", "--email=ada@example.org", "--name=Ada", "--series=digital-learning-week")

    statuses = [run(*words), run(*words)]

    assert (statuses, capsys.readouterr().out.splitlines()) == (
        [0, 0],
        [
            "digital-learning-week: 3 editions entered, 2023, 2024, 2025.",
            "digital-learning-week: all editions were here already.",
        ],
    )
    assert set(Office.objects.values_list("person__name", "role")) == {("Ada", "secretary")}


def test_an_address_that_is_none_and_a_series_of_others_are_refused_in_a_sentence(capsys):
    make.edition(of=make.series("digital-learning-week"))

    statuses = [
        run("load", "--email=nobody"),
        run("load", "--email=bo@example.org", "--series=digital-learning-week"),
    ]

    assert (statuses, capsys.readouterr().err.splitlines()) == (
        [1, 1],
        [
            "This does not look like an e-mail address.",
            "Only a secretary of an edition of this series may make another one.",
        ],
    )
    assert Edition.objects.count() == 1
