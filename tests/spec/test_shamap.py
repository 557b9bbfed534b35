"""Trees: recorded roots, the form of nodes, and what can be said of every tree."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.hashing import ZERO_HASH, HashPrefix, sha512_half
from spec.lengths import DecodeError
from spec.shamap import (
    BRANCHES,
    Inner,
    Leaf,
    LeafKind,
    Node,
    NodeID,
    branch,
    decode_node_id,
    encode_node_id,
    from_stored,
    from_wire,
    join_transaction,
    node_hash,
    node_id,
    root_hash,
    split_transaction,
    stored,
    to_wire,
    transaction_set_hash,
)
from tests.shared import shared

KEYS = st.binary(min_size=32, max_size=32)
DATA = st.binary(min_size=12, max_size=600)
LEAVES = st.builds(
    lambda kind, key, data: Leaf(kind, key if kind.keyed else sha512_half(kind.prefix, data), data),
    st.sampled_from(LeafKind),
    KEYS.filter(any),
    DATA,
)
INNERS = (
    st.lists(st.just(ZERO_HASH) | KEYS, min_size=16, max_size=16)
    .filter(lambda c: any(map(any, c)))
    .map(lambda children: Inner(tuple(children)))
)
NODES: st.SearchStrategy[Node] = LEAVES | INNERS


def why_only(value: object) -> str:
    """Names a case by its reason, not by its bytes."""
    return value if isinstance(value, str) else ""


MASTER_KEY = bytes.fromhex("2B6AC232AA4C4BE41BF49D2459FA4A0347E1B543A4C92FCEE0821C0201E2E9A8")
MASTER_DATA = bytes.fromhex(
    "1100612200000000240000000125000000002D00000000"
    "550000000000000000000000000000000000000000000000000000000000000000"
    "62416345785D8A00008114B5F762798A53D543A014CAF8B297CFF8F2F937E8"
)


# ------------------------------------------------------------------------------------------- recorded roots


def test_the_state_of_the_genesis_ledger_without_fees() -> None:
    root = root_hash(LeafKind.STATE, {MASTER_KEY: MASTER_DATA})
    assert root.hex().upper() == "A21ED30C04C88046FC61DB9DC19375EEDBD365FD8C17286F27127DF804E9CAA6"


@pytest.mark.parametrize("ledger", [104_540_000, 104_550_000, 104_552_050, 104_552_600])
def test_the_transaction_tree_of_a_mainnet_ledger(ledger: int) -> None:
    root, *lines = shared(f"data/mainnet-trees/{ledger}.txt").read_text().split()
    items = {}
    for line in lines:
        transaction, metadata = map(bytes.fromhex, line.split(","))
        items[sha512_half(HashPrefix.TXN, transaction)] = join_transaction(transaction, metadata)
        assert split_transaction(join_transaction(transaction, metadata)) == (transaction, metadata)
    assert root_hash(LeafKind.TRANSACTION_WITH_METADATA, items).hex().upper() == root.upper()


@pytest.mark.parametrize("scenario", ["xrp-001", "everything-001", "nft-001"])
def test_the_trees_of_recorded_ledgers(scenario: str) -> None:
    recorded = json.loads(gzip.decompress(shared(f"vectors/{scenario}.json.gz").read_bytes()))

    def state_root(entries: list[tuple[str, str]]) -> str:
        items = {bytes.fromhex(key): bytes.fromhex(data) for key, data in entries}
        return root_hash(LeafKind.STATE, items).hex().upper()

    def transaction_root(ledger: dict[str, Any]) -> str:
        items = {}
        for each in ledger["transactions"]:
            blob = bytes.fromhex(each["blob"])
            items[sha512_half(HashPrefix.TXN, blob)] = join_transaction(blob, bytes.fromhex(each["meta"]))
        return root_hash(LeafKind.TRANSACTION_WITH_METADATA, items).hex().upper()

    assert state_root(recorded["state"]) == recorded["parent"]["account_hash"]
    assert state_root(recorded["final_state"]) == recorded["ledgers"][-1]["account_hash"]
    for ledger in recorded["ledgers"]:
        assert transaction_root(ledger) == ledger["transaction_hash"]


# --------------------------------------------------------------------------------------------------- shapes


def test_an_empty_tree_has_the_hash_zero() -> None:
    for kind in LeafKind:
        assert root_hash(kind, {}) == ZERO_HASH
    assert transaction_set_hash([]) == ZERO_HASH


def test_a_single_leaf_hangs_below_the_root() -> None:
    leaf = Leaf(LeafKind.STATE, b"\x5a" * 32, b"one entry only")
    children = [ZERO_HASH] * BRANCHES
    children[5] = sha512_half(b"MLN\0", leaf.data, leaf.key)
    assert root_hash(leaf.kind, {leaf.key: leaf.data}) == sha512_half(b"MIN\0", *children)


def test_two_leaves_hang_where_their_keys_part() -> None:
    kind = LeafKind.TRANSACTION_WITH_METADATA
    first, second = bytes(32), bytes(31) + b"\x01"
    items = {first: b"the first data", second: b"the second data"}
    leaves = [sha512_half(b"SND\0", data, key) for key, data in items.items()]
    subtree = sha512_half(b"MIN\0", *leaves, *[ZERO_HASH] * 14)
    for _ in range(63):
        subtree = sha512_half(b"MIN\0", subtree, *[ZERO_HASH] * 15)
    assert root_hash(kind, items) == subtree


def test_a_set_of_transactions_is_keyed_by_their_ids() -> None:
    blobs = [b"transaction one", b"transaction two"]
    ids = [sha512_half(b"TXN\0", blob) for blob in blobs]
    assert transaction_set_hash(blobs) == root_hash(LeafKind.TRANSACTION, dict(zip(ids, blobs, strict=True)))
    assert [node_hash(Leaf(LeafKind.TRANSACTION, *pair)) for pair in zip(ids, blobs, strict=True)] == ids


@given(st.dictionaries(KEYS, DATA, max_size=8), st.randoms())
def test_the_root_does_not_depend_on_the_order(items: dict[bytes, bytes], random: Any) -> None:
    shuffled = list(items.items())
    random.shuffle(shuffled)
    assert root_hash(LeafKind.STATE, items) == root_hash(LeafKind.STATE, dict(shuffled))


def test_a_key_chooses_its_branches_from_the_front() -> None:
    key = bytes.fromhex("0123456789abcdef" * 4)
    assert "".join(f"{branch(key, depth):x}" for depth in range(64)) == key.hex()


# ---------------------------------------------------------------------------------------------------- forms


@given(NODES)
def test_a_node_reads_as_it_was_written(node: Node) -> None:
    assert from_stored(stored(node)) == node
    assert from_wire(to_wire(node)) == node
    assert node_hash(node) == sha512_half(stored(node))


@given(st.integers(1, 16))
def test_an_inner_node_with_fewer_than_twelve_children_is_sent_as_a_list(count: int) -> None:
    node = Inner(tuple(bytes([number + 1]) * 32 if number < count else ZERO_HASH for number in range(16)))
    data = to_wire(node)
    assert (len(data), data[-1]) == ((33 * count + 1, 3) if count < 12 else (513, 2))
    assert from_wire(b"".join(node.children) + b"\x02") == node


def test_a_list_of_children_may_come_in_any_order() -> None:
    one, two = b"\x11" * 32, b"\x22" * 32
    expected = Inner((one, two, *[ZERO_HASH] * 14))
    assert from_wire(two + b"\x01" + one + b"\x00" + b"\x03") == expected


def test_a_leaf_as_long_as_an_inner_node_stays_a_leaf() -> None:
    leaf = Leaf(LeafKind.STATE, b"\x01" * 32, bytes(480))
    assert len(stored(leaf)) == len(stored(Inner((b"\x01" * 32,) * 16)))
    assert from_stored(stored(leaf)) == from_wire(to_wire(leaf)) == leaf


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\x05", "kind 5"),
        (bytes(512) + b"\x02", "no children"),
        (b"\x01" * 511 + b"\x02", "511 bytes"),
        (b"\x03", "0 bytes"),
        (b"\x01" * 34 + b"\x03", "34 bytes"),
        ((b"\x01" * 32 + b"\x00") * 17 + b"\x03", "561 bytes"),
        ((b"\x01" * 32 + b"\x00") * 2 + b"\x03", "named before"),
        (b"\x01" * 32 + b"\x10" + b"\x03", "at branch 16"),
        (bytes(32) + b"\x00" + b"\x03", "not zero"),
        (bytes(43) + b"\x01", "43 bytes long: expected at least 44"),
        (bytes(12) + bytes(32) + b"\x01", "key zero"),
        (bytes(43) + b"\x04", "expected at least 44"),
        (bytes(11) + b"\x00", "expected at least 12"),
    ],
    ids=why_only,
)
def test_what_no_peer_may_send(data: bytes, why: str) -> None:
    with pytest.raises(DecodeError, match=why):
        from_wire(data)


@pytest.mark.parametrize(
    "data", [b"", b"MIN", b"MIN\0", b"LWR\0" + bytes(118), b"MIN\0" + bytes(512), b"MLN\0"]
)
def test_what_is_not_stored(data: bytes) -> None:
    with pytest.raises(DecodeError):
        from_stored(data)


@given(
    st.binary(max_size=80)
    | st.builds(lambda a, b: a + bytes([b]), st.binary(max_size=600), st.integers(0, 5))
)
def test_any_bytes_are_a_node_or_a_declared_error(data: bytes) -> None:
    for read in (from_wire, from_stored):
        try:
            node = read(data)
        except DecodeError:
            continue
        assert from_wire(to_wire(node)) == node


@given(st.binary(max_size=300))
def test_any_bytes_are_a_transaction_with_metadata_or_a_declared_error(data: bytes) -> None:
    try:
        parts = split_transaction(data)
    except DecodeError:
        return
    assert join_transaction(*parts) == data


def test_nothing_follows_the_metadata() -> None:
    with pytest.raises(DecodeError, match="1 bytes follow the metadata at byte 4"):
        split_transaction(join_transaction(b"t", b"m") + b"x")


@given(KEYS, st.integers(0, 64))
def test_a_place_reads_as_it_was_written(key: bytes, depth: int) -> None:
    place = node_id(key, depth)
    assert place.path.hex() == key.hex()[:depth] + "0" * (64 - depth)
    assert decode_node_id(encode_node_id(place)) == place


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bytes(32), "32 bytes"),
        (bytes(32) + b"\x41", "depth 65"),
        (b"\x10" + bytes(31) + b"\x00", "after the depth"),
    ],
)
def test_what_is_no_place(data: bytes, why: str) -> None:
    with pytest.raises(DecodeError, match=why):
        decode_node_id(data)


def test_the_root_is_at_depth_zero() -> None:
    assert node_id(b"\xff" * 32, 0) == NodeID(0, ZERO_HASH)
