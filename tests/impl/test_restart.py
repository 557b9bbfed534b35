"""What outlives the process: a stopped node, a killed one, a full disk, a damaged one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from impl.ledger_side import LedgerNode
from impl.node_store import CorruptNode, MemoryDisk, NodeStore, WriteFailed
from spec import keylets
from spec.entries import AccountRoot
from spec.hashing import sha512_half
from tests.conftest import PROFILE, SEED
from tests.impl.traffic import MASTER, XRP, sequence_of, start, start_funded, wallet

ROUNDS = 40 if PROFILE == "long" else 4
ROOT = Path(__file__).resolve().parent.parent.parent


def everything(node: LedgerNode) -> dict[bytes, bytes]:
    """The state of the last closed ledger."""
    return {leaf.key: leaf.data for leaf in node.closed_ledger().state.tree}


def check_whole(node: LedgerNode) -> None:
    """Every ledger is there, names the one before, and the last one's state is what its header says."""
    first, last = node.complete_ledgers()
    parent = None
    for sequence in range(first, last + 1):
        ledger = node.ledger_by_sequence(sequence)
        assert ledger is not None
        if parent is not None:
            assert ledger.header.parent_hash == parent.hash
        for stored in ledger.transactions():
            assert node.transaction(stored.tx.id) == stored
        parent = ledger
    entries = [node.closed_ledger().get(key) for key in everything(node)]
    drops = sum(entry.balance for entry in entries if isinstance(entry, AccountRoot))
    assert drops == node.closed_ledger().header.drops


# ---------------------------------------------------------------------------------------------- stopped


def test_a_stopped_node_goes_on_where_it_was(tmp_path: Path) -> None:
    node = LedgerNode(NodeStore.at(tmp_path))
    sent = [MASTER.pay(wallet(number).account, 100 * XRP, number + 1) for number in range(5)]
    for tx in sent:
        assert node.submit(tx).applied
        node.close()
    closed, state = node.closed_ledger(), everything(node)
    node.stop()

    again = LedgerNode(NodeStore.at(tmp_path))
    assert again.closed_ledger().hash == closed.hash
    assert again.closed_ledger().header == closed.header
    assert again.closed_ledger().info == closed.info
    assert everything(again) == state
    assert again.complete_ledgers() == (2, 7)
    for number, tx in enumerate(sent):
        stored = again.transaction(tx.id)
        assert stored is not None
        assert (stored.ledger_sequence, stored.tx) == (number + 3, tx)
        page = again.account_transactions(wallet(number).account, first=2, last=7, forward=True, limit=9)
        assert page.transactions == (stored,)
    check_whole(again)
    assert again.submit(MASTER.pay(wallet(9).account, 100 * XRP, 6)).applied
    assert again.close().view.header.parent_hash == closed.hash
    again.stop()


def test_what_was_open_ends_with_the_process() -> None:
    disk = MemoryDisk()
    node = start_funded(1, disk)
    tx = wallet(0).note(sequence_of(node, wallet(0)))
    assert node.submit(tx).applied
    again = start(disk)
    assert again.open_ledger().transaction(tx.id) is None
    assert again.submit(tx).applied


def test_memory_can_be_given_back() -> None:
    """Entries that are no longer in memory come from the disk again."""
    disk = MemoryDisk()
    node = start_funded(30, disk)
    state = everything(node)
    node.closed_ledger().state.forget()
    node.closed_ledger().state.tree.unload(0)
    assert everything(node) == state
    one = wallet(3)
    assert node.submit(one.note(sequence_of(node, one))).applied
    node.close()
    check_whole(start(disk))


# ----------------------------------------------------------------------------------------------- killed


def _serve(place: str) -> None:
    """Closes ledgers for ever, and says of each when it is on disk."""
    node = LedgerNode(NodeStore.at(place))
    sequence = sequence_of(node, MASTER)
    while True:
        for _ in range(20):
            tx = MASTER.pay(wallet(sequence % 50).account, 20 * XRP, sequence)
            assert node.submit(tx).applied
            sequence += 1
        ledger_hash = node.close().view.hash
        assert ledger_hash is not None
        print(node.closed_ledger().header.sequence, ledger_hash.hex(), flush=True)


