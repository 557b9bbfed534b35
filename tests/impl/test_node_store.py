"""The node store on a dictionary and on LevelDB: what comes back, and what happens to a bad disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impl.node_store import (
    CorruptNode,
    Disk,
    LastClosed,
    LevelDBDisk,
    MemoryDisk,
    MissingNode,
    NodeStore,
    NodeStoreError,
    StoreClosed,
    StoreUnavailable,
    WriteFailed,
)
from impl.shamap import SHAMap, flush
from spec.hashing import sha512_half
from spec.header import LedgerHeader, ledger_hash
from spec.shamap import LeafKind
from tests.shared import ROOT

NODES = {sha512_half(form): form for form in (b"MLN\0" + bytes([n]) * (50 + n) for n in range(100))}
HEADER = LedgerHeader(7, 10**17, bytes(32), bytes(32), b"\x01" * 32, 10, 20, 10)
Opener = Callable[[], Disk]


@pytest.fixture(params=["memory", "leveldb"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    if request.param == "leveldb":
        return lambda: LevelDBDisk(tmp_path / "store")
    disk = MemoryDisk()
    return lambda: disk


@pytest.fixture
def store(opener: Opener) -> Iterator[NodeStore]:
    with NodeStore(opener) as opened:
        yield opened


def test_what_was_written_is_read_also_after_opening_again(store: NodeStore) -> None:
    store.write(NODES.items(), {b"first": b"1", b"second": b""})
    for _ in range(2):
        assert all(store.get(node_hash) == form for node_hash, form in NODES.items())
        assert all(node_hash in store for node_hash in NODES)
        assert (store.record(b"first"), store.record(b"second"), store.record(b"third")) == (b"1", b"", None)
        assert set(store.verify()) == {None}
        store.reopen()


def test_what_was_never_written_is_missing(store: NodeStore) -> None:
    assert bytes(32) not in store
    with pytest.raises(MissingNode, match=f"{'00' * 32} is not in the node store at memory"):
        store.get(bytes(32))


def test_the_last_closed_ledger(store: NodeStore) -> None:
    assert store.last_closed() is None
    assert store.save_ledger(HEADER, NODES.items(), {b"index": b"7"}) == ledger_hash(HEADER)
    store.reopen()
    assert store.last_closed() == LastClosed(7, ledger_hash(HEADER))
    assert store.header(ledger_hash(HEADER)) == HEADER
    assert store.record(b"index") == b"7"
    assert all(node_hash in store for node_hash in NODES)
    with pytest.raises(CorruptNode, match="is no header"):
        store.header(next(iter(NODES)))


def test_a_batch_that_breaks_off_leaves_nothing(opener: Opener) -> None:
    def breaking_off() -> Iterator[tuple[bytes, bytes]]:
        yield b"first", b"1"
        raise KeyError("the second")

    disk = opener()
    with pytest.raises(KeyError):
        disk.write(breaking_off())
    assert list(disk.items()) == []
    disk.close()


def test_a_closed_store_says_so(store: NodeStore) -> None:
    store.close()
    store.close()
    for use in (
        lambda: store.get(bytes(32)),
        lambda: store.record(b"x"),
        lambda: store.write(NODES.items()),
        lambda: list(store.verify()),
        lambda: bytes(32) in store,
    ):
        with pytest.raises(StoreClosed, match="is closed"):
            use()


def test_closing_waits_for_readers(opener: Opener) -> None:
    """Closing LevelDB below a read would end the process."""
    with NodeStore(opener) as store:
        store.write(NODES.items())
        ended: list[BaseException] = []

        def read() -> None:
            try:
                while True:
                    for node_hash in NODES:
                        store.get(node_hash)
            except StoreClosed as reason:
                ended.append(reason)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        check = store.verify()
        next(check)
        store.close()
        for reader in readers:
            reader.join(30)
        assert len(ended) == 3
        with pytest.raises(StoreClosed):
            next(check)


# --------------------------------------------------------------------------------------------------- damage


@given(st.sampled_from(sorted(NODES)), st.integers(0, 10_000), st.integers(0, 7))
def test_a_flipped_bit_is_never_returned(node_hash: bytes, place: int, bit: int) -> None:
    disk = MemoryDisk()
    store = NodeStore(lambda: disk)
    store.write(NODES.items())
    form = bytearray(disk.data[b"n" + node_hash])
    form[place % len(form)] ^= 1 << bit
    disk.data[b"n" + node_hash] = bytes(form)
    with pytest.raises(CorruptNode, match=f"node {node_hash.hex()} in the node store at memory is damaged"):
        store.get(node_hash)
    assert [str(wrong)[5:69] for wrong in store.verify() if wrong is not None] == [node_hash.hex()]


@pytest.mark.parametrize("place", [0, 8])
def test_a_damaged_record_is_never_returned(place: int) -> None:
    disk = MemoryDisk()
    store = NodeStore(lambda: disk)
    store.save_ledger(HEADER, ())
    sealed = bytearray(disk.data[b"rlast-closed"])
    sealed[place] ^= 1
    disk.data[b"rlast-closed"] = bytes(sealed)
    with pytest.raises(CorruptNode, match="record b'last-closed'"):
        store.last_closed()
    assert len([wrong for wrong in store.verify() if wrong is not None]) == 1


def test_a_flipped_byte_in_a_file_of_leveldb_is_an_error_and_never_a_wrong_answer(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with NodeStore.at(path) as store:
        store.write(NODES.items())
    with NodeStore.at(path):
        """Opening once more moves the log to a table."""
    table = max(path.glob("*.ldb"), key=lambda file: file.stat().st_size)
    whole = table.read_bytes()
    noticed = missing = 0
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        table.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
        try:
            with NodeStore.at(path) as store:
                for node_hash, form in NODES.items():
                    try:
                        assert store.get(node_hash) == form
                    except MissingNode:
                        missing += 1
                    except NodeStoreError:
                        noticed += 1
                noticed += any(store.verify())
        except NodeStoreError:
            noticed += 1
    assert noticed >= 40
    assert missing == 0, "what is damaged is not called missing"


# ------------------------------------------------------------------------------------------------ full disk


def test_after_a_failed_write_nothing_is_written_until_the_store_is_opened_again() -> None:
    disk = MemoryDisk()
    store = NodeStore(lambda: disk, "some/where")
    store.save_ledger(HEADER, NODES.items())
    before = dict(disk.data)
    disk.capacity = sum(map(len, [*before, *before.values()])) + 100
    tree = SHAMap(LeafKind.STATE, store)
    for number in range(1, 21):
        tree.set(bytes([number] * 32), b"an entry that does not fit")
    with pytest.raises(
        WriteFailed, match=r"23 values could not be written to .* some/where: .*No space left"
    ):
        flush([tree], store.write)
    disk.capacity = None
    with pytest.raises(WriteFailed, match="takes no writes until it is opened again"):
        flush([tree], store.write)
    assert disk.data == before
    assert store.last_closed() == LastClosed(7, ledger_hash(HEADER)), "it can still be read"
    store.reopen()
    flush([tree], store.write)
    assert len(list(SHAMap(LeafKind.STATE, store, tree.root_hash()))) == 20


# -------------------------------------------------------------------------------------------------- opening


def test_a_store_belongs_to_one_process(tmp_path: Path) -> None:
    with (
        NodeStore.at(tmp_path / "store"),
        pytest.raises(StoreUnavailable, match=r"store cannot be opened.*LOCK"),
    ):
        NodeStore.at(tmp_path / "store")


def test_a_store_cannot_be_where_nothing_can_be_written() -> None:
    with pytest.raises(StoreUnavailable, match="/proc/store cannot be opened"):
        NodeStore.at("/proc/store")


def test_another_database_is_not_taken_for_a_store(tmp_path: Path) -> None:
    other = LevelDBDisk(tmp_path / "other")
    other.write([(b"some", b"thing")])
    other.close()
    with pytest.raises(StoreUnavailable, match="is not a node store"):
        NodeStore.at(tmp_path / "other")
    other = LevelDBDisk(tmp_path / "other")
    assert list(other.items()) == [(b"some", b"thing")]
    other.close()


def test_a_store_of_another_format_is_not_opened() -> None:
    disk = MemoryDisk()
    NodeStore(lambda: disk).write((), {b"format": b"2"})
    closed = []
    disk.close = lambda: closed.append(True)  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable, match="has format b'2': this program reads format b'1'"):
        NodeStore(lambda: disk)
    assert closed, "a store that is not opened holds no files"


# --------------------------------------------------------------------------------------------- being killed

CLOSE_LEDGERS = """
import sys
from impl.node_store import NodeStore
from impl.shamap import SHAMap, flush
from spec.header import LedgerHeader
from spec.shamap import LeafKind

