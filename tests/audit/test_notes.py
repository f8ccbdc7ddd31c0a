from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from convenor.audit.notes import BadKey, BadSignature, checkpoint_text, new_key, public_key_text, sign, verify
from convenor.audit.tree import root_of

# The example of golang.org/x/mod/sumdb/note: Ed25519 gives the same signature each time.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_SEED = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PETERS_TEXT = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.
"""
PETERS_LINE = """\
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
PETERS_NOTE = f"{PETERS_TEXT}\n{PETERS_LINE}"

# The example of c2sp.org/signed-note.
EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLES_NOTE = """\
This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""

NAME = "example.org/mlw"
SEED = bytes(range(32))
KEY = public_key_text(NAME, SEED)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32) | st.just("\n")).map(
    lambda text: text + "\n"
)


def test_the_note_of_the_go_implementation_is_made_and_read_byte_for_byte():
    assert public_key_text("PeterNeumann", PETERS_SEED) == PETER
    assert sign(PETERS_TEXT, "PeterNeumann", PETERS_SEED) == PETERS_NOTE
    assert verify(PETERS_NOTE, PETER) == PETERS_TEXT


def test_the_note_of_the_specification_is_read():
    assert verify(EXAMPLES_NOTE, EXAMPLE) == "This is an example message.\n"


@given(TEXTS)
def test_what_was_signed_is_what_is_read(text):
    assert verify(sign(text, NAME, SEED), KEY) == text


def test_no_bit_of_a_note_can_be_flipped():
    note = sign("Nous étions là.\n", NAME, SEED).encode()

    for place in range(len(note)):
        for bit in range(8):
            changed = note[:place] + bytes([note[place] ^ 1 << bit]) + note[place + 1 :]
            with pytest.raises(BadSignature):
                verify(changed.decode(errors="surrogateescape"), KEY)


def test_the_signatures_of_others_neither_help_nor_harm():
    ours = sign("We met.\n", NAME, SEED)
    other = sign("We met.\n", "witness.example", bytes(32)).partition("\n\n")[2]
    same_name = sign("We met.\n", NAME, bytes(32)).partition("\n\n")[2]

    assert verify(ours + other + same_name, KEY) == "We met.\n"
    for foreign in (other, same_name):
        with pytest.raises(BadSignature, match="not signed by"):
            verify(f"We met.\n\n{foreign}", KEY)


def test_one_failing_signature_of_ours_rejects_the_note():
    good = sign("We met.\n", NAME, SEED)
    stale = sign("We parted.\n", NAME, SEED).partition("\n\n")[2]

    with pytest.raises(BadSignature, match="does not fit"):
        verify(good + stale, KEY)


def test_sixteen_signatures_are_read_and_thousands_are_not():
    note = sign("We met.\n", NAME, SEED)
    lines = [sign("We met.\n", f"witness{n}", bytes(32)).partition("\n\n")[2] for n in range(16)]

    assert verify("".join([note, *lines]), KEY) == "We met.\n"
    with pytest.raises(BadSignature, match="too many"):
        verify(note + lines[0] * 1000, KEY)


def test_only_the_last_empty_line_divides_text_and_signatures():
    inside = sign("Old.\n", "witness.example", bytes(32))
    text = f"{inside}\nNew.\n\n"

    assert verify(sign(text, NAME, SEED), KEY) == text


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        PETERS_TEXT,
        PETERS_LINE,
        PETERS_NOTE.removesuffix("\n"),
        PETERS_NOTE + "\n",
        PETERS_NOTE.replace("—", "-"),
        PETERS_NOTE.replace("\n", "\r\n"),
        PETERS_NOTE.replace("— PeterNeumann", "—  PeterNeumann"),
        PETERS_NOTE.replace("nAM=", "nAM"),
        PETERS_NOTE + "— Peter+Neumann AAAAAAAA\n",
        PETERS_NOTE + "— other AAAA\n",
        PETERS_NOTE + "— other ????????\n",
        PETERS_NOTE.replace("answer", "ans\x00wer"),
        PETERS_NOTE.replace("answer", "ans\ud800wer"),
    ],
)
def test_a_malformed_note_is_refused(note):
    with pytest.raises(BadSignature):
        verify(note, PETER)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        PETER.replace("PeterNeumann", "Peter"),
        PETER.replace("PeterNeumann", ""),
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER[:-4],
        PETER + "AAAA",
        PETER.replace("10TW", "10TX"),
        PETER.replace("+ARpc", "+Ahpc"),
        PETER.replace("ARpc", "AR c"),
    ],
)
def test_a_malformed_key_is_refused(vkey):
    with pytest.raises(BadKey):
        verify(PETERS_NOTE, vkey)


@pytest.mark.parametrize(
    ("name", "type_byte", "cut"),
    [(NAME, b"\x04", 32), (NAME, b"\x01", 31), ("", b"\x01", 32), ("a b", b"\x01", 32)],
)
def test_a_key_of_another_kind_is_refused_though_its_hash_fits(name, type_byte, cut):
    public = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
    key = type_byte + public[:cut]
    its_hash = sha256(name.encode() + b"\n" + key).digest()[:4]

    with pytest.raises(BadKey):
        verify(PETERS_NOTE, f"{name}+{its_hash.hex()}+{b64encode(key).decode()}")


def test_each_new_key_is_another():
    keys = {new_key() for _ in range(100)}

    assert {len(key) for key in keys} == {32}
    assert len(keys) == 100


def test_a_checkpoint_says_origin_size_and_root():
    text = checkpoint_text("example.org/mlw", 20852163, bytes(32))

    assert text == f"example.org/mlw\n20852163\n{'A' * 43}=\n"


def test_a_checkpoint_of_an_empty_log_can_be_signed_with_extensions():
    text = checkpoint_text(NAME, 0, root_of([]), "first", "second one")

    assert text == f"{NAME}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nfirst\nsecond one\n"
    assert verify(sign(text, NAME, SEED), KEY) == text


@pytest.mark.parametrize(
    ("origin", "size", "root", "extension"),
    [
        ("", 1, bytes(32), ()),
        ("a\nb", 1, bytes(32), ()),
        ("a\rb", 1, bytes(32), ()),
        ("a", -1, bytes(32), ()),
        ("a", 1, bytes(31), ()),
        ("a", 1, bytes(32), ("",)),
        ("a", 1, bytes(32), ("b\n\n— c AAAAAAAA",)),
    ],
)
def test_what_is_no_checkpoint_is_not_written(origin, size, root, extension):
    with pytest.raises(ValueError, match="checkpoint"):
        checkpoint_text(origin, size, root, *extension)


@pytest.mark.parametrize("text", ["", "no end", "tab\t\n", "return\r\n", "half \ud800\n"])
def test_a_text_that_no_note_may_hold_is_not_signed(text):
    with pytest.raises(ValueError, match="text of a note"):
        sign(text, NAME, SEED)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\n", "thin\N{THIN SPACE}space", "half\ud800"])
def test_a_name_that_no_key_may_have_is_refused(name):
    with pytest.raises(ValueError, match="name of a key"):
        public_key_text(name, SEED)
    with pytest.raises(ValueError, match="name of a key"):
        sign("We met.\n", name, SEED)
