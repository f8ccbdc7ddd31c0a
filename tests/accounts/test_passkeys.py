"""Passkeys: real keys and signatures, and everything that may be wrong with an answer."""

import json
from datetime import timedelta

import pytest

from convenor.accounts import passkeys
from convenor.accounts.actions import add_passkey, remove_passkey, sign_in_with_passkey
from convenor.accounts.actions.passkeys import MOST_PASSKEYS, TooManyPasskeys
from convenor.accounts.models import Passkey
from convenor.accounts.passkeys import ChallengeOver, PasskeyRefused
from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from tests import make
from tests.accounts.authenticator import PRESENT, Authenticator, base64url, from_base64url

pytestmark = pytest.mark.django_db


def question_to_add(person, at=make.NOON):
    challenge = passkeys.new_challenge(passkeys.adding_for(person), at=at)
    return passkeys.question_to_add(person, "ada@people.example", challenge=challenge)


def question_to_sign_in(at=make.LATER):
    return passkeys.question_to_sign_in(challenge=passkeys.new_challenge(passkeys.SIGNING_IN, at=at))


def added(person, device=None, at=make.NOON):
    device = device or Authenticator()
    add_passkey(name="Phone", answer=device.create(question_to_add(person, at)), by=person, at=at)
    return device


def changed(answer, **parts):
    """``answer`` with parts of its response replaced by what a function makes of their bytes."""
    document = json.loads(answer)
    for name, change in parts.items():
        document["response"][name] = base64url(change(from_base64url(document["response"][name])))
    return json.dumps(document)


def flipped(data):
    return data[:-1] + bytes([data[-1] ^ 1])


def test_a_passkey_that_was_added_signs_in_its_owner():
    ada = make.person("Ada")
    device = added(ada)

    person = sign_in_with_passkey(answer=device.get(question_to_sign_in()), at=make.LATER)

    passkey = Passkey.objects.get()
    assert (person, passkey.person, passkey.name, passkey.sign_count, passkey.used_at) == (
        ada,
        ada,
        "Phone",
        2,
        make.LATER,
    )
    assert [(each.action, each.actor, each.detail) for each in Entry.objects.order_by("seq")] == [
        ("person.added_passkey", ada, {}),
        ("person.signed_in", ada, {"way": "passkey"}),
    ]


def test_its_owner_is_told_by_mail():
    ada = make.person("Ada", language="en")
    added(ada)

    message = Message.objects.get()
    assert (message.kind, message.person, "“Phone”" in message.body) == ("passkey-added", ada, True)


def test_a_passkey_that_does_not_count_signs_in_again_and_again():
    ada = make.person("Ada")
    device = added(ada, Authenticator(counts=False))
    later = make.LATER + timedelta(minutes=1)

    people = [
        sign_in_with_passkey(answer=device.get(question_to_sign_in(at)), at=at) for at in (make.LATER, later)
    ]

    assert people == [ada, ada]


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_is_never_good_twice(counts):
    device = added(make.person("Ada"), Authenticator(counts=counts))
    answer = device.get(question_to_sign_in())
    sign_in_with_passkey(answer=answer, at=make.LATER)

    with pytest.raises(ChallengeOver):
        sign_in_with_passkey(answer=answer, at=make.LATER + timedelta(seconds=1))


def test_a_challenge_made_before_the_last_use_is_over():
    device = added(make.person("Ada"), Authenticator(counts=False))
    first_tab, second_tab = question_to_sign_in(), question_to_sign_in()
    sign_in_with_passkey(answer=device.get(first_tab), at=make.LATER)

    with pytest.raises(ChallengeOver):
        sign_in_with_passkey(answer=device.get(second_tab), at=make.LATER)


def test_a_count_that_goes_back_is_a_copied_key():
    device = added(make.person("Ada"), Authenticator(count=10))
    device.count = 5

    with pytest.raises(PasskeyRefused):
        sign_in_with_passkey(answer=device.get(question_to_sign_in()), at=make.LATER)


@pytest.mark.parametrize(
    "device",
    [
        Authenticator(origin="http://evil.example"),
        Authenticator(origin="https://testserver"),
        Authenticator(host="evil.example"),
        Authenticator(flags=PRESENT),
        Authenticator(flags=0),
    ],
    ids=["other origin", "other scheme", "other host", "nobody verified", "nobody present"],
)
def test_neither_added_nor_used_where_something_is_wrong(device):
    ada, good = make.person("Ada"), Authenticator()
    added(ada, good)
    good.origin, good.host, good.flags = device.origin, device.host, device.flags

    with pytest.raises(PasskeyRefused):
        add_passkey(name="Phone", answer=device.create(question_to_add(ada)), by=ada, at=make.NOON)
    with pytest.raises(PasskeyRefused):
        sign_in_with_passkey(answer=good.get(question_to_sign_in()), at=make.LATER)

    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_an_answer_with_one_bit_changed_is_refused(part):
    device = added(make.person("Ada"))
    answer = device.get(question_to_sign_in())

    with pytest.raises(PasskeyRefused):
        sign_in_with_passkey(answer=changed(answer, **{part: flipped}), at=make.LATER)

    assert sign_in_with_passkey(answer=answer, at=make.LATER).name == "Ada"  # the control