store = NodeStore.at(sys.argv[1])
last = store.last_closed()
root = store.header(last.ledger_hash).account_hash if last else bytes(32)
state = SHAMap(LeafKind.STATE, store, root)
sequence = last.sequence if last else 0
while True:
    sequence += 1
    for number in range(50):
        state.set((sequence * 50 + number).to_bytes(2, "little")[:2] * 16, b"written in %d" % sequence)
    header = LedgerHeader(sequence, 0, bytes(32), bytes(32), state.root_hash(), 0, 0, 10)
    flush([state], lambda nodes: store.save_ledger(header, nodes))
    print(sequence, flush=True)
"""


def test_a_node_that_is_killed_finds_a_whole_ledger(tmp_path: Path) -> None:
    acknowledged = 0
    for count in (1, 7, 23):
        command = [sys.executable, "-c", CLOSE_LEDGERS, str(tmp_path / "store")]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(count):
                acknowledged = int(process.stdout.readline())
            os.kill(process.pid, signal.SIGKILL)
        with NodeStore.at(tmp_path / "store") as store:
            last = store.last_closed()
            assert last is not None
            assert last.sequence >= acknowledged
            state = SHAMap(LeafKind.STATE, store, store.header(last.ledger_hash).account_hash)
            assert max(int(leaf.data.rsplit(b" ")[-1]) for leaf in state) == last.sequence
            assert not any(store.verify())


# --------------------------------------------------------------------------- a real disk that is full

FILL_THE_DISK = """
import resource, signal, sys
from impl.node_store import NodeStore, WriteFailed
from spec.hashing import sha512_half

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = NodeStore.at(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
forms = [b"MLN" + bytes([n % 256]) * 1000 for n in range(400)]
nodes = {sha512_half(b"%d" % n, form): b"%d" % n + form for n, form in enumerate(forms)}
acknowledged = []
refusals = []
for node in nodes.items():
    try:
        store.write([node])
        acknowledged.append(node)
    except WriteFailed as reason:
        refusals.append(str(reason))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
try:
    store.write(nodes.items())
except WriteFailed as reason:
    refusals.append(str(reason))
store.reopen()
assert all(store.get(node_hash) == form for node_hash, form in acknowledged)
store.write(nodes.items())
store.reopen()
assert all(store.get(node_hash) == form for node_hash, form in nodes.items())
print(len(acknowledged), "File too large" in refusals[0], "opened again" in refusals[-1])
"""


def test_leveldb_loses_nothing_that_was_acknowledged_before_the_disk_was_full(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FILL_THE_DISK, str(tmp_path / "store")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split()[1:] == ["True", "True"], done.stderr
    assert 50 < int(done.stdout.split()[0]) < 400
