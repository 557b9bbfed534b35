"""The least and the greatest amounts that there are, and those just beyond, in every field of every type that
carries an amount: reference and node say the same, every law is kept, and nothing raises an error of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from conformance import compare
from conformance.subjects import NodeSubject, ReferenceSubject
from conformance.traffic import Actor, Traffic, actors, funded, seeded
from conformance.vectors import RecordedLedger, Vector
from spec import keylets
from spec.amounts import MAX_DROPS, MAX_MPT
from spec.engine import rules_of
from spec.rounding import MAX_ISSUED_EXPONENT, MAX_MANTISSA, MIN_ISSUED_EXPONENT, MIN_MANTISSA
from spec.transaction import TRANSACTION_TYPES, Transaction
from spec.types import AMOUNT
from spec.values import Amount, IssuedAmount, MPTAmount

PEOPLE = actors(10)
ACTORS: dict[bytes, Actor] = {one.account: one for one in PEOPLE}
FAMILIES = {
    "amm": 160,
    "channel": 40,
    "check": 40,
    "dex": 60,
    "mpt": 60,
    "nft": 90,
    "paths": 60,
    "tokenescrow": 40,
    "trust": 60,
    "xrp": 10,
}
"""The families in which amounts occur, and so many transactions of each are looked at."""
WIDEST_DROPS = 2**62 - 1
"""The most that the bits of an amount of XRP can say."""


def amount_fields(kind: type[Transaction]) -> list[str]:
    """The fields of a type that hold an amount, besides the fee."""
    return [name for name, slot in kind.slots.items() if slot.field.type is AMOUNT and name != "fee"]


LIVE = [kind for kind in TRANSACTION_TYPES.values() if rules_of(kind) is not None and not kind.pseudo]
FIELDS = {(kind.type_name, name) for kind in LIVE for name in amount_fields(kind)}


def boundaries(amount: Amount) -> Iterator[Amount]:
    """The bounds of the amount's kind, on either side of nothing, and what comes just before and after."""
    if isinstance(amount, int):
        yield from (0, 1, -1, MAX_DROPS - 1, MAX_DROPS, MAX_DROPS + 1, -MAX_DROPS, WIDEST_DROPS)
    elif isinstance(amount, MPTAmount):
        yield from (MPTAmount(value, amount.issuance_id) for value in (0, 1, -1, MAX_MPT - 1, MAX_MPT))
    else:
        yield IssuedAmount(0, -100, amount.currency, amount.issuer)
        for exponent in (MIN_ISSUED_EXPONENT, MIN_ISSUED_EXPONENT + 1, 0, MAX_ISSUED_EXPONENT):
            for mantissa in (MIN_MANTISSA, MAX_MANTISSA, -MIN_MANTISSA, -MAX_MANTISSA):
                yield IssuedAmount(mantissa, exponent, amount.currency, amount.issuer)


class Grid:
    """Reference and node in the same ledger, and what was put to them."""

    def __init__(self) -> None:
        begin = funded(PEOPLE)
        state = {entry.key: entry.encode() for entry in begin.entries}
        vector = Vector("grid", "grid", RecordedLedger(begin.header, begin.hash, ()), state, (), (), {})
        self.reference, self.node = ReferenceSubject(vector), NodeSubject(vector)
        self.outcomes: Counter[tuple[str, str, str]] = Counter()
        """By type, field and result."""

    def submit(self, tx: Transaction) -> str:
        """What both say."""
        said = self.reference.submit(tx.blob)
        assert said == self.node.submit(tx.blob), tx
        return said

    def close(self, pause: int) -> None:
        """Close the ledger on both sides, and compare."""
        time = self.reference.node.last.header.close_time + pause
        difference = compare.ledgers(self.reference.close(time, 0), self.node.close(time, 0))
        assert difference is None, "\n".join(difference.lines())

    def vary(self, tx: Transaction) -> None:
        """Put the transaction with each bound in each of its amounts."""
        for name in amount_fields(type(tx)):
            amount = getattr(tx, name)
            for bound in boundaries(amount) if amount is not None else ():
                varied = tx.replace(**{name: bound, "sequence": self._next_sequence(tx)})
                said = self.submit(ACTORS[tx.account].sign(varied))
                self.outcomes[tx.type_name, name, said] += 1

    def _next_sequence(self, tx: Transaction) -> int:
        root = self.reference.node.open.read(keylets.account(tx.account))
        return root.sequence if root is not None else 1

    def would_succeed(self, tx: Transaction) -> bool:
        """Whether the transaction is one that changes something."""
        return self.reference.node.fork().submit(tx).name == "tesSUCCESS"


def run(times: int, enough: int, seed: int) -> Counter[tuple[str, str, str]]:
    """Vary transactions that would succeed, until each field was varied often enough; and each field once,
    whatever comes of it."""
    outcomes: Counter[tuple[str, str, str]] = Counter()
    done: Counter[tuple[str, str]] = Counter()
    tried: set[tuple[str, str]] = set()
    for family, each in FAMILIES.items():
        grid = Grid()
        traffic = Traffic(seeded(Random(seed)), PEOPLE, family, faulty=0, aimed=0)
        for _ in range(each * times):
            tx = traffic.next(grid.reference.node.open)
            carried = {
                (tx.type_name, name) for name in amount_fields(type(tx)) if getattr(tx, name) is not None
            }
            alone = tx.signers is None and not tx.uses_ticket and tx.account_txn_id is None
            alone = alone and tx.account in ACTORS
            first = not carried <= tried
            if alone and (first or any(done[one] < enough for one in carried)):
                if succeeds := grid.would_succeed(tx):
                    done.update(carried)
                if succeeds or first:
                    tried |= carried
                    grid.vary(tx)
            grid.submit(tx)
            grid.close(traffic.pause())
        outcomes += grid.outcomes
        grid.node.stop()
    return outcomes


@pytest.mark.failure_mode(84)
def test_the_bounds_of_every_amount() -> None:
    outcomes = run(1, 1, 1)
    assert FIELDS - {(kind, name) for kind, name, _ in outcomes} == set()


@pytest.mark.failure_mode(84)
@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 8))
def test_the_bounds_of_every_amount_in_many_situations(seed: int) -> None:
    outcomes = run(5, 12, seed)
    assert FIELDS - {(kind, name) for kind, name, _ in outcomes} == set()