def test_a_challenge_is_good_for_ten_minutes():
    device = added(make.person("Ada"))
    answer = device.get(question_to_sign_in(make.LATER))

    with pytest.raises(ChallengeOver):
        sign_in_with_passkey(answer=answer, at=make.LATER + timedelta(minutes=10))
    with pytest.raises(ChallengeOver):
        sign_in_with_passkey(answer=answer, at=make.LATER - timedelta(seconds=1))


def test_a_challenge_of_our_own_making_is_needed():
    device = added(make.person("Ada"))
    ours = passkeys.new_challenge(passkeys.SIGNING_IN, at=make.LATER)

    for challenge in (
        "made by somebody else",
        ours[:-1] + "x",
        ours.replace("2027", "2028"),
        "é",
    ):
        question = json.dumps({"challenge": base64url(challenge.encode())})
        with pytest.raises(PasskeyRefused):
            sign_in_with_passkey(answer=device.get(question), at=make.LATER)


def test_a_challenge_serves_one_purpose_of_one_person():
    ada, bo = make.person("Ada"), make.person("Bo")
    device, other = added(ada), Authenticator()
    for_ada, for_signing_in = question_to_add(ada), json.loads(question_to_sign_in(make.NOON))["challenge"]
    mixed = json.dumps({**json.loads(for_ada), "challenge": for_signing_in})

    with pytest.raises(PasskeyRefused):
        add_passkey(name="Phone", answer=other.create(for_ada), by=bo, at=make.NOON)
    with pytest.raises(PasskeyRefused):
        add_passkey(name="Phone", answer=other.create(mixed), by=ada, at=make.NOON)
    with pytest.raises(PasskeyRefused):
        sign_in_with_passkey(answer=device.get(for_ada), at=make.NOON)


def test_a_passkey_belongs_to_one_person():
    ada, bo = make.person("Ada"), make.person("Bo")
    device = added(ada)

    with pytest.raises(PasskeyRefused):
        added(bo, device)

    assert (
        sign_in_with_passkey(
            answer=changed(device.get(question_to_sign_in()), userHandle=lambda _: ada.uid.bytes),
            at=make.LATER,
        )
        == ada
    )


def test_an_unknown_passkey_is_refused():
    device = Authenticator()

    with pytest.raises(PasskeyRefused):
        sign_in_with_passkey(answer=device.get(question_to_sign_in()), at=make.LATER)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "null",
        "[]",
        '{"response": null}',
        '{"response": {"clientDataJSON": 5}}',
        '{"response": {"clientDataJSON": "e30"}}',
        "[" * 5000,
        "\0\ud800",
        "9" * 7000,
    ],
)
def test_rubbish_is_refused_in_words(answer):
    ada = make.person("Ada")

    with pytest.raises(PasskeyRefused, match="mail always works"):
        sign_in_with_passkey(answer=answer, at=make.NOON)
    with pytest.raises(PasskeyRefused):
        add_passkey(name="Phone", answer=answer, by=ada, at=make.NOON)


@pytest.mark.parametrize("rubbish", [b"", b"\xff", b"\x9f" * 3000, b"\xa1\x63fmt\x64none", b"\x81" * 2000])
def test_rubbish_in_an_attestation_is_refused(rubbish):
    ada = make.person("Ada")
    answer = Authenticator().create(question_to_add(ada))

    with pytest.raises(PasskeyRefused):
        add_passkey(
            name="Phone", answer=changed(answer, attestationObject=lambda _: rubbish), by=ada, at=make.NOON
        )


def test_nobody_has_more_than_ten():
    ada = make.person("Ada")
    for _each in range(MOST_PASSKEYS):
        added(ada)

    with pytest.raises(TooManyPasskeys):
        added(ada)


def test_a_removed_passkey_signs_nobody_in_and_only_its_owner_removes_it():
    ada, bo = make.person("Ada"), make.person("Bo")
    device = added(ada)
    passkey = Passkey.objects.get()

    with pytest.raises(NotAllowed):
        remove_passkey(passkey=passkey, by=bo, at=make.NOON)
    remove_passkey(passkey=passkey, by=ada, at=make.NOON)
    remove_passkey(passkey=passkey, by=ada, at=make.NOON)
    with pytest.raises(PasskeyRefused):
        sign_in_with_passkey(answer=device.get(question_to_sign_in()), at=make.LATER)

    assert Entry.objects.filter(action="person.removed_passkey").count() == 1


def test_the_question_to_sign_in_is_the_same_whoever_has_passkeys():
    challenge = passkeys.new_challenge(passkeys.SIGNING_IN, at=make.LATER)
    before = passkeys.question_to_sign_in(challenge=challenge)
    added(make.person("Ada"))

    assert passkeys.question_to_sign_in(challenge=challenge) == before


@pytest.mark.parametrize(
    ("url", "origin", "host", "are_possible"),
    [
        ("https://mlw.example.org", "https://mlw.example.org", "mlw.example.org", True),
        ("https://MLW.example.org:443", "https://mlw.example.org", "mlw.example.org", True),
        ("https://mlw.example.org:8443", "https://mlw.example.org:8443", "mlw.example.org", True),
        ("http://localhost:8000", "http://localhost:8000", "localhost", True),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", "127.0.0.1", False),
    ],
)
def test_the_origin_is_what_browsers_say(settings, url, origin, host, are_possible):
    settings.URL = url

    assert (passkeys.origin(), passkeys.host(), passkeys.are_possible()) == (origin, host, are_possible)
