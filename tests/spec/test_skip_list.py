"""Skip lists, along a made-up chain whose ledger n has the hash n."""

from __future__ import annotations

import pytest

from spec.skip_list import (
    NOTHING,
    SkipList,
    ancestor_hash,
    extends_history,
    history_after,
    history_part,
    recent_after,
)

LENGTH = 66_600  # past the first history entry


def made_up(sequence: int) -> bytes:
    return sequence.to_bytes(32, "big")


class Chain:
    """What the LedgerHashes entries hold after each ledger from 2 on."""

    def __init__(self) -> None:
        self.sequence = 1
        self.recent = NOTHING
        self.history: dict[int, SkipList] = {}

    def close(self) -> None:
        self.sequence += 1
        parent = made_up(self.sequence - 1)
        part = history_part(self.sequence - 1)
        before = self.history.get(part, NOTHING)
        after = history_after(before, self.sequence, parent)
        assert (after != before) == extends_history(self.sequence)
        if after != before:
            self.history[part] = after
        self.recent = recent_after(self.recent, self.sequence, parent)

    def find(self, wanted: int) -> bytes | None:
        history = self.history.get(history_part(wanted), NOTHING)
        return ancestor_hash(wanted, self.sequence, made_up(self.sequence - 1), self.recent, history)


def chain(length: int) -> Chain:
    found = Chain()
    while found.sequence < length:
        found.close()
    return found


def test_the_first_ledgers() -> None:
    young = chain(3)
    assert young.recent == SkipList((made_up(1), made_up(2)), 2)
    assert young.history == {}
    assert [young.find(n) for n in range(5)] == [None, made_up(1), made_up(2), None, None]


@pytest.mark.parametrize("sequence", [256, 257, 258, 512, 513, 1000])
def test_a_ledger_knows_the_256_before_it_and_every_256th(sequence: int) -> None:
    some = chain(sequence)
    assert some.recent.last_sequence == sequence - 1
    assert len(some.recent.hashes) == min(256, sequence - 1)
    for wanted in range(1, sequence + 2):
        known = sequence - 256 <= wanted < sequence or (wanted < sequence and wanted % 256 == 0)
        assert some.find(wanted) == (made_up(wanted) if known else None), wanted


def test_the_hash_of_a_256th_ledger_is_written_by_the_ledger_after_it() -> None:
    assert chain(256).history == {}
    assert chain(257).history == {0: SkipList((made_up(256),), 256)}
    assert chain(512).history == {0: SkipList((made_up(256),), 256)}
    assert chain(513).history == {0: SkipList((made_up(256), made_up(512)), 512)}


def test_a_history_entry_covers_65536_ledgers() -> None:
    old = chain(LENGTH)
    assert sorted(old.history) == [0, 1]
    assert len(old.history[0].hashes) == 255  # the chain began at 1, so there is no hash for 0
    assert old.history[0].last_sequence == 65_280
    assert old.history[1].hashes[0] == made_up(65_536)
    for wanted in range(256, LENGTH, 256):
        assert old.find(wanted) == made_up(wanted)
    assert old.find(65_537) is None


def test_the_recent_list_of_a_chain_that_began_in_the_middle_falls_back_to_history() -> None:
    recent = SkipList((made_up(999),), 999)
    history = SkipList((made_up(512), made_up(768)), 768)
    assert ancestor_hash(768, 1000, made_up(999), recent, history) == made_up(768)
    assert ancestor_hash(900, 1000, made_up(999), recent, history) is None
    assert ancestor_hash(256, 1000, made_up(999), recent, history) is None


def test_the_genesis_ledger_has_no_parent_to_write_down() -> None:
    assert not extends_history(0)
