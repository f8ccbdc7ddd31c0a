"""Titles in another direction, in a list: they stand where the page begins, their lines where they begin."""

import pytest

from convenor.web.style import STYLE
from convenor.web.templatetags.convenor import plainly

pytestmark = pytest.mark.browser

LATIN = "Do we need it all? (a workshop about what a school may keep, and for how long)"
ARABIC = "هل نحتاج إلى كل هذا؟ (ورشة عمل عن البيانات التي يجوز للمدرسة أن تحتفظ بها)"
LOOK = """() => {
  const title = document.querySelector('a').firstElementChild, range = document.createRange();
  range.selectNodeContents(title);
  const lines = [...range.getClientRects()].filter(each => each.width > 1);
  const cell = document.querySelector('td').getBoundingClientRect();
  const last = lines.at(-1);  // the first may fill its cell, and then be at both sides
  const same = side => new Set(lines.map(each => Math.round(each[side]))).size === 1;
  return {
    lines: Math.min(lines.length, 2), left: same('left'), right: same('right'),
    at: Math.round(last.left) === Math.round(cell.left) ? 'left'
      : Math.round(last.right) === Math.round(cell.right) ? 'right' : '',
  };
}"""


def seen(browser, direction, title, style=STYLE):
    """How the title's lines stand in a cell of 200 pixels, on a page of this direction."""
    page = browser.new_page()
    cell = f'<td style="padding:0;width:200px"><a href="#">{plainly(title)}</a></td>'
    page.set_content(
        f'<html dir="{direction}"><style>{style}</style>'
        f'<table style="width:200px;table-layout:fixed"><tr>{cell}</tr></table></html>'
    )
    found = page.evaluate(LOOK)
    page.close()
    return found


@pytest.mark.parametrize(
    ("direction", "title", "side"),
    [("rtl", LATIN, "left"), ("ltr", ARABIC, "right"), ("rtl", ARABIC, "right"), ("ltr", LATIN, "left")],
)
def test_the_lines_of_a_long_title_begin_where_its_language_does(browser, direction, title, side):
    found = seen(browser, direction, title)

    assert (found["lines"], found[side], found["at"]) == (2, True, side)


@pytest.mark.parametrize(
    ("direction", "title", "side"), [("rtl", "Tides?", "right"), ("ltr", "المد؟", "left")]
)
def test_a_short_title_stands_where_the_page_begins(browser, direction, title, side):
    assert (seen(browser, direction, title)["lines"], seen(browser, direction, title)["at"]) == (1, side)


def test_without_the_style_the_lines_of_a_long_title_begin_at_the_other_side(browser):
    found = seen(browser, "rtl", LATIN, style="")

    assert (found["lines"], found["left"], found["at"]) == (2, False, "right")


MARK = """() => {
  const cell = document.querySelector('td'), range = document.createRange();
  const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
  const left = at => {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  };
  return left(text.length - 1) > left(0);
}"""


@pytest.mark.parametrize(("shown", "is_last"), [(plainly("Tides?"), True), ("Tides?", False)])
def test_a_question_mark_stays_behind_its_question(browser, shown, is_last):
    page = browser.new_page()
    page.set_content(f'<html dir="rtl"><table><tr><td>{shown}</td></tr></table></html>')

    assert page.evaluate(MARK) is is_last
