"""Mails arrive as they were meant, encrypted where we were told to, or say why not."""

import socket
import stat
from email import message_from_bytes
from email.policy import default

import pytest

from convenor.channels.email import transport
from convenor.channels.email.transport import Undelivered
from convenor.outbox.actions import message_id, queue
from tests import make

pytestmark = pytest.mark.django_db

TEXTS = {
    "ar": (
        "دعوة: «جلسة» رقم ١٢ (UNESCO) " * 4,
        "السلام عليكم،\n\nنص طويل " + "كلمة " * 300 + "\n.\n..نقطة\n",
    ),
    "zh": ("会议邀请：第十二届移动学习周" * 5, "您好：\n\n" + "移动学习" * 400 + "\n𠮷野家\n"),
    "en": ("Plain", "From the first line\n\n.\nTo the last = end\n" + "x" * 2000 + "\n"),
}


def queued(language="en", **facts):
    subject, body = TEXTS[language]
    given = {"subject": subject, "body": body, "address": "ada@people.example", **facts}
    return queue(kind="test", key=f"{given['address']}:{language}", language=language, at=make.NOON, **given)


def carry(message):
    with transport.opened() as carry:
        carry(transport.composed(message, at=make.NOON))


def body_of(mail):
    return mail.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("language", TEXTS)
def test_subject_and_body_arrive_intact_in_every_script(smtp, language):
    message = queued(language)

    carry(message)

    (mail,) = smtp.mails
    assert (mail["Subject"], body_of(mail)) == (message.subject, TEXTS[language][1])


def test_a_mail_says_who_writes_in_which_language_and_that_no_answer_is_read_by_a_person(smtp, settings):
    settings.MAIL_FROM = "mlw@conference.example"
    edition = make.edition(
        name=make.english("Week, of “Learning”").plus("أسبوع التعلّم", "ar"), contact="desk@people.example"
    )
    message = queued("ar", scope=edition.path)

    carry(message)

    (mail,) = smtp.mails
    assert {name: str(value) for name, value in mail.items() if name not in {"Subject", "X-Peer"}} == {
        "From": "أسبوع التعلّم <mlw@conference.example>",
        "To": "ada@people.example",
        "Reply-To": "desk@people.example",
        "Date": "Fri, 15 Jan 2027 12:00:00 +0000",
        "Message-ID": message_id(message),
        "Auto-Submitted": "auto-generated",
        "Content-Language": "ar",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "base64",
        "MIME-Version": "1.0",
    }


def test_without_an_edition_the_sender_is_convenor(smtp):
    carry(queued())

    assert str(smtp.mails[0]["From"]).startswith("Convenor <")


def test_an_address_of_another_script_reaches_its_domain(smtp):
    carry(queued(address="ada@bücher.example"))

    assert smtp.mails[0]["To"] == "ada@xn--bcher-kva.example"


def test_a_name_of_another_script_reaches_a_server_that_knows_such_names(serve, settings):
    server = serve(enable_SMTPUTF8=True)
    settings.SMTP = f"smtp+plain://127.0.0.1:{server.port}"

    carry(queued(address="محمد@people.example"))

    assert server.mails[0]["To"] == "محمد@people.example"


def test_a_name_of_another_script_is_given_up_where_the_server_knows_none(smtp):
    with pytest.raises(Undelivered) as refused:
        carry(queued(address="محمد@people.example"))

    assert (refused.value.for_good, smtp.mails) == (True, [])


@pytest.mark.parametrize(
    "address", ["nobody", "@people.example", "ada@", "a@b\r\nBcc: x@y", "ada@" + "x" * 70]
)
def test_what_is_no_address_is_given_up(smtp, address):
    with pytest.raises(Undelivered) as refused:
        carry(queued(address=address))

    assert (refused.value.for_good, smtp.mails) == (True, [])


def test_starttls_is_used_and_signs_in_only_after_it(serve, settings, tls):
    server = serve(tls_context=tls, require_starttls=True, auth_require_tls=True)
    settings.SMTP = f"smtp://ada:p%40ss@127.0.0.1:{server.port}"

    carry(queued())

    assert (len(server.mails), server.signed_in) == (1, [(b"ada", b"p@ss")])


def test_where_starttls_is_not_offered_nothing_is_sent(serve, settings):
    server = serve(auth_require_tls=False)
    settings.SMTP = f"smtp://ada:p%40ss@127.0.0.1:{server.port}"

    with pytest.raises(Undelivered, match="STARTTLS") as refused:
        carry(queued())

    assert (refused.value.for_good, server.mails, server.signed_in) == (False, [], [])


def test_a_certificate_that_nobody_vouches_for_is_refused(serve, settings, tls, monkeypatch):
    server = serve(tls_context=tls)
    monkeypatch.delenv("SSL_CERT_FILE")
    settings.SMTP = f"smtp://127.0.0.1:{server.port}"

    with pytest.raises(Undelivered, match="certificate"):
        carry(queued())

    assert server.mails == []


def test_tls_from_the_first_byte(serve, settings, tls):
    server = serve(ssl_context=tls)
    settings.SMTP = f"smtps://127.0.0.1:{server.port}"

    carry(queued())

    assert len(server.mails) == 1


def test_a_wrong_password_gives_up_no_message(serve, settings):
    server = serve(auth_require_tls=False)
    settings.SMTP = f"smtp+plain://ada:wrong@127.0.0.1:{server.port}"

    with pytest.raises(Undelivered, match="535") as refused:
        carry(queued())

    assert refused.value.for_good is False


def test_a_server_that_is_away_is_tried_again(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.SMTP = f"smtp+plain://127.0.0.1:{probe.getsockname()[1]}"

        with pytest.raises(Undelivered) as refused:
            carry(queued())

    assert refused.value.for_good is False


@pytest.mark.parametrize(("answer", "for_good"), [("451 try later", False), ("554 no", True)])
def test_what_the_server_says_is_told(smtp, answer, for_good):
    smtp.answers = [answer]

    with pytest.raises(Undelivered) as refused:
        carry(queued())

    assert (str(refused.value), refused.value.for_good) == (answer, for_good)


def test_without_a_server_each_mail_is_a_file_of_this_user_alone(settings, tmp_path):
    settings.SMTP, settings.MAIL_FOLDER = "", tmp_path / "mails"
    message = queued("ar")

    carry(message)
    carry(message)

    (file,) = settings.MAIL_FOLDER.iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert (mail["Subject"], body_of(mail), mail["Message-ID"]) == (
        message.subject,
        TEXTS["ar"][1],
        message_id(message),
    )
    assert (file.suffix, stat.S_IMODE(file.stat().st_mode)) == (".eml", 0o600)
