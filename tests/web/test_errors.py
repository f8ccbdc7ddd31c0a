"""Pages that say what went wrong speak the language of the address, or else that of the browser."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "accepted", "language", "varies"),
    [
        ("/ar/nothing/here/", "fr", "ar", False),
        ("/m/NOSUCHLIST/", "fr-CA,fr;q=0.9", "fr", True),
        ("/nothing/", "zh-TW", "zh", True),
        ("/nothing/", "sw", "en", True),
        ("/nothing/", "", "en", True),
    ],
)
def test_what_is_not_there_is_said_in_the_readers_language(client, path, accepted, language, varies):
    response = client.get(path, headers={"accept-language": accepted})

    assert response.status_code == 404
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()
    assert ("Accept-Language" in response.get("Vary", "")) == varies
