"""The node's tree against the specification's root hash, through histories of changes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from impl.node_store import MemoryDisk, MissingNode, NodeStore
from impl.shamap import SHAMap, WrongNode, flush
from spec.hashing import ZERO_HASH, HashPrefix, sha512_half
from spec.shamap import Inner, Leaf, LeafKind, from_stored, node_hash, root_hash, stored, transaction_set_hash
from tests.shared import shared

NIBBLES = st.text("07f", max_size=5)
KEYS = st.builds(
    lambda front, back: bytes.fromhex(front.ljust(63 - len(back), "0") + back + "1"), NIBBLES, NIBBLES
)
"""Keys that part early, late, or at both ends."""
DATA = st.binary(min_size=12, max_size=40)
CHANGES = st.dictionaries(KEYS, DATA | st.none(), max_size=12)
KEY = bytes(31) + b"\x01"
Model = dict[bytes, bytes]


class Histories(RuleBasedStateMachine):
    """Several trees that grow out of each other, each beside a dictionary of what it must hold."""

    trees = Bundle("trees")

    @initialize(target=trees, kind=st.sampled_from([kind for kind in LeafKind if kind.keyed]))
    def start(self, kind: LeafKind) -> int:
        self.kind = kind
        self.disk = MemoryDisk()
        self.store = NodeStore(lambda: self.disk)
        self.all: list[tuple[SHAMap, Model]] = [(SHAMap(kind, self.store), {})]
        self.encoded = 0
        return 0

    @rule(tree=trees, key=KEYS, data=DATA)
    def set(self, tree: int, key: bytes, data: bytes) -> None:
        shamap, model = self.all[tree]
        shamap.set(key, data)
        model[key] = data

    @rule(tree=trees, key=KEYS, text=st.text(min_size=12, max_size=20))
    def set_parsed(self, tree: int, key: bytes, text: str) -> None:
        shamap, model = self.all[tree]
        shamap.set_parsed(key, text, str.encode)
        model[key] = text.encode()
        leaf = shamap.get(key)
        assert leaf is not None
        assert leaf.parsed == text

    @rule(tree=trees, changes=CHANGES)
    def change_many(self, tree: int, changes: dict[bytes, bytes | None]) -> None:
        shamap, model = self.all[tree]
        for key, data in changes.items():
            if data is None:
                assert shamap.delete(key) == (model.pop(key, None) is not None)
            else:
                shamap.set(key, data)
                model[key] = data

    @rule(tree=trees, choice=st.integers(0, 1000))
    def delete_one_that_is_there(self, tree: int, choice: int) -> None:
        shamap, model = self.all[tree]
        if model:
            key = sorted(model)[choice % len(model)]
            assert shamap.delete(key)
            del model[key]

    @rule(tree=trees, key=KEYS)
    def delete_one_that_may_be_absent(self, tree: int, key: bytes) -> None:
        shamap, model = self.all[tree]
        assert shamap.delete(key) == (model.pop(key, None) is not None)

    @rule(tree=trees, key=KEYS)
    def look(self, tree: int, key: bytes) -> None:
        shamap, model = self.all[tree]
        for probe in (key, *sorted(model)):
            leaf = shamap.get(probe)
            assert (leaf.data if leaf else None) == model.get(probe)
            assert (probe in shamap) == (probe in model)
            after = shamap.successor(probe)
            later = sorted(other for other in model if other > probe)
            assert (after.key if after else None) == (later[0] if later else None)
            assert [each.key for each in shamap.leaves(probe)] == [probe] * (probe in model) + later

    @rule(tree=trees)
    def hash(self, tree: int) -> None:
        shamap, model = self.all[tree]
        assert shamap.root_hash() == root_hash(self.kind, model)

    @rule(target=trees, tree=trees)
    def snapshot(self, tree: int) -> int:
        shamap, model = self.all[tree]
        self.all.append((shamap.snapshot(), dict(model)))
        return len(self.all) - 1

    @rule(one=trees, two=trees)
    def compare(self, one: int, two: int) -> None:
        (left, mine), (right, yours) = self.all[one], self.all[two]
        expected = [
            (key, mine.get(key), yours.get(key))
            for key in sorted(mine | yours)
            if mine.get(key) != yours.get(key)
        ]
        found = [(key, a.data if a else None, b.data if b else None) for key, a, b in left.differences(right)]
        assert found == expected

    @rule(tree=trees)
    def flush(self, tree: int) -> None:
        shamap, _ = self.all[tree]
        flush([shamap], self.store.write)
        flush([shamap], self.write_nothing)

    @staticmethod
    def write_nothing(pairs: Sequence[tuple[bytes, bytes]]) -> None:
        assert not pairs, "what is stored is not stored again"

    @rule(tree=trees)
    def flush_to_a_full_disk(self, tree: int) -> None:
        def write(pairs: object) -> None:
            raise OSError("full")

        with pytest.raises(OSError, match="full"):
            flush([self.all[tree][0]], write)

    @rule(tree=trees, depth=st.integers(0, 3))
    def unload(self, tree: int, depth: int) -> None:
        self.all[tree][0].unload(depth)

    @rule(target=trees, tree=trees)
    def reload(self, tree: int) -> int:
        shamap, model = self.all[tree]
        flush([shamap], self.store.write)
        self.all.append((SHAMap(self.kind, self.store, shamap.root_hash()), dict(model)))
        return len(self.all) - 1

    def teardown(self) -> None:
        for shamap, model in getattr(self, "all", []):
            assert {leaf.key: leaf.data for leaf in shamap} == model
            assert shamap.root_hash() == root_hash(self.kind, model)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=3 * settings().max_examples)


@pytest.mark.parametrize("depth", [0, 1, 5])
def test_a_change_that_was_not_hashed_goes_along_into_a_snapshot(depth: int) -> None:
    front = bytes.fromhex("7" * depth + "0" * (64 - depth))[:31]
    keys = [front + bytes([number]) for number in (1, 2, 3)]
    items = {}
    tree = SHAMap(LeafKind.STATE)
    for key in keys:
        tree.set(key, b"some entry's bytes")
        items[key] = b"some entry's bytes"
        tree = tree.snapshot()
    assert tree.root_hash() == root_hash(LeafKind.STATE, items)


@given(st.sets(DATA, max_size=20))
def test_a_set_of_transactions(blobs: set[bytes]) -> None:
    items = {sha512_half(HashPrefix.TXN, blob): blob for blob in blobs}
    store = NodeStore(MemoryDisk)
    tree = SHAMap(LeafKind.TRANSACTION, store)
    for key, blob in items.items():
        tree.set(key, blob)
    assert tree.root_hash() == transaction_set_hash(blobs)
    flush([tree], store.write)
    again = SHAMap(LeafKind.TRANSACTION, store, tree.root_hash())
    assert {leaf.key: leaf.data for leaf in again} == items


def test_a_change_below_what_was_hashed_is_a_difference() -> None:
    keys = [bytes(31) + bytes([number]) for number in (1, 2, 3)]
    tree = SHAMap(LeafKind.STATE)
    for key in keys:
        tree.set(key, b"some entry's bytes")
    tree.root_hash()
    other = tree.snapshot()
    other.set(keys[1], b"another entry's bytes")
    assert [key for key, _, _ in tree.differences(other)] == [keys[1]]
    assert [key for key, _, _ in other.differences(tree)] == [keys[1]]


def test_a_stored_leaf_that_moved_up_can_be_unloaded_before_it_is_hashed() -> None:
    keys = [bytes(31) + bytes([number]) for number in (1, 2)]
    store = NodeStore(MemoryDisk)
    tree = SHAMap(LeafKind.STATE, store)
    for key in keys:
        tree.set(key, b"some entry's bytes")
    flush([tree], store.write)
    tree.delete(keys[0])
    tree.unload(0)
    assert tree.root_hash() == root_hash(LeafKind.STATE, {keys[1]: b"some entry's bytes"})


# ------------------------------------------------------------------------------------------------ deletion


@given(st.dictionaries(KEYS, DATA, min_size=1, max_size=20), st.randoms())
def test_a_tree_that_loses_its_leaves_one_by_one(items: Model, random: Random) -> None:
    store = NodeStore(MemoryDisk)
    tree = SHAMap(LeafKind.STATE, store)
    for key, data in items.items():
        tree.set(key, data)
    order = list(items)
    random.shuffle(order)
    for key in order:
        if random.random() < 0.3:
            flush([tree], store.write)
            tree.unload(0)
        del items[key]
        assert tree.delete(key)
        assert tree.root_hash() == root_hash(LeafKind.STATE, items)
    assert tree.root_hash() == ZERO_HASH


def test_deleting_what_is_absent_changes_nothing() -> None:
    tree = SHAMap(LeafKind.STATE)
    tree.set(KEY, b"the only entry")
    root = tree.root_hash()
    assert not tree.delete(bytes(31) + b"\x02")
    assert not tree.delete(b"\x10" + bytes(31))
    assert tree._root.hash == root


# -------------------------------------------------------------------------------------------- parsed leaves


def test_an_entry_that_is_set_many_times_is_encoded_once() -> None:
    encoded = []

    def encode(entry: str) -> bytes:
        encoded.append(entry)
        return entry.encode()

    tree = SHAMap(LeafKind.STATE)
    for number in range(50):
        tree.set_parsed(KEY, f"entry number {number}", encode)
    assert encoded == []
    expected = root_hash(LeafKind.STATE, {KEY: b"entry number 49"})
    assert tree.root_hash() == tree.snapshot().root_hash() == expected
    leaf = tree.get(KEY)
    assert leaf is not None
    assert leaf.data is leaf.data
    assert encoded == ["entry number 49"]


def test_an_object_can_be_kept_beside_the_bytes() -> None:
    tree = SHAMap(LeafKind.STATE)
    tree.set(KEY, b"some entry's bytes")
    leaf = tree.get(KEY)
    assert leaf is not None
    assert leaf.parsed is None
    leaf.parsed = "some entry"
    again = tree.snapshot().get(KEY)
    assert again is not None
    assert (again.parsed, again.data) == ("some entry", b"some entry's bytes")


@pytest.mark.parametrize("key", [b"", bytes(31), b"\x01" * 33, bytes(32)])
def test_what_is_no_key_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="expected 32 bytes that are not all zero"):
        SHAMap(LeafKind.STATE).set(key, b"some entry's bytes")


# -------------------------------------------------------------------------------------------- fetched nodes


class Nodes(dict[bytes, bytes]):
    """A source that has these nodes and no others."""

    def __init__(self, *nodes: Leaf | Inner) -> None:
        super().__init__({node_hash(node): stored(node) for node in nodes})

    def get(self, node_hash: bytes) -> bytes:  # type: ignore[override]
        return self[node_hash]


def above(child: Leaf | Inner, number: int = 0) -> Inner:
    return Inner(tuple(node_hash(child) if n == number else ZERO_HASH for n in range(16)))


def test_what_is_stored_is_what_the_specification_writes() -> None:
    written: dict[bytes, bytes] = {}
    tree = SHAMap(LeafKind.TRANSACTION_WITH_METADATA)
    for number in range(40):
        tree.set(sha512_half(bytes([number])), b"a transaction")
    flush([tree], written.update)
    for digest, form in written.items():
        node = from_stored(form)
        assert (stored(node), node_hash(node)) == (form, digest)
    assert tree.root_hash() in written
    assert list(written)[-1] == tree.root_hash(), "children come before their parent"


def test_only_what_changed_is_stored_again() -> None:
    tree = SHAMap(LeafKind.STATE)
    for number in range(1, 256):
        tree.set(bytes([number] * 32), b"some entry's bytes")
    written: list[Sequence[tuple[bytes, bytes]]] = []
    flush([tree], written.append)
    tree.set(bytes([7] * 32), b"another entry's bytes")
    flush([tree], written.append)
    assert [len(pairs) for pairs in written] == [255 + 16 + 1, 3], "a leaf, the node above it, and the root"


def test_a_leaf_is_no_root() -> None:
    leaf = Leaf(LeafKind.STATE, b"\x01" * 32, b"some entry's bytes")
    with pytest.raises(WrongNode, match="expected that of a root"):
        SHAMap(LeafKind.STATE, Nodes(leaf), node_hash(leaf))


def test_a_leaf_of_another_kind_is_refused() -> None:
    leaf = Leaf(LeafKind.TRANSACTION_WITH_METADATA, bytes(32), b"a transaction")
    root = above(leaf)
    with pytest.raises(WrongNode, match="is a TRANSACTION_WITH_METADATA leaf: expected STATE"):
        SHAMap(LeafKind.STATE, Nodes(leaf, root), node_hash(root)).get(bytes(32))


def test_what_is_no_node_is_refused() -> None:
    header = b"LWR\0" + bytes(118)
    source = Nodes()
    source[sha512_half(header)] = header
    with pytest.raises(WrongNode, match=r"is not one of a tree: .* begins with 4c575200"):
        SHAMap(LeafKind.STATE, source, sha512_half(header))


def test_a_tree_deeper_than_a_key_is_long_is_refused() -> None:
    key = b"\x11" * 32
    nodes: list[Leaf | Inner] = [Leaf(LeafKind.STATE, key, b"some entry's bytes")]
    for _ in range(65):
        nodes.append(above(nodes[-1], 1))
    tree = SHAMap(LeafKind.STATE, Nodes(*nodes), node_hash(nodes[-1]))
    for use in (
        lambda: tree.get(key),
        lambda: tree.successor(key),
        lambda: list(tree),
        lambda: tree.delete(key),
        lambda: tree.set(key, b"some entry's bytes"),
        lambda: list(tree.differences(SHAMap(LeafKind.STATE))),
    ):
        with pytest.raises(WrongNode, match="depth 64 is not a leaf"):
            use()


def test_a_missing_node_leaves_the_tree_as_it_was() -> None:
    disk = MemoryDisk()
    store = NodeStore(lambda: disk)
    tree = SHAMap(LeafKind.STATE, store)
    items = {bytes([n]) + b"\x01" * 31: b"some entry's bytes" for n in range(0, 256, 5)}
    for key, data in items.items():
        tree.set(key, data)
    flush([tree], store.write)
    whole = dict(disk.data)
    again = SHAMap(LeafKind.STATE, store, tree.root_hash())
    disk.data = {key: value for key, value in whole.items() if len(value) != 4 + 18 + 32}
    for key in items:
        for use in (again.get, again.delete, lambda key: again.set(key[:1] + b"\x02" * 31, b"another entry")):
            with pytest.raises(MissingNode):
                use(key)
    disk.data = whole
    assert {leaf.key: leaf.data for leaf in again} == items
    assert again.root_hash() == tree.root_hash()


# ------------------------------------------------------------------------------------------- recorded, fast


@pytest.mark.parametrize("scenario", ["everything-002", "dex-001"])
def test_the_state_of_a_recorded_scenario(scenario: str) -> None:
    recorded = json.loads(gzip.decompress(shared(f"vectors/{scenario}.json.gz").read_bytes()))
    before = {bytes.fromhex(key): bytes.fromhex(data) for key, data in recorded["state"]}
    after = {bytes.fromhex(key): bytes.fromhex(data) for key, data in recorded["final_state"]}
    tree = SHAMap(LeafKind.STATE)
    for key, data in before.items():
        tree.set(key, data)
    assert tree.root_hash().hex().upper() == recorded["parent"]["account_hash"]
    old = tree.snapshot()
    for key in before.keys() - after.keys():
        tree.delete(key)
    for key, data in after.items():
        if before.get(key) != data:
            tree.set(key, data)
    assert tree.root_hash().hex().upper() == recorded["ledgers"][-1]["account_hash"]
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert [key for key, _, _ in old.differences(tree)] == sorted(changed)


def microseconds_per_leaf(count: int) -> dict[str, float]:
    """How long inserting, hashing, storing, reading and updating take, for so many leaves of 200 bytes."""
    random = Random(1)
    keys = [random.randbytes(32) for _ in range(count)]
    data = random.randbytes(200)
    tree = SHAMap(LeafKind.STATE)
    some = keys[: count // 100]
    times = {}

    def timed(name: str, leaves: int, started: float) -> None:
        times[name] = (process_time() - started) / leaves * 1e6

    started = process_time()
    for key in keys:
        tree.set(key, data)
    timed("insert", count, started)
    started = process_time()
    tree.root_hash()
    timed("hash", count, started)
    started = process_time()
    flush([tree], len)
    timed("flush", count, started)
    started = process_time()
    for key in keys:
        tree.get(key)
    timed("get", count, started)
    tree = tree.snapshot()
    started = process_time()
    for key in some:
        tree.set(key, data + b".")
    tree.root_hash()
    timed("update and hash", len(some), started)
    return times


def test_a_hundred_thousand_leaves_are_quick() -> None:
    """A quiet machine needs about 5 microseconds; the bound catches a wrong order of growth."""
    times = microseconds_per_leaf(100_000)
    print({name: round(each, 2) for name, each in times.items()})
    assert times["insert"] + times["hash"] < 60
