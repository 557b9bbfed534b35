"""The engine runs as a whole on a ledger of unknown numbers, and a broken law is found and named."""

from __future__ import annotations

import pytest

from proofs import registry
from proofs.effects import ALICE, BOB, UnknownLedger, keeps_the_laws
from proofs.proving import Found
from proofs.replacing import Seed
from proofs.unknown_state import Unforeseen
from proofs.unknowns import integer
from spec import keylets
from spec.entries import NFTokenPage
from spec.transactions import payment
from spec.transactions.payment import Payment


def test_a_rule_that_looks_where_nothing_was_said_is_told() -> None:
    state = UnknownLedger()
    state.absent(keylets.account(ALICE))
    assert state.get(keylets.account(ALICE).key) is None
    with pytest.raises(Unforeseen, match="the entry at"):
        state.get(keylets.account(BOB).key)
    state.known.append((bytes(32), b"\x80" * 32))
    assert state.successor(bytes(32), b"\x80" * 32) is None
    page = keylets.nftoken_page(bytes(20), b"\x01" * 12)
    state.hold(NFTokenPage(page.key))
    assert state.successor(bytes(32), b"\x80" * 32) == page.key
    assert state.successor(page.key, b"\x80" * 32) is None
    for end in (None, b"\x81" * 32):
        with pytest.raises(Unforeseen, match="the entry after"):
            state.successor(bytes(32), end)


def test_a_mistake_is_refuted_with_the_law_that_it_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def pay(state: UnknownLedger) -> Payment:
        state.account("alice", ALICE)
        state.account("bob", BOB)
        state.absent(keylets.deposit_preauth(BOB, ALICE))
        return Payment(destination=BOB, amount=integer("amount", 1, 10**17))

    registry.load()
    monkeypatch.setattr(registry, "PROOFS", {})
    keeps_the_laws(
        pay,
        Seed(payment._apply_xrp, "receiver.balance += drops", "receiver.balance += drops + 1"),
        Seed(payment._apply_xrp, "max(accounts.reserve(view, sender), tx.fee)", "0"),
    )
    (declared,) = registry.PROOFS.values()
    report = registry.run(declared)
    assert report.fault == ""
    assert report.verdict.found is Found.PROVED
    created, spent = (verdict for _, verdict in report.twins)
    assert "tecINVARIANT_FAILED" in created.outcomes
    assert any(outcome.startswith("tesSUCCESS reserves-are-kept") for outcome in spent.outcomes)
