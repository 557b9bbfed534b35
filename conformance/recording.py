"""Recording what the reference does, as a vector like those of real servers.

The recorder drives the reference in the way a server behaves that stands alone: what a closed ledger did not
take is tried again on the next open one.
"""

from __future__ import annotations

from collections.abc import Iterable

from conformance.schedule import submit
from conformance.vectors import RecordedLedger, RecordedTransaction, Refusal, Vector
from reference.node import ClosedLedger, ReferenceNode
from spec import engine, ledger
from spec.engine import RETRY
from spec.lengths import DecodeError
from spec.results import tesSUCCESS
from spec.transaction import Transaction, decode_transaction
from spec.values import Hash256


class Recording:
    """The reference, and all that it was given and did since a ledger closed."""

    def __init__(self, node: ReferenceNode) -> None:
        """The node must have nothing in its open ledger."""
        self.node = node
        self._submitted: list[tuple[bytes, str]] = []
        self.begin()

    def begin(self) -> None:
        """Forget what was before the last closed ledger, and what is in the open one: record from here."""
        last = self.node.last
        self.node = ReferenceNode(last, self.node.network_id)
        self._start = last
        self._closed: list[ClosedLedger] = []
        self._submitted = []

    def submit(self, blob: bytes) -> str:
        """Submit a serialised transaction. Gives the name of the result."""
        answer = submit(self.node, blob)
        self._submitted.append((blob, answer))
        return answer

    def close(self, close_time: int) -> ClosedLedger:
        """Close the open ledger, and try on the next one what it did not take. Raises LawBroken."""
        candidates = [applied.tx for applied in self.node.open.transactions.values()]
        salt = self.node.transaction_set()
        closed = self.node.close(close_time)
        executed = {applied.tx.id for applied in closed.transactions}
        carry_over(self.node, [tx for tx in candidates if tx.id not in executed], salt)
        self._closed.append(closed)
        return closed

    def vector(self, name: str, family: str) -> Vector:
        """What was recorded. Of the open ledger it has the refusals only."""
        executed = {applied.tx.blob for closed in self._closed for applied in closed.transactions}
        answers: dict[bytes, str] = {}
        refused: list[Refusal] = []
        for blob, answer in self._submitted:
            canonical = _canonical(blob)
            answers.setdefault(canonical, answer)
            if canonical not in executed:
                refused.append(Refusal(blob, answer))
        start = self._start
        return Vector(
            name=name,
            family=family,
            parent=RecordedLedger(start.header, start.hash, ()),
            state=start.state.encoded(),
            ledgers=tuple(_recorded(closed, answers) for closed in self._closed),
            refused=tuple(refused),
            final_state=self.node.last.state.encoded(),
        )


def carry_over(node: ReferenceNode, former: Iterable[Transaction], salt: Hash256) -> None:
    """Try what was in the former open ledger, and not in the closed one, on the present one.

    First each once, in the order of the identifiers; then what may still succeed, together with what building
    the closed ledger left over, in passes.

    Source: OpenLedger.cpp, RCLConsensus.cpp (3.1.1).
    """
    former = sorted(former, key=lambda tx: tx.id)
    again = [tx for tx in former if tx.id in node.held]
    for tx in former:
        outcome = ledger.apply(node.open, tx, network_id=node.network_id, mode=RETRY)
        hopeful = not outcome.applied and (outcome.result.is_ter or outcome.result.is_tec)
        if hopeful and tx not in again:
            again.append(tx)
    rules = node.open.info.rules
    pending = [tx for tx in again if engine.preflight(tx, rules, node.network_id) is tesSUCCESS]
    ledger.apply_in_passes(node.open, ledger.canonical_order(pending, salt), {})


def _canonical(blob: bytes) -> bytes:
    """The bytes by which servers know a transaction, whatever the order of the fields that were sent."""
    try:
        return decode_transaction(blob, canonical=False).blob
    except DecodeError:
        return blob


def _recorded(closed: ClosedLedger, answers: dict[bytes, str]) -> RecordedLedger:
    executed = (
        RecordedTransaction(
            applied.tx.blob,
            applied.metadata.encode(),
            applied.metadata.result.name,
            answers[applied.tx.blob],
        )
        for applied in closed.transactions
    )
    return RecordedLedger(closed.header, closed.hash, tuple(executed))
