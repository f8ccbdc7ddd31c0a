"""What tests of marks share: a small programme, and how pages are sent and read."""

from tests import make
from tests.journeys.pages import Page
from tests.programme.stage import Stage


def three_talks():
    """A day of three talks, of which the second and the third are on at the same time; one has no day."""
    stage = Stage()
    titles = ("Opening", "Tides", "Moss", "Someday")
    stage.talks = [make.session(title, of=stage.edition, track=stage.labs) for title in titles]
    for talk, hour in zip(stage.talks, (9, 10, 10), strict=False):
        make.placement(talk, stage.at(hour), room=stage.hall)
    make.release(stage.edition)
    stage.my = f"/en/{stage.edition.path}/my/"
    return stage


def posted(client, address, **fields):
    return client.post(address, {"key": make.form_key(client.get(address).text), **fields})


def page_of(response):
    return Page(response.status_code, "http://testserver/en/", response.text)


def codes(*sessions):
    return {each.code for each in sessions}
