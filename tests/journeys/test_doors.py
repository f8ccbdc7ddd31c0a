"""That every page is looked over: a page with all faults is refused for each of them."""

import pytest

from tests.journeys.doors import Chromium

pytestmark = pytest.mark.browser

FAULTY = """data:text/html,
<html lang="fr" dir="rtl"><meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<h1 id="one">One</h1><h1 id="one">Another</h1><p style="color: red"><table width="900"><tr><td>Wide</table>"""


def test_a_page_full_of_faults_is_refused(browser):
    context = browser.new_context(viewport={"width": 240, "height": 320}, java_script_enabled=False)

    with pytest.raises(AssertionError) as refused:
        Chromium(context, "http://nowhere.example").open(FAULTY)
    context.close()

    told = str(refused.value)
    found = [
        "answered 0, not 200",
        "is marked as 'fr'",
        "runs 'rtl'",
        "has not one main heading, but ['One', 'Another']",
        "has these ids more than once: ['one']",
        "wide on a screen of 240",
        "Content Security Policy",
    ]
    assert [each for each in found if each not in told] == []
