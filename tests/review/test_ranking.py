"""Where a line runs, and who is even at it."""

import pytest

from convenor.review.ranking import Line, line_at

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (1, Line((1,), (), 90)),
        (2, Line((1, 2), (2, 3, 4), 72)),
        (3, Line((1, 2, 3), (2, 3, 4), 72)),
        (4, Line((1, 2, 3, 4), (), 72)),
        (9, Line((1, 2, 3, 4, 5), (), 10)),
        (0, Line((), (), None)),
    ],
)
def test_the_line_names_those_that_are_even_where_it_divides_them(number, line):
    points = {5: 10.0, 4: 71.6, 3: 71.9, 2: 72.3, 1: 90.0}

    assert line_at(number, points) == line


def test_without_points_there_is_no_line():
    assert line_at(3, {}) == Line((), (), None)
