"""TicketCreate: tickets are made, up to 250 at a time, and each holds a reserve."""

from __future__ import annotations

from typing import Any

import pytest

from spec import directories, keylets
from spec.entries import Ticket
from spec.results import (
    Result,
    tecDIR_FULL,
    tecINSUFFICIENT_RESERVE,
    temINVALID_COUNT,
    temINVALID_FLAG,
    terNO_ACCOUNT,
    tesSUCCESS,
)
from spec.transactions.account_set import AccountSet
from spec.transactions.ticket_create import TicketCreate
from tests.spec.ledgers import XRP, SmallLedger, account

ALICE = account("alice")
FIRST = 11
"""The number after that of the first transaction."""


def make(ledger: SmallLedger, count: int, **fields: Any) -> Result:
    return ledger.apply(TicketCreate, "alice", ticket_count=count, **fields)


def tickets(ledger: SmallLedger) -> list[int]:
    listed = directories.entries(ledger.draft, keylets.owner_directory(ALICE))
    return sorted(one.ticket_sequence for one in listed if isinstance(one, Ticket))


def test_tickets_take_the_numbers_that_follow() -> None:
    ledger = SmallLedger("alice")
    assert make(ledger, 3) is tesSUCCESS
    assert tickets(ledger) == [FIRST, FIRST + 1, FIRST + 2]
    root = ledger.root("alice")
    assert (root.sequence, root.ticket_count, root.owner_count) == (FIRST + 3, 3, 3)
    assert make(ledger, 1) is tesSUCCESS
    assert tickets(ledger)[-1] == FIRST + 4
    assert ledger.root("alice").ticket_count == 4


def test_with_a_ticket_they_begin_with_the_accounts_number() -> None:
    ledger = SmallLedger("alice")
    make(ledger, 1)
    assert make(ledger, 2, ticket_sequence=FIRST) is tesSUCCESS
    assert tickets(ledger) == [FIRST + 1, FIRST + 2]
    root = ledger.root("alice")
    assert (root.sequence, root.ticket_count, root.owner_count) == (FIRST + 3, 2, 2)


def test_they_are_used_in_any_order() -> None:
    ledger = SmallLedger("alice")
    make(ledger, 3)
    for number in (FIRST + 1, FIRST + 2, FIRST):
        assert ledger.apply(AccountSet, "alice", ticket_sequence=number) is tesSUCCESS
    assert ledger.root("alice").ticket_count is None


@pytest.mark.parametrize(
    ("count", "result"), [(0, temINVALID_COUNT), (1, tesSUCCESS), (250, tesSUCCESS), (251, temINVALID_COUNT)]
)
def test_how_many_at_once(count: int, result: Result) -> None:
    assert make(SmallLedger("alice"), count) is result
    assert make(SmallLedger("alice"), count, flags=1) is temINVALID_FLAG


def test_how_many_an_account_may_hold() -> None:
    ledger = SmallLedger("alice")
    make(ledger, 200)
    assert make(ledger, 51) is tecDIR_FULL
    assert make(ledger, 50) is tesSUCCESS
    assert make(ledger, 1) is tecDIR_FULL


def test_the_ticket_that_is_used_up_counts_no_more() -> None:
    ledger = SmallLedger("alice")
    make(ledger, 250)
    assert make(ledger, 2, ticket_sequence=FIRST) is tecDIR_FULL
    assert make(ledger, 1, ticket_sequence=FIRST + 1) is tesSUCCESS
    assert ledger.root("alice").ticket_count == 249


@pytest.mark.parametrize("count", [1, 3])
def test_each_needs_a_reserve_before_the_fee(count: int) -> None:
    ledger = SmallLedger("alice")
    ledger.spare("alice", count * 2 * XRP - 1)
    assert make(ledger, count) is tecINSUFFICIENT_RESERVE
    ledger.spare("alice", count * 2 * XRP)
    assert make(ledger, count) is tesSUCCESS


def test_the_limit_comes_before_the_reserve() -> None:
    ledger = SmallLedger("alice")
    make(ledger, 250)
    ledger.spare("alice", 0)
    assert make(ledger, 1) is tecDIR_FULL


def test_the_account_exists() -> None:
    assert make(SmallLedger(), 1) is terNO_ACCOUNT
