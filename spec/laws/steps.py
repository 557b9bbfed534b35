"""What laws look at: what one transaction did, what one ledger did, and more of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from spec.entries import Entry
from spec.header import LedgerHeader
from spec.invariants import Step
from spec.invariants.frame import Difference
from spec.ledger import AppliedTransaction
from spec.metadata import Metadata
from spec.transaction import Transaction
from spec.values import Drops
from spec.views import ApplyView, LedgerInfo, State


class TransactionStep(Step):
    """One transaction that was applied, and what it did: the ledger as it was is ``view.base``, and as it is
    ``view``, before the one becomes the other."""

    def __init__(self, tx: Transaction, metadata: Metadata, fee: Drops, view: ApplyView) -> None:
        super().__init__(tx, metadata.result, fee, view)
        self.metadata = metadata

    def __str__(self) -> str:
        name, result = self.tx.type_name, self.result.name
        return f"{name} {self.tx.id.hex().upper()} ({result}) in ledger {self.view.info.sequence}"


class LedgerStep(Struct, frozen=True):
    """One ledger that was closed, and what made it of its parent."""

    parent: LedgerHeader
    header: LedgerHeader
    info: LedgerInfo
    """What its transactions knew of it."""
    before: State
    after: State
    transactions: tuple[AppliedTransaction, ...]
    """In the order of execution, each with its fee and metadata."""
    differences: tuple[Difference, ...]
    """Every entry that is not as it was, in the order of the keys."""
    network_id: int = 0

    def __str__(self) -> str:
        return f"ledger {self.header.sequence}"


class History(Struct, frozen=True):
    """Ledgers that follow on each other, the oldest first."""

    steps: tuple[LedgerStep, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.steps[:1] + self.steps[1:][-1:]))


class Round(NamedTuple):
    """One round of a loop."""

    loop: str
    """What the loop is called."""
    before: int | None
    """Its rank in the round before, if this is not the first."""
    after: int
    """Its rank in this round."""

    def __str__(self) -> str:
        return f"a round of {self.loop}"


class Whole(Struct, frozen=True):
    """A ledger that stands still, with all that it holds."""

    header: LedgerHeader
    entries: Iterable[Entry]

    def __str__(self) -> str:
        return f"the state of ledger {self.header.sequence}"
