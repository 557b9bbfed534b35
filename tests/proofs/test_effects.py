"""The engine runs as a whole on a ledger of unknown numbers, and a broken law is found and named."""

from __future__ import annotations

import pytest

from proofs import registry
from proofs.effects import ALICE, BOB, UnknownLedger, keeps_the_laws
from proofs.proving import Found, prove
from proofs.replacing import Seed
from proofs.symbolic import Truth, every, implies
from proofs.unknown_lines import TOP, ZERO, line
from proofs.unknown_state import Unforeseen
from proofs.unknowns import integer, note
from spec import amendments, canonical, keylets
from spec.entries import NFTokenPage
from spec.transactions import payment
from spec.transactions.payment import Payment
from spec.trust_lines import DEEP_FREEZE, FREEZE, RESERVE


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


def test_a_proof_says_its_situation_and_since_when(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(state: UnknownLedger) -> Payment:
        """Somebody pays nobody."""
        seen.append(state)
        return Payment(destination=BOB, amount=1)

    seen: list[UnknownLedger] = []
    monkeypatch.setattr(registry, "PROOFS", {})
    mistake = Seed(payment._apply_xrp, "receiver.balance += drops", "receiver.balance += drops + 1")
    for since in (None, amendments.LendingProtocol):
        keeps_the_laws(look, mistake, since=since, slow=since is None)
    old, new = registry.PROOFS.values()
    assert (old.name, new.name) == (
        "Payment_keeps_the_laws_to_look",
        "Payment_keeps_the_laws_to_look_since_LendingProtocol",
    )
    assert old.sentence == (
        "Whatever a Payment does, every law of transactions holds of it. The situation: Somebody pays nobody."
    )
    assert new.sentence.startswith("Whatever a Payment does, since LendingProtocol, every law")
    assert (old.slow, new.slow) == (True, False)
    assert not seen


def test_a_line_is_what_was_said_of_it_and_nothing_else() -> None:
    def claim() -> Truth:
        state = UnknownLedger()
        for name, account in (("alice", ALICE), ("top", TOP)):
            state.account(name, account, counts=0)
        found = line(state, ALICE, TOP, ZERO, -15, having=RESERVE[False], without=RESERVE[True])
        note("nothing" if found.balance.mantissa == 0 else "something")
        deep, plain = (found.flags & flag[False] != 0 for flag in (DEEP_FREEZE, FREEZE))
        return every(
            found.flags & RESERVE[False] != 0,
            found.flags & RESERVE[True] == 0,
            state.root(ALICE).owner_count > 0,
            implies(deep, plain),
            *(canonical.is_canonical(one) for one in (found.balance, found.low_limit, found.high_limit)),
        )

    verdict = prove(claim)
    assert verdict.found is Found.PROVED
    assert {"nothing", "something"} == set(verdict.outcomes)
