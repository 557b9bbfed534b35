"""The open ledger: what the next ledger may become, transaction by transaction.

Results are provisional. When the ledger closes, its transactions are applied again in the order that all
servers agree on, and what did not get into the closed ledger is put to the next open one.

Source: OpenLedger.cpp, NetworkOPs.cpp, RCLConsensus.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from weakref import ref

from impl.ledgers import ClosedLedger, OpenView, state_view
from impl.quick_draft import QuickDraft
from impl.recent import Recent
from spec import engine, ledger, validity
from spec.amendments import Rules
from spec.engine import FINAL, RETRY, Mode, Outcome
from spec.results import Result, tesSUCCESS
from spec.transaction import Transaction
from spec.values import Hash256
from spec.views import LedgerInfo

CHECKED_LIMIT = 1 << 17
"""Of so many transactions, and up to twice as many, it is remembered that they were checked."""
FAIL_HARD = Mode(fail_hard=True, signature_checked=True)


class Checks:
    """What can be said of transactions whatever the ledger, and is said once: signatures and preflight."""

    def __init__(self, network_id: int, limit: int = CHECKED_LIMIT) -> None:
        self.network_id = network_id
        self._signed: Recent[bool] = Recent(limit)
        self._passed: Recent[Rules] = Recent(limit)

    def signatures_hold(self, tx: Transaction) -> bool:
        """Whether the signatures hold. What they cover, and they themselves, are in the identifier."""
        known = self._signed.get(tx.id)
        if known is None:
            known = validity.signature_fault(tx) is None
            self._signed.put(tx.id, known)
        return known

    def preflight(self, tx: Transaction, rules: Rules) -> Result:
        """What can be said of the transaction under these rules; its signatures are taken to be checked."""
        if self._passed.get(tx.id) is rules:
            return tesSUCCESS
        result = engine.preflight(tx, rules, self.network_id)
        if result is tesSUCCESS:
            self._passed.put(tx.id, rules)
        return result


class OpenLedger:
    """A draft on top of the last closed ledger."""

    def __init__(self, parent: ClosedLedger, info: LedgerInfo, checks: Checks) -> None:
        self.parent = parent
        self.info = info
        self.checks = checks
        self.draft = QuickDraft(state_view(parent, info), info)
        self._shown: ref[OpenView] | None = None

    def view(self) -> OpenView:
        """The ledger as it is now; what happens later does not change it."""
        shown = self._shown() if self._shown is not None else None
        if shown is None:
            shown = OpenView(self.draft, self.parent)
            self._shown = ref(shown)
        return shown

    def _about_to_change(self) -> None:
        if self._shown is not None:
            shown = self._shown()
            if shown is not None:
                shown.detach()
            self._shown = None

    def apply(self, tx: Transaction, mode: Mode = FINAL) -> Outcome:
        """Try a transaction whose signatures are checked. Raises what the node store raises."""
        result = self.checks.preflight(tx, self.info.rules)
        if result is not tesSUCCESS:
            return Outcome(result, applied=False)
        self._about_to_change()
        return self.draft.apply(tx, mode)

    def transactions(self) -> list[Transaction]:
        """What stands in it, in the order of execution."""
        return [applied.tx for applied in self.draft.transactions.values()]

    def take_over(self, former: Iterable[Transaction], retries: Iterable[Transaction], salt: Hash256) -> None:
        """Try what was in the former open ledger and not in the closed one.

        First each once, in the order of the identifiers; then what may still succeed, together with what
        building the closed ledger left over, in passes.
        """
        again = {tx.id: tx for tx in retries}
        for tx in sorted(former, key=lambda one: one.id):
            outcome = self.apply(tx, RETRY)
            if not outcome.applied and (outcome.result.is_ter or outcome.result.is_tec):
                again[tx.id] = tx
        rules = self.info.rules
        pending = [tx for tx in again.values() if self.checks.preflight(tx, rules) is tesSUCCESS]
        if pending:
            self._about_to_change()
            ledger.apply_in_passes(self.draft, ledger.canonical_order(pending, salt), {})
