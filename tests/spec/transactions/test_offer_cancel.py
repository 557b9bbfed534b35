"""OfferCancel, and how offers leave the ledger."""

from __future__ import annotations

import pytest

from spec import accounts, directories, keylets, offers, removal
from spec.entries import DirectoryNode, Offer
from spec.inner import Book
from spec.keylets import Keylet
from spec.results import Failure, Result, tefBAD_LEDGER, temBAD_SEQUENCE, terNO_ACCOUNT, tesSUCCESS
from spec.transactions.offer_cancel import OfferCancel
from spec.views import ApplyView
from tests.spec.ledgers import SmallLedger, account, issued

ALICE = account("alice")
BOOKS = [Keylet(bytes([number] * 32), DirectoryNode) for number in (1, 2)]


def scene(*, hybrid: bool = False) -> SmallLedger:
    """Alice has one offer, of sequence 5, in one book or two."""
    ledger = SmallLedger("alice")
    keylet = keylets.offer(ALICE, 5)
    offer = Offer(keylet.key, flags=0, account=ALICE, sequence=5, taker_pays=1, taker_gets=issued(1, "alice"))
    offer.owner_node = directories.add_owned(ledger.draft, ALICE, keylet.key)
    offer.book_directory = BOOKS[0].key
    offer.book_node = directories.append(ledger.draft, BOOKS[0], keylet.key, lambda page: None)
    if hybrid:
        node = directories.append(ledger.draft, BOOKS[1], keylet.key, lambda page: None)
        offer.additional_books = (Book(book_directory=BOOKS[1].key, book_node=node),)
    ledger.draft.insert(offer)
    accounts.adjust_owner_count(ledger.draft, ALICE, 1)
    return ledger


def cancel(ledger: SmallLedger, sequence: int) -> Result:
    return ledger.apply(OfferCancel, "alice", offer_sequence=sequence)


@pytest.mark.parametrize("hybrid", [False, True])
def test_an_offer_leaves_its_owner_and_its_books(hybrid: bool) -> None:
    ledger = scene(hybrid=hybrid)
    assert cancel(ledger, 5) is tesSUCCESS
    assert not ledger.draft.exists(keylets.offer(ALICE, 5))
    assert ledger.root("alice").owner_count == 0
    for directory in (keylets.owner_directory(ALICE), *BOOKS):
        assert not ledger.draft.exists(directory)


def test_what_is_not_there_is_no_failure() -> None:
    ledger = scene()
    assert cancel(ledger, 6) is tesSUCCESS
    assert ledger.draft.exists(keylets.offer(ALICE, 5))


def test_only_used_numbers_can_be_cancelled() -> None:
    ledger = scene()
    assert cancel(ledger, 0) is temBAD_SEQUENCE
    assert cancel(ledger, ledger.root("alice").sequence) is temBAD_SEQUENCE
    assert cancel(ledger, ledger.root("alice").sequence - 1) is tesSUCCESS


def test_the_engine_removes_what_it_found_dead_in_the_same_way() -> None:
    ledger = scene()
    view = ApplyView(ledger.draft, bytes(32))
    removal.remove(view, keylets.offer(ALICE, 5))
    assert not view.exists(keylets.owner_directory(ALICE))


def test_a_broken_book_is_a_broken_ledger() -> None:
    ledger = scene()
    ledger.draft.erase(BOOKS[0])
    with pytest.raises(Failure) as raised:
        offers.delete(ledger.draft, keylets.offer(ALICE, 5))
    assert raised.value.result is tefBAD_LEDGER


def test_the_account_exists() -> None:
    assert cancel(SmallLedger(), 1) is terNO_ACCOUNT
