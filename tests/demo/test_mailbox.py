"""The mailbox of the demonstration: whoever signs in as somebody goes on in the language that they read."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "ar"])
def test_signing_in_as_somebody_goes_on_in_the_language_of_the_mailbox(client, language):
    person = make.person("Ada", language="fr")
    key = make.form_key(client.get("/en/sign-in/").text)

    answer = client.post(f"/{language}/demo/people/{person.uid}/session/", {"key": key})

    assert answer.status_code == 302
    assert answer.url.startswith(f"/{language}/sign-in/")
    assert client.get(answer.url).status_code == 200
