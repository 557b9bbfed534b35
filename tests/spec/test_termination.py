"""Loops end: what states its bound is stopped beyond it, and a ledger that goes round in a circle is not
followed for ever."""

from __future__ import annotations

import pytest

from spec import contracts, directories, keylets
from spec.entries import DirectoryNode
from spec.termination import NotTerminating, Variant, bounded, decreases
from tests.spec.ledgers import SmallLedger, account

pytestmark = pytest.mark.failure_mode(85, "unit")


def test_a_bounded_loop_is_left_before_its_bound_or_stopped() -> None:
    for number in bounded(3, "rounds"):
        if number == 2:
            break
    with pytest.raises(NotTerminating, match="rounds: more than 3 rounds"):
        for _ in bounded(3, "rounds"):
            pass


def test_a_rank_falls_and_is_never_negative() -> None:
    assert decreases(None, 0)
    assert decreases(1, 0)
    assert not decreases(0, 0)
    assert not decreases(None, -1)
    left = Variant("left")
    left.decrease_to(2)
    left.decrease_to(0)
    for value in (0, -1):
        with pytest.raises(NotTerminating, match=f"left: {value} after 0"):
            left.decrease_to(value)


def test_without_contracts_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "ENABLED", False)
    rounds = bounded(2, "rounds")
    assert [next(rounds) for _ in range(5)] == [0, 1, 2, 3, 4]
    left = Variant("left")
    left.decrease_to(1)
    left.decrease_to(1)


def test_a_directory_whose_pages_go_round_in_a_circle_is_left() -> None:
    ledger = SmallLedger("alice")
    directory = keylets.owner_directory(account("alice"))
    first = DirectoryNode(directory.key, root_index=directory.key, indexes=(), index_next=1)
    ledger.draft.insert(first)
    page = keylets.page(directory.key, 1)
    ledger.draft.insert(DirectoryNode(page.key, root_index=directory.key, indexes=(), index_next=1))
    with pytest.raises(NotTerminating, match="pages of a directory"):
        list(directories.pages(ledger.draft, directory))
