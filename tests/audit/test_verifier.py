import ast
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from convenor.audit import verifier
from convenor.audit.notes import checkpoint_text, public_key_text, sign
from convenor.audit.tree import root_of

pytestmark = pytest.mark.once

NAME = "example.org/mlw"
SEED = bytes(range(32))
KEY = public_key_text(NAME, SEED)
SIZE = 13


def payload_of(seq):
    return {"action": "proposal.decided", "detail": {"note": "عربي 中文 é", "rank": [seq, 1.5, None, True]}}


def row_of(seq, payload=None, salt=None):
    payload = payload or payload_of(seq)
    salt = salt or sha256(b"salt %d" % seq).digest()[:16]
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    commitment = sha256(salt + text.encode()).hexdigest()
    return {"seq": seq, "commitment": commitment, "salt": salt.hex(), "payload": payload}


def log_of(size=SIZE):
    return [row_of(seq) for seq in range(size)]


def note_over(rows, *, size=None, origin=NAME, seed=SEED):
    leaves = [bytes.fromhex(row["commitment"]) for row in rows]
    size = len(rows) if size is None else size
    return sign(checkpoint_text(origin, size, root_of(leaves[:size])), NAME, seed)


def written(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def run(tmp_path):
    def run(log, *notes, options=()):
        (tmp_path / "log.jsonl").write_bytes(log if isinstance(log, bytes) else log.encode())
        names = [f"point{number}.txt" for number in range(len(notes))]
        for name, note in zip(names, notes, strict=True):
            (tmp_path / name).write_bytes(note if isinstance(note, bytes) else note.encode())
        return command("--log", "log.jsonl", "--key", KEY, *options, *names, cwd=tmp_path)

    return run


def command(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-I", verifier.__file__, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def findings(result):
    return [line for line in result.stdout.splitlines() if line.startswith("WRONG")]


def test_an_unchanged_log_passes(run):
    rows = log_of()

    result = run(written(rows), note_over(rows, size=0), note_over(rows, size=8), note_over(rows))

    assert result.stdout.splitlines() == [
        "ok     checkpoint 'point0.txt': the first 0 entries are those that were signed",
        "ok     checkpoint 'point1.txt': the first 8 entries are those that were signed",
        "ok     checkpoint 'point2.txt': the first 13 entries are those that were signed",
        "note   13 of 13 entries are shown, the others withheld or erased",
        "PASSED: everything holds",
    ]
    assert (result.returncode, result.stderr) == (0, "")


def test_an_empty_log_passes(run):
    result = run("", note_over([]))

    assert (result.returncode, findings(result)) == (0, [])


def test_entries_withheld_or_erased_leave_the_log_verifiable(run):
    rows = log_of()
    note = note_over(rows)
    del rows[3]["payload"], rows[3]["salt"]
    del rows[4]["payload"]
    rows[5] |= {"payload": None, "salt": None}

    result = run(written(rows), note)

    assert result.returncode == 0
    assert "note   10 of 13 entries are shown, the others withheld or erased" in result.stdout.splitlines()


def test_entries_newer_than_the_newest_checkpoint_are_told(run):
    rows = log_of()

    result = run(written(rows), note_over(rows, size=10), note_over(rows, size=4))

    assert result.returncode == 0
    assert "note   3 newer entries are covered by no checkpoint yet" in result.stdout.splitlines()


def edited(rows):
    rows[6]["payload"]["action"] = "proposal.withdrawn"


def salted_anew(rows):
    rows[6]["salt"] = "00" * 16


def without_its_salt(rows):
    del rows[6]["salt"]


def recommitted(rows):
    rows[6] = row_of(6, {"action": "proposal.withdrawn"})


def erased_and_recommitted(rows):
    rows[6] = {"seq": 6, "commitment": "ab" * 32}


def removed(rows):
    del rows[6]


def removed_and_renumbered(rows):
    del rows[6]
    rows[:] = [row | {"seq": seq} for seq, row in enumerate(rows)]


def inserted(rows):
    rows.insert(6, row_of(6, {"action": "quota.changed"}))


def inserted_and_renumbered(rows):
    rows.insert(6, row_of(6, {"action": "quota.changed"}))
    rows[:] = [row | {"seq": seq} for seq, row in enumerate(rows)]


def doubled(rows):
    rows.insert(6, dict(rows[6]))


def reordered(rows):
    rows[6], rows[7] = rows[7], rows[6]


def reordered_and_renumbered(rows):
    rows[6], rows[7] = rows[7] | {"seq": 6}, rows[6] | {"seq": 7}


def truncated(rows):
    del rows[-1]


def emptied(rows):
    rows.clear()


def renumbered_from_one(rows):
    rows[:] = [row | {"seq": row["seq"] + 1} for row in rows]


def numbered_in_text(rows):
    rows[6]["seq"] = "6"


def numbered_true(rows):
    rows[1]["seq"] = True


def annotated(rows):
    rows[6]["actor"] = "somebody else"


def shortened(rows):
    rows[6]["commitment"] = rows[6]["commitment"][:-2]


def shown_as_text(rows):
    rows[6]["payload"] = json.dumps(rows[6]["payload"])


def rewritten(rows):
    rows[:] = [row_of(seq, {"action": "nothing.happened"}) for seq in range(SIZE)]


FORGERIES = [
    edited,
    salted_anew,
    without_its_salt,
    recommitted,
    erased_and_recommitted,
    removed,
    removed_and_renumbered,
    inserted,
    inserted_and_renumbered,
    doubled,
    reordered,
    reordered_and_renumbered,
    truncated,
    emptied,
    renumbered_from_one,
    numbered_in_text,
    numbered_true,
    annotated,
    shortened,
    shown_as_text,
    rewritten,
]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_log_that_was(run, forge):
    rows = log_of()
    note = note_over(rows)
    forge(rows)

    result = run(written(rows), note)

    assert (result.returncode, result.stderr) == (1, "")
    assert findings(result)
    assert result.stdout.splitlines()[-1] == f"FAILED: {len(findings(result))} found wrong"


def test_a_rewritten_history_is_betrayed_only_by_the_checkpoint_outside(run):
    rows = log_of()
    outside = note_over(rows)
    rewritten(rows)

    alone = run(written(rows), note_over(rows))
    together = run(written(rows), note_over(rows), outside)

    assert (alone.returncode, together.returncode) == (0, 1)
    assert findings(together) == [
        "WRONG  checkpoint 'point1.txt': the first 13 entries are not those that were signed"
    ]


def test_each_finding_names_its_line(run):
    rows = log_of()
    note = note_over(rows)
    edited(rows)
    del rows[9]
    annotated(rows)

    result = run(written(rows[:3]) + "{\n" + written(rows[4:]), note)

    assert findings(result) == [
        "WRONG  line 4 is not an entry of a log",
        "WRONG  line 7 has a field that no commitment covers, 'actor'",
        "WRONG  line 10 is entry 10 where entry 9 is due",
        "WRONG  checkpoint 'point0.txt': signed over 13 entries, but the log ends after 12",
    ]


@pytest.mark.parametrize("part", range(20))
def test_no_bit_of_a_log_can_be_flipped(run, part):
    rows = log_of(3)
    log = written(rows).encode()

    result = run(flipped(log, part * len(log) // 20), note_over(rows))

    assert result.returncode == 1
    assert findings(result)


def test_no_bit_of_an_entry_can_be_flipped():
    line = written([row_of(0)]).encode()
    commitment = verifier.read_row(line).commitment

    unnoticed = [place for place in range(len(line) - 1) if holds(flipped(line, place), commitment)]

    assert holds(line, commitment)
    assert unnoticed == []


def test_no_bit_of_a_checkpoint_can_be_flipped():
    note = note_over(log_of()).encode()

    refused = [place for place in range(len(note)) if not is_checkpoint(flipped(note, place))]

    assert is_checkpoint(note)
    assert refused == list(range(len(note)))


def test_a_checkpoint_of_another_key_is_refused(run):
    rows = log_of()

    result = run(written(rows), note_over(rows, seed=bytes(32)))

    assert findings(result) == ["WRONG  checkpoint 'point0.txt' is not a note signed by this key"]
    assert result.returncode == 1


def test_a_checkpoint_may_carry_the_signatures_of_witnesses(run):
    rows = log_of()
    note = note_over(rows)
    witness = sign(note.partition("\n\n")[0] + "\n", "witness.example", bytes(32)).partition("\n\n")[2]

    assert run(written(rows), note + witness).returncode == 0


def test_a_checkpoint_saved_by_a_mail_program_is_read(run):
    rows = log_of()

    assert run(written(rows), note_over(rows).replace("\n", "\r\n")).returncode == 0


def test_the_checkpoint_of_another_log_is_refused_unless_it_is_named(run):
    rows = log_of()
    note = note_over(rows, origin="example.org/other")

    unnamed = run(written(rows), note)
    named = run(written(rows), note, options=["--origin", "example.org/other"])

    assert findings(unnamed) == ["WRONG  checkpoint 'point0.txt' speaks of another log, 'example.org/other'"]
    assert (unnamed.returncode, named.returncode) == (1, 0)


@pytest.mark.parametrize("size", ["-1", "013", "+13", "13.0", "", "1" * 5000])
def test_a_signed_text_that_is_no_checkpoint_is_refused(run, size):
    rows = log_of()
    text = note_over(rows).partition("\n\n")[0].replace("\n13\n", f"\n{size}\n") + "\n"

    result = run(written(rows), sign(text, NAME, SEED))

    assert findings(result) == ["WRONG  checkpoint 'point0.txt' is signed, but is not a checkpoint"]


@pytest.mark.parametrize(
    "log",
    [
        b"\x00\xff\xfe",
        b"\n\n",
        b"[" * 100_000,
        b"{" + b'"a":{' * 100_000,
        b"9" * 5000,
        b"null\ntrue\n[]\n{}\n",
        b'{"seq":0,"seq":0,"commitment":"' + b"00" * 32 + b'"}',
        b'{"seq":0,"commitment":7}',
        b'{"seq":0,"commitment":"' + b"00" * 32 + b'","salt":7,"payload":{}}',
        b'{"seq":0,"commitment":"' + b"00" * 32 + b'","salt":"","payload":{"a":"\\ud800"}}',
        b'{"seq":0,"commitment":"' + b"00" * 32 + b'","salt":"","payload":[]}',
    ],
    ids=range(11),
)
def test_a_hostile_log_is_a_finding_and_no_crash(run, log):
    result = run(log, note_over([]), b"\xff\n\n\xe2\x80\x94 \n")

    assert (result.returncode, result.stderr) == (1, "")
    assert len(findings(result)) > 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--log", "log.jsonl", "--key", KEY],
        ["--log", "absent.jsonl", "--key", KEY, "point.txt"],
        ["--log", "log.jsonl", "--key", KEY, "absent.txt"],
        ["--log", "log.jsonl", "--key", "no key", "point.txt"],
        ["--log", "log.jsonl", "--key", KEY.replace("+", "+0", 1), "point.txt"],
    ],
)
def test_a_wrong_command_is_told_apart_from_a_wrong_log(tmp_path, arguments):
    (tmp_path / "log.jsonl").write_text("")
    (tmp_path / "point.txt").write_text(note_over([]), encoding="utf-8")

    result = command(*arguments, cwd=tmp_path)

    assert result.returncode == 2
    assert "usage:" in result.stderr


def test_help_says_what_a_pass_means():
    result = command("--help")

    assert (result.returncode, result.stderr) == (0, "")
    assert "what a passed check means:" in result.stdout
    assert "exit status:" in result.stdout


def test_the_script_stands_alone():
    tree = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"), feature_version=(3, 9))

    names = [each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names]
    names += [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


# RFC 8032 section 7.1, tests 1 to 3: secret key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "message", "signature"), RFC_8032)
def test_the_signatures_of_rfc_8032_hold(secret, message, signature):
    public = public_of(bytes.fromhex(secret))

    assert verifier.is_signed(bytes.fromhex(message), bytes.fromhex(signature), public)


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 63), st.integers(0, 8))
def test_it_judges_signatures_as_openssl_does(seed, message, place, bit):
    public, signature = public_of(seed), Ed25519PrivateKey.from_private_bytes(seed).sign(message)
    changed = signature[:place] + bytes([signature[place] ^ (1 << bit & 255)]) + signature[place + 1 :]

    assert verifier.is_signed(message, changed, public) is openssl_holds(message, changed, public)
    assert verifier.is_signed(message, changed, public) is (bit == 8)
    assert not verifier.is_signed(message + b"!", signature, public)


def test_a_signature_has_one_form():
    message, public = b"We met.", public_of(SEED)
    signature = Ed25519PrivateKey.from_private_bytes(SEED).sign(message)
    larger = int.from_bytes(signature[32:], "little") + verifier.ORDER

    assert verifier.is_signed(message, signature, public)
    assert not verifier.is_signed(message, signature[:32] + larger.to_bytes(32, "little"), public)
    assert not verifier.is_signed(message, signature + b"\0", public)
    assert not verifier.is_signed(message, b"", public)


@pytest.mark.parametrize("number", [2, verifier.P, verifier.P + 1, 1 << 255 | 1])
def test_what_is_no_point_of_the_curve_is_no_key(number):
    with pytest.raises(ValueError, match=r"^$"):
        verifier.point_from(number.to_bytes(32, "little"))


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def holds(line, commitment):
    try:
        row = verifier.read_row(line)
    except verifier.Wrong:
        return False
    return (row.seq, row.commitment) == (0, commitment) and verifier.is_what_was_committed(row)


def is_checkpoint(note):
    try:
        return verifier.read_checkpoint(note, verifier.read_key(KEY), NAME)[0] == SIZE
    except verifier.Wrong:
        return False


def public_of(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def openssl_holds(message, signature, public):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True
