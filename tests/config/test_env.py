"""Settings: typed, with defaults, and refused in a sentence before anything starts."""

import pytest

from convenor.config import env


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in env.VARIABLES:
        monkeypatch.delenv(name, raising=False)


def set_to(monkeypatch, **values):
    for name, value in values.items():
        monkeypatch.setenv(f"CONVENOR_{name}", value)


def refusal(function, *args, **kwargs):
    with pytest.raises(env.BadSetting) as refused:
        function(*args, **kwargs)
    return str(refused.value)


def test_defaults_serve_this_machine():
    env.refuse_unsafe(env.address())

    assert env.address() == "http://127.0.0.1:8000"
    assert env.number("CONVENOR_THREADS", least=1, most=64) == 8
    assert env.yes("CONVENOR_DEMO") is False
    assert env.listed("CONVENOR_PROXIES") == []


@pytest.mark.parametrize("given", ["0", "65", "-1", "8.5", "eight", "²", ""])
def test_a_number_out_of_reach_is_refused(monkeypatch, given):
    set_to(monkeypatch, THREADS=given)

    told = refusal(env.number, "CONVENOR_THREADS", least=1, most=64)

    assert told == f"CONVENOR_THREADS must be a whole number from 1 to 64, not {given!r}."


def test_yes_or_no_is_refused_otherwise(monkeypatch):
    set_to(monkeypatch, DEMO="true")

    assert refusal(env.yes, "CONVENOR_DEMO") == "CONVENOR_DEMO must be yes or no, not 'true'."


def test_lists_are_divided_by_commas(monkeypatch):
    set_to(monkeypatch, PROXIES=" 10.0.0.1, ,10.0.0.2 ")

    assert env.listed("CONVENOR_PROXIES") == ["10.0.0.1", "10.0.0.2"]


def test_the_home_is_made_for_this_user_alone(monkeypatch, tmp_path):
    set_to(monkeypatch, HOME=str(tmp_path / "new" / "home"))

    folder = env.home()

    assert (folder, folder.stat().st_mode & 0o777) == (tmp_path / "new" / "home", 0o700)


def test_a_home_that_cannot_be_made_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    set_to(monkeypatch, HOME=str(tmp_path / "file" / "home"))

    told = f"CONVENOR_HOME names {tmp_path}/file/home, which cannot be made: Not a directory."
    assert refusal(env.home) == told


def test_a_secret_is_generated_once_and_kept_from_others(tmp_path):
    first = env.secret(tmp_path)

    assert env.secret(tmp_path) == first
    assert len(first) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_given_secret_is_used_and_a_short_one_refused(monkeypatch, tmp_path):
    set_to(monkeypatch, SECRET="s" * 32)
    given = env.secret(tmp_path)
    set_to(monkeypatch, SECRET="s" * 31)

    told = "CONVENOR_SECRET must have at least 32 characters; leave it empty to have one generated."
    assert (given, refusal(env.secret, tmp_path)) == ("s" * 32, told)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "given",
    [
        "conference.example.org",
        "ftp://example.org",
        "https://",
        "https://a.org/b",
        "https://a.org:99999",
        "https://[::1",
    ],
)
def test_an_address_that_is_none_is_refused(monkeypatch, given):
    set_to(monkeypatch, URL=given)

    told = f"CONVENOR_URL must look like https://conference.example.org, not {given.rstrip('/')!r}."
    assert refusal(env.address) == told


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("http://127.example.org", False),
        ("https://conference.example.org", False),
        ("https://localhost.example.org", False),
    ],
)
def test_what_is_on_this_machine(url, is_here):
    assert env.is_on_this_machine(url) is is_here


def test_without_a_database_there_is_sqlite_in_the_home(tmp_path):
    assert env.database(tmp_path) == {
        "ENGINE": "convenor.kernel.sqlite",
        "NAME": str(tmp_path / "convenor.sqlite3"),
    }


def test_postgresql_is_described(monkeypatch, tmp_path):
    set_to(monkeypatch, DATABASE="postgresql://ada:p%40ss@db.example.org:5433/convenor")

    assert env.database(tmp_path) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "convenor",
        "USER": "ada",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
    }


@pytest.mark.parametrize(
    "given", ["mysql://a@b/c", "postgresql://localhost", "convenor.sqlite3", "postgresql://a@b:x/c"]
)
def test_another_database_is_refused(monkeypatch, tmp_path, given):
    set_to(monkeypatch, DATABASE=given)

    told = "CONVENOR_DATABASE must look like postgresql://user:password@host:5432/name, or be empty."
    assert refusal(env.database, tmp_path) == told


SAFE = {"SMTP": "smtp://mail.example.org:587", "MAIL_FROM": "office@example.org"}


def test_people_elsewhere_are_served_when_all_is_set(monkeypatch):
    set_to(monkeypatch, **SAFE)

    env.refuse_unsafe("https://example.org")


def test_mails_may_stay_in_a_folder_if_that_is_said(monkeypatch):
    set_to(monkeypatch, **SAFE | {"SMTP": "", "MAIL_TO_FOLDER": "yes"})

    env.refuse_unsafe("https://example.org")


@pytest.mark.parametrize(
    ("url", "values", "sentence"),
    [
        (
            "http://example.org",
            SAFE,
            "CONVENOR_URL is http://example.org: people elsewhere need https. Set it to the https address.",
        ),
        (
            "https://example.org",
            SAFE | {"DEMO": "yes"},
            "CONVENOR_DEMO shows everybody's mail: unset it, or serve at an address on this machine.",
        ),
        (
            "https://example.org",
            SAFE | {"SMTP": ""},
            "CONVENOR_SMTP is not set, so nobody would get a sign-in code: "
            "set it, or CONVENOR_MAIL_TO_FOLDER=yes.",
        ),
        (
            "https://example.org",
            SAFE | {"MAIL_FROM": "convenor@localhost"},
            "CONVENOR_MAIL_FROM must be an address that people elsewhere can answer.",
        ),
    ],
)
def test_people_elsewhere_are_not_served_unsafely(monkeypatch, url, values, sentence):
    set_to(monkeypatch, **values)

    assert refusal(env.refuse_unsafe, url) == sentence


@pytest.mark.parametrize("given", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp:"])
def test_a_mail_server_that_cannot_be_reached_is_refused(monkeypatch, given):
    set_to(monkeypatch, SMTP=given)

    assert refusal(env.smtp) == "CONVENOR_SMTP must look like smtp://user:password@host:587, or be empty."


@pytest.mark.parametrize(
    "given",
    [
        "https://key:secret@s3.example.org/programme",
        "s3://s3.example.org/programme",
        "s3://key:secret@s3.example.org/",
        "s3://key:se/cret@s3.example.org/programme",
    ],
    ids=["another scheme", "no key", "no bucket", "a slash in the secret"],
)
def test_a_bucket_needs_a_key_and_a_name_and_the_refusal_does_not_tell_the_secret(monkeypatch, given):
    set_to(monkeypatch, BUCKET=given)

    assert refusal(env.bucket) == (
        "CONVENOR_BUCKET must look like s3://key:secret@host/bucket (%2F for a / in the secret), or be empty."
    )


def test_the_name_in_checkpoints_is_one_word(monkeypatch):
    assert env.origin("https://week.example:8443") == "week.example:8443"

    set_to(monkeypatch, ORIGIN="our week")

    assert "one word" in refusal(env.origin, "https://week.example")
