"""What is done with oracles keeps every law: one with more than five pairs counts as two objects.

Which pairs an oracle has, and which a report names, is known: the first one, five, six or ten of ten. Prices
and times are unknown, and the scale of the first pair; so is whether there is an oracle that is taken out.
"""

from __future__ import annotations

from proofs.effects import ALICE, NEIGHBOURS, UnknownLedger, keeps_the_laws
from proofs.replacing import Seed
from proofs.unknowns import assume, integer, one_of, truth
from spec import keylets
from spec.entries import Oracle
from spec.inner import PriceData
from spec.transactions import oracle_delete, oracle_set
from spec.transactions.oracle_delete import OracleDelete
from spec.transactions.oracle_set import (
    MAX_PAIRS,
    MAX_PAIRS_OF_ONE_OBJECT,
    MAX_TIME_DIFFERENCE,
    OracleSet,
    object_count,
)
from spec.values import Currency

DOCUMENT = 1
PROVIDER, ASSET_CLASS = b"provider", b"currency"
QUOTE: Currency = b"\x00" * 12 + b"USD" + b"\x00" * 5
COUNTS = (1, MAX_PAIRS_OF_ONE_OBJECT, MAX_PAIRS_OF_ONE_OBJECT + 1, MAX_PAIRS)


def _price(number: int, *, of: str = "tx", dropped: bool = False) -> PriceData:
    """What the pair of that number is worth, or that it is dropped."""
    base: Currency = b"\x00" * 12 + bytes((65, 65, 65 + number)) + b"\x00" * 5
    if dropped:
        return PriceData(base_asset=base, quote_asset=QUOTE)
    return PriceData(
        base_asset=base,
        quote_asset=QUOTE,
        asset_price=integer(f"{of}.price {number}", 0, 2**64 - 1),
        scale=integer(f"{of}.scale {number}", 0, 255) if number == 0 else 0,
    )


def _oracle(state: UnknownLedger, pairs: int) -> None:
    """An oracle of Alice's with so many pairs; none where there are none."""
    keylet = keylets.oracle(ALICE, DOCUMENT)
    if not pairs:
        state.account("alice", ALICE)
        state.absent(keylet)
        return
    state.account("alice", ALICE, keylet, counts=len(NEIGHBOURS) + object_count(pairs))
    state.hold(
        Oracle(
            keylet.key,
            owner=ALICE,
            provider=PROVIDER,
            asset_class=ASSET_CLASS,
            price_data_series=tuple(_price(number, of="oracle") for number in range(pairs)),
            last_update_time=integer("last update", 0, 2**32 - 1),
            owner_node=0,
        )
    )


def _told(series: tuple[PriceData, ...]) -> OracleSet:
    """A report of these prices. No ledger closes sooner after 2000 than a report may be off."""
    assume(integer("ledger.close_time", 0, 2**32 - 1) >= MAX_TIME_DIFFERENCE)
    return OracleSet(
        oracle_document_id=DOCUMENT,
        provider=PROVIDER,
        asset_class=ASSET_CLASS,
        last_update_time=integer("tx.last_update", 0, 2**32 - 1),
        price_data_series=series,
    )


def _report_first(state: UnknownLedger) -> OracleSet:
    """There is no oracle yet, and Alice reports the first prices."""
    _oracle(state, 0)
    return _told(tuple(_price(number) for number in range(one_of("named", *COUNTS))))


def _report_again(state: UnknownLedger) -> OracleSet:
    """There is an oracle. Alice reports prices of the first pairs, or drops them, but for the first."""
    _oracle(state, one_of("pairs", *COUNTS))
    drops = bool(truth("pairs are dropped"))
    numbers = range(one_of("named", *COUNTS))
    return _told(tuple(_price(number, dropped=drops and number > 0) for number in numbers))


def _withdraw(state: UnknownLedger) -> OracleDelete:
    """Alice takes out an oracle, if there is one."""
    _oracle(state, one_of("pairs", 0, *COUNTS))
    return OracleDelete(oracle_document_id=DOCUMENT)


keeps_the_laws(
    _report_first,
    Seed(oracle_set._create, "tx.account, object_count(len(series))", "tx.account, 1"),
    Seed(oracle_set.preclaim, "accounts.reserve(view, root, more)", "0"),
    covers=("tesSUCCESS", "tecINVALID_UPDATE_TIME", "tecINSUFFICIENT_RESERVE"),
)
keeps_the_laws(
    _report_again,
    Seed(oracle_set.apply, "object_count(len(prices)) - before", "0"),
    covers=("tesSUCCESS", "tecINVALID_UPDATE_TIME", "tecTOKEN_PAIR_NOT_FOUND", "tecINSUFFICIENT_RESERVE"),
    slow=True,
)
keeps_the_laws(
    _withdraw,
    Seed(oracle_delete.delete, "-object_count(len(oracle.price_data_series))", "-1"),
    Seed(oracle_delete.delete, "view.erase(keylet)", "pass"),
    covers=("tesSUCCESS", "tecNO_ENTRY"),
)
