"""Long headers in any script arrive as they were written: no space is lost where a line is folded."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32

from hypothesis import given
from hypothesis import strategies as st

from convenor.channels.email.transport import POLICY

WORDS = [
    "تلقينا",
    "«مقترح",
    "عن»",
    "Tides",
    "«Tides",
    "of",
    "Мы",
    "получили",
    "我们",
    "éducation",
    "2027",
    "–",
]
MOST = 78  # characters of a line

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)


@given(subject=texts, name=texts)
def test_a_subject_and_a_name_come_back_whole_from_short_lines_of_ascii(subject, name):
    mail = EmailMessage(policy=POLICY)
    mail["Subject"], mail["From"] = subject, Address(name, "desk", "week.example")

    sent = mail.as_bytes()

    read = message_from_bytes(sent, policy=compat32)
    shown, _open, address = read["From"].rpartition("<")
    assert (_decoded(read["Subject"]), _decoded(shown)) == (subject, name)
    assert (address, sent.isascii(), max(map(len, sent.split(b"\r\n"))) <= MOST) == (
        "desk@week.example>",
        True,
        True,
    )


def _decoded(header):
    return str(make_header(decode_header(header.strip().replace("\r\n", "\n")))).strip('"')


def test_what_servers_take_in_utf_8_is_not_encoded():
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = "تلقينا «Tides»"

    assert mail.as_bytes(policy=POLICY.clone(utf8=True)).decode().startswith("Subject: تلقينا «Tides»\r\n")
