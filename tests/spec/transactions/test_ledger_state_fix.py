"""LedgerStateFix: what it repairs, and each reason to refuse it."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, keylets, nftokens
from spec.entries import DirectoryNode, NFTokenPage
from spec.inner import NFToken
from spec.keylets import Keylet
from spec.results import (
    Result,
    tecFAILED_PROCESSING,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    tefINVALID_LEDGER_FIX_TYPE,
    telINSUF_FEE_P,
    temDISABLED,
    temINVALID,
    temINVALID_FLAG,
    tesSUCCESS,
)
from spec.transactions.ledger_state_fix import BOOK_EXCHANGE_RATE, NFTOKEN_PAGE_LINKS, LedgerStateFix
from spec.values import XRP, Issue
from tests.spec.ledgers import account, currency
from tests.spec.nftoken_ledgers import NFTokenLedger, refused

ALICE = account("alice")
BOOK = keylets.quality(keylets.book_base(XRP, Issue(currency("USD"), ALICE)), 5)


def fix(ledger: NFTokenLedger, kind: int, sender: str = "bob", **fields: Any) -> Result:
    return ledger.apply(LedgerStateFix, sender, ledger_fix_type=kind, **fields)


def ledger_with_tokens() -> NFTokenLedger:
    """Alice has two pages."""
    ledger = NFTokenLedger("alice", "bob")
    for n in range(1, 34):
        nftokens.insert(ledger.draft, ALICE, NFToken(nftoken_id=bytes([1] * 20) + n.to_bytes(12, "big")))
    return ledger


def test_anyone_repairs_the_links_between_an_owners_pages() -> None:
    ledger = ledger_with_tokens()
    first, last = ledger.pages("alice")
    page = ledger.draft.edit(Keylet(first.key, NFTokenPage))
    assert page is not None
    page.next_page_min = None
    assert fix(ledger, NFTOKEN_PAGE_LINKS, owner=ALICE) is tesSUCCESS
    assert [one.next_page_min for one in ledger.pages("alice")] == [last.key, None]


def test_a_lost_last_page_is_put_back() -> None:
    ledger = ledger_with_tokens()
    first, last = ledger.pages("alice")
    ledger.draft.erase(Keylet(last.key, NFTokenPage))
    ledger.change("alice", owner_count=1)
    assert fix(ledger, NFTOKEN_PAGE_LINKS, owner=ALICE) is tesSUCCESS
    (page,) = ledger.pages("alice")
    assert (page.key, page.nftokens) == (keylets.nftoken_page_max(ALICE).key, first.nftokens)
    assert ledger.root("alice").owner_count == 1


def test_pages_in_order_cannot_be_repaired() -> None:
    ledger = ledger_with_tokens()
    refused(fix(ledger, NFTOKEN_PAGE_LINKS, owner=ALICE), tecFAILED_PROCESSING, ledger)
    refused(fix(ledger, NFTOKEN_PAGE_LINKS, owner=account("bob")), tecFAILED_PROCESSING, ledger)


def test_the_owner_exists() -> None:
    ledger = ledger_with_tokens()
    refused(fix(ledger, NFTOKEN_PAGE_LINKS, owner=account("nobody")), tecOBJECT_NOT_FOUND, ledger)


def ledger_with_book(rate: int | None) -> NFTokenLedger:
    ledger = NFTokenLedger("alice", "bob")
    page = DirectoryNode(BOOK.key, root_index=BOOK.key, indexes=(bytes(32),), exchange_rate=rate)
    ledger.draft.insert(page)
    return ledger


def test_anyone_repairs_the_rate_that_a_book_states() -> None:
    ledger = ledger_with_book(6)
    assert fix(ledger, BOOK_EXCHANGE_RATE, book_directory=BOOK.key) is tesSUCCESS
    page = ledger.draft.read(BOOK)
    assert page is not None
    assert page.exchange_rate == 5


@pytest.mark.parametrize("rate", [5, None])
def test_a_rate_that_is_right_or_not_there_cannot_be_repaired(rate: int | None) -> None:
    ledger = ledger_with_book(rate)
    refused(fix(ledger, BOOK_EXCHANGE_RATE, book_directory=BOOK.key), tecNO_PERMISSION, ledger)


@pytest.mark.parametrize("key", [bytes(32), keylets.account(ALICE).key])
def test_the_directory_exists(key: bytes) -> None:
    ledger = ledger_with_book(6)
    refused(fix(ledger, BOOK_EXCHANGE_RATE, book_directory=key), tecOBJECT_NOT_FOUND, ledger)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (NFTOKEN_PAGE_LINKS, {}),
        (NFTOKEN_PAGE_LINKS, {"book_directory": BOOK.key}),
        (NFTOKEN_PAGE_LINKS, {"owner": ALICE, "book_directory": BOOK.key}),
        (BOOK_EXCHANGE_RATE, {}),
        (BOOK_EXCHANGE_RATE, {"owner": ALICE}),
        (BOOK_EXCHANGE_RATE, {"owner": ALICE, "book_directory": BOOK.key}),
    ],
)
def test_each_repair_names_its_one_place(kind: int, fields: dict[str, Any]) -> None:
    assert fix(ledger_with_tokens(), kind, **fields) is temINVALID


@pytest.mark.parametrize("kind", [0, 3, 65_535])
def test_there_are_no_other_repairs(kind: int) -> None:
    assert fix(ledger_with_tokens(), kind, owner=ALICE) is tefINVALID_LEDGER_FIX_TYPE


def test_repairs_come_with_amendments() -> None:
    ledger = NFTokenLedger("alice", "bob", without=[amendments.fixCleanup3_2_0])
    assert fix(ledger, BOOK_EXCHANGE_RATE, book_directory=BOOK.key) is temDISABLED
    ledger = NFTokenLedger("alice", "bob", without=[amendments.fixNFTokenPageLinks])
    assert fix(ledger, NFTOKEN_PAGE_LINKS, owner=ALICE) is temDISABLED


def test_there_are_no_flags() -> None:
    assert fix(ledger_with_tokens(), NFTOKEN_PAGE_LINKS, owner=ALICE, flags=1) is temINVALID_FLAG


def test_a_repair_costs_an_objects_reserve() -> None:
    ledger = NFTokenLedger("alice", "bob", is_open=True)
    fee = ledger.draft.info.fees.increment
    assert fix(ledger, NFTOKEN_PAGE_LINKS, owner=ALICE, fee=fee - 1) is telINSUF_FEE_P
    assert fix(ledger, NFTOKEN_PAGE_LINKS, owner=ALICE, fee=fee) is tecFAILED_PROCESSING
