from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from convenor.audit.tree import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The leaves, roots and proofs of the certificate-transparency reference (and transparency-dev/merkle).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST_OF_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
SIXTH_OF_8 = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
FROM_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
FROM_2_TO_5 = [
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
]

SOME = st.lists(st.binary(max_size=40), min_size=1, max_size=70)
MANY = [number.to_bytes(2, "big") for number in range(70)]


def naive_root(leaves):
    if len(leaves) < 2:
        return leaf_hash(leaves[0]) if leaves else sha256(b"").digest()
    split = max(2**power for power in range(8) if 2**power < len(leaves))
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def oracle(leaves):
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(leaves)
    return tree


def in_hex(hashes):
    return [each.hex() for each in hashes]


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference(size):
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "expected"), [(0, FIRST_OF_8), (5, SIXTH_OF_8)])
def test_inclusion_proofs_are_those_of_the_reference(index, expected):
    proof = inclusion_proof(LEAVES, index, 8)

    assert in_hex(proof) == expected
    assert verify_inclusion(LEAVES[index], index, 8, proof, root_of(LEAVES))


@pytest.mark.parametrize(
    ("old", "new", "expected"), [(1, 1, []), (1, 8, FIRST_OF_8), (6, 8, FROM_6_TO_8), (2, 5, FROM_2_TO_5)]
)
def test_consistency_proofs_are_those_of_the_reference(old, new, expected):
    assert in_hex(consistency_proof(LEAVES, old, new)) == expected


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_root_is_what_the_definition_says(leaves):
    assert root_of(leaves) == naive_root(leaves)


@given(SOME)
def test_another_implementation_finds_the_same_roots(leaves):
    tree = oracle(leaves)

    assert [root_of(leaves[:size]) for size in range(len(leaves) + 1)] == [
        tree.get_root(size) for size in range(len(leaves) + 1)
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 9, 31, 64, 70])
def test_another_implementation_makes_the_same_inclusion_proofs(size):
    tree = oracle(MANY)

    ours = [[leaf_hash(MANY[index]), *inclusion_proof(MANY, index, size)] for index in range(size)]

    assert ours == [tree.prove_inclusion(index + 1, size).path for index in range(size)]


@pytest.mark.parametrize("old", [3, 5, 7, 21, 63])
def test_another_implementation_proves_consistency_with_the_same_hashes(old):
    # Its order differs from the RFC's, and for even sizes it descends further than the RFC does.
    tree = oracle(MANY)

    ours = [sorted(consistency_proof(MANY, old, new)) for new in range(old + 1, 71)]

    assert ours == [sorted(tree.prove_consistency(old, new).path) for new in range(old + 1, 71)]


@given(SOME)
def test_a_stored_frontier_grows_on_as_if_it_had_never_been_stored(leaves):
    kept = Frontier()

    for leaf in leaves:
        kept = Frontier.from_text(kept.size, kept.to_text()).append(leaf)

    assert (kept.size, kept.root()) == (len(leaves), naive_root(leaves))
    assert len(kept.nodes) == len(leaves).bit_count()


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "aa" * 32),
        (1, ""),
        (1, "aa" * 31),
        (1, "AA" * 32),
        (1, "aa" * 32 + ","),
        (1, " " + "aa" * 32),
        (2, "aa" * 32 + "," + "bb" * 32),
        (3, "aa" * 32),
        (-1, "aa" * 32),
        (1, "zz" * 32),
    ],
)
def test_a_damaged_frontier_is_refused(size, text):
    with pytest.raises(ValueError, match=r"frontier|hex"):
        Frontier.from_text(size, text)


def test_every_leaf_is_proved_in_every_tree_and_nowhere_else():
    roots = [root_of(MANY[:size]) for size in range(34)]

    for size in range(1, 34):
        for index in range(size):
            proof = inclusion_proof(MANY, index, size)
            assert verify_inclusion(MANY[index], index, size, proof, roots[size])
            held = [
                at
                for at in range(-1, size + 2)
                if verify_inclusion(MANY[index], at, size, proof, roots[size])
            ]
            assert held == [index]


@given(SOME, st.data())
def test_a_changed_inclusion_proof_proves_nothing(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion_proof(leaves, index, len(leaves)), root_of(leaves)
    forged = data.draw(st.sampled_from(changes(proof)))

    assert verify_inclusion(leaves[index], index, len(leaves), proof, root)
    assert not verify_inclusion(leaves[index], index, len(leaves), forged, root)
    assert not verify_inclusion(leaves[index] + b"x", index, len(leaves), proof, root)
    assert not verify_inclusion(leaves[index], index, len(leaves), proof, flipped(root, 7))


def test_every_older_tree_is_proved_to_be_the_beginning_of_every_newer_one():
    roots = [root_of(MANY[:size]) for size in range(41)]

    proved = [
        verify_consistency(old, new, roots[old], roots[new], consistency_proof(MANY, old, new))
        for new in range(41)
        for old in range(new + 1)
    ]

    assert proved == [True] * (41 * 42 // 2)


@given(SOME, st.data())
def test_a_changed_consistency_proof_proves_nothing(leaves, data):
    new = len(leaves)
    old = data.draw(st.integers(1, new))
    proof, old_root, new_root = consistency_proof(leaves, old, new), root_of(leaves[:old]), root_of(leaves)
    forged = data.draw(st.sampled_from(changes(proof)))

    assert not verify_consistency(old, new, old_root, new_root, forged)
    assert not verify_consistency(old, new, flipped(old_root, 3), new_root, proof)
    assert not verify_consistency(old, new, old_root, flipped(new_root, 3), proof)


@given(SOME, st.data())
def test_a_rewritten_past_is_no_beginning_of_the_present(leaves, data):
    old = data.draw(st.integers(1, len(leaves)))
    place = data.draw(st.integers(0, old - 1))
    rewritten = [*leaves[:place], leaves[place] + b"!", *leaves[place + 1 :]]

    proof = consistency_proof(rewritten, old, len(leaves))

    assert not verify_consistency(old, len(leaves), root_of(leaves[:old]), root_of(rewritten), proof)


def test_bytes_may_not_move_between_the_hashes_of_a_proof():
    one, other = inclusion_proof(LEAVES, 0, 4)
    moved = [one + other[:1], other[1:]]

    assert verify_inclusion(LEAVES[0], 0, 4, [one, other], root_of(LEAVES[:4]))
    assert not verify_inclusion(LEAVES[0], 0, 4, moved, root_of(LEAVES[:4]))


def test_an_inner_node_is_no_leaf():
    inside = leaf_hash(LEAVES[0]) + leaf_hash(LEAVES[1])

    assert root_of([inside]) != root_of(LEAVES[:2])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (0, 9)])
def test_no_inclusion_is_proved_outside_the_tree(index, size):
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(LEAVES, index, size)


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3), (1, 9)])
def test_no_consistency_is_proved_between_trees_that_are_not(old, new):
    with pytest.raises(ValueError, match="no trees"):
        consistency_proof(LEAVES, old, new)

    assert not verify_consistency(old, new, root_of(LEAVES), root_of(LEAVES), [])


def changes(proof):
    """Proofs that are nearly this one: longer, shorter, one bit off, in another order."""
    changed = [[*proof, bytes(32)], [bytes(32), *proof]]
    if proof:
        changed += [
            proof[:-1],
            proof[1:],
            [flipped(proof[0], 5), *proof[1:]],
            [*proof[:-1], flipped(proof[-1], 31)],
        ]
    if len(set(proof)) > 1 and proof != proof[::-1]:
        changed.append(proof[::-1])
    return changed