def test_a_killed_node_has_every_ledger_that_it_told_of(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    told: dict[int, str] = {}
    for _ in range(ROUNDS):
        for line in _killed_after(tmp_path, chance.randint(1, 12), chance.random() * 0.03):
            number, ledger_hash = line.split()
            told[int(number)] = ledger_hash
        node = LedgerNode(NodeStore.at(tmp_path))
        assert node.complete_ledgers()[1] >= max(told)
        for sequence, expected in told.items():
            ledger = node.ledger_by_sequence(sequence)
            assert ledger is not None
            assert ledger.hash.hex() == expected
        check_whole(node)
        node.stop()


def _killed_after(place: Path, lines: int, delay: float) -> Iterable[str]:
    """What a node says before it is killed, at some moment after so many ledgers."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.impl.test_restart", str(place)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "CANON_CONTRACTS": "off"},
    )
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(lines)]
    time.sleep(delay)
    child.send_signal(signal.SIGKILL)
    said += child.stdout.readlines()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    return [line for line in said if line.endswith("\n")]


# ---------------------------------------------------------------------------------- disks that go wrong


def test_a_full_disk_stops_closing_and_loses_nothing() -> None:
    disk = MemoryDisk()
    node = start_funded(2, disk)
    parent = node.closed_ledger()
    tx = wallet(0).pay(wallet(1).account, XRP, sequence_of(node, wallet(0)))
    node.submit(tx)
    disk.capacity = sum(len(key) + len(value) for key, value in disk.data.items())
    for _ in range(2):
        with pytest.raises(WriteFailed, match="No space left"):
            node.close()
        assert node.closed_ledger() is parent
        assert node.transaction(tx.id) is None
        assert node.open_ledger().transaction(tx.id) is not None
    other = wallet(1).note(sequence_of(node, wallet(1)))
    assert node.submit(other).applied
    assert start(MemoryDiskCopy(disk)).closed_ledger().hash == parent.hash

    disk.capacity = None
    closed = node.close()
    assert closed.view.header.parent_hash == parent.hash
    assert {one.tx.id for one in closed.transactions} == {tx.id, other.id}
    check_whole(start(disk))


class MemoryDiskCopy(MemoryDisk):
    """What another process would find on a disk."""

    def __init__(self, disk: MemoryDisk) -> None:
        super().__init__()
        self.data = dict(disk.data)


class LyingDisk(MemoryDisk):
    """A disk that says that a write failed, after doing it."""

    lies = False

    def write(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        super().write(pairs)
        if self.lies:
            raise OSError("the cable came loose")


def test_a_write_that_failed_and_is_there_all_the_same() -> None:
    disk = LyingDisk()
    node = start_funded(2, disk)
    tx = wallet(0).note(sequence_of(node, wallet(0)))
    node.submit(tx)
    disk.lies = True
    with pytest.raises(WriteFailed, match="the cable came loose"):
        node.close()
    disk.lies = False
    later = wallet(1).note(sequence_of(node, wallet(1)))
    assert node.submit(later).applied
    landed = node.close()
    assert [one.tx.id for one in landed.transactions] == [tx.id]
    assert node.open_ledger().transaction(later.id) is not None
    assert [one.tx.id for one in node.close().transactions] == [later.id]
    check_whole(start(disk))


def test_a_damaged_node_is_an_error_with_a_name() -> None:
    disk = MemoryDisk()
    start_funded(8, disk)
    whole = everything(start(disk))
    key = keylets.account(wallet(3).account).key
    leaf = sha512_half(b"MLN\0", whole[key], key)
    stored = bytearray(disk.data[b"n" + leaf])
    stored[20] ^= 1
    disk.data[b"n" + leaf] = bytes(stored)

    node = start(disk)
    tx = wallet(3).note(3)
    with pytest.raises(CorruptNode, match=leaf.hex()):
        node.submit(tx)
    assert node.open_ledger().transaction(tx.id) is None
    with pytest.raises(CorruptNode, match=leaf.hex()):
        node.closed_ledger().get(key)
    assert node.submit(MASTER.note(sequence_of(node, MASTER))).applied
    assert len(node.close().transactions) == 1


if __name__ == "__main__":
    _serve(sys.argv[1])
