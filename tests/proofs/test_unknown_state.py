"""Rules on a ledger of which nothing is known."""

from __future__ import annotations

from typing import Any

import pytest

from proofs.proving import Found, prove, try_out
from proofs.replacing import seeded
from proofs.symbolic import every
from proofs.unknown_state import ANY_RULES, Unforeseen, UnknownState, ledger_info, view_of
from proofs.unknowns import integer, note, outcome_of
from spec import accounts, keylets, tokens
from spec.amendments import Checks, SingleAssetVault
from spec.entries import ENTRY_TYPES, AccountRoot
from spec.results import Failure
from spec.views import ApplyView

ALICE, BOB, CAROL = (bytes([n]) * 20 for n in (1, 2, 3))
MAX_DROPS = 10**17


def balance(name: str) -> int:
    return integer(name, 0, MAX_DROPS)


def two_accounts() -> UnknownState:
    state = UnknownState()
    state.expect(keylets.account(ALICE), "alice", exists=True, balance=balance)
    return state.expect(keylets.account(BOB), "bob", balance=balance)


def drops_move() -> Any:
    view = ApplyView(view_of(two_accounts(), ledger_info()), b"\x01" * 32)
    drops = integer("drops", 1, MAX_DROPS)
    found = outcome_of(tokens.send_xrp, view, ALICE, BOB, drops, refusals=(Failure,))
    if found is Failure:
        note("refused")
        return not view.changes or every(*(after.balance == before.balance for before, after in pairs(view)))
    note(f"{len(view.changes)} changed")
    return every(
        *(after.balance >= 0 for _, after in pairs(view)), balance_difference(view) == lost(view, drops)
    )


def pairs(view: ApplyView) -> Any:
    return [(before, after) for _, _, before, after in view.changed()]


def balance_difference(view: ApplyView) -> Any:
    return sum(after.balance - before.balance for before, after in pairs(view))


def lost(view: ApplyView, drops: int) -> Any:
    return 0 if len(view.changes) == 2 else -drops


def test_a_rule_runs_on_unknown_accounts() -> None:
    with seeded():
        verdict = prove(drops_move)
    assert verdict.found is Found.PROVED, str(verdict)
    assert verdict.outcomes == {"refused": 4, "1 changed": 2, "2 changed": 2}


def test_the_same_inputs_make_the_same_ledger() -> None:
    values = {"bob exists": 1, "alice.balance": 10, "bob.balance": 5, "drops": 10}
    assert try_out(drops_move, values) == (True, "2 changed")
    assert try_out(drops_move, values | {"drops": 11}) == (True, "refused")
    assert try_out(drops_move, values | {"bob exists": 0}) == (True, "1 changed")


def test_a_field_that_is_not_looked_at_makes_no_path() -> None:
    def claim() -> Any:
        root = two_accounts().get(keylets.account(ALICE).key)
        assert isinstance(root, AccountRoot)
        copied = root.copy()
        copied.owner_count += 1
        return every(copied.owner_count == root.owner_count + 1, copied.sequence == root.sequence)

    verdict = prove(claim)
    assert (verdict.found, verdict.paths) == (Found.PROVED, 1)


def test_an_optional_field_may_be_there_or_not() -> None:
    def claim() -> Any:
        root = two_accounts().get(keylets.account(ALICE).key)
        assert isinstance(root, AccountRoot)
        note("pseudo" if accounts.is_pseudo(root) else "somebody's")
        return root.transfer_rate is None or root.transfer_rate < 2**32

    verdict = prove(claim)
    assert verdict.found is Found.PROVED
    assert verdict.outcomes == {"pseudo": 6, "somebody's": 2}


def test_what_was_not_foreseen_refutes() -> None:
    state = two_accounts()
    with pytest.raises(Unforeseen):
        state.get(keylets.account(CAROL).key)
    with pytest.raises(Unforeseen):
        state.successor(bytes(32))
    verdict = prove(lambda: UnknownState().get(keylets.account(CAROL).key) is None)
    assert verdict.found is Found.REFUTED
    assert "Unforeseen" in verdict.reason


def test_an_amendment_may_be_enabled_or_not() -> None:
    def claim() -> Any:
        enabled = ledger_info(rules=ANY_RULES).rules.enabled
        note("on" if enabled(SingleAssetVault) else "off")
        return enabled(Checks)

    assert prove(claim).outcomes == {"on": 1, "off": 1}
    assert try_out(claim, {"SingleAssetVault is enabled": 1}) == (True, "on")
    assert try_out(claim, {}) == (True, "off")


def test_the_formats_of_entries_are_left_alone() -> None:
    prove(drops_move)
    assert ENTRY_TYPES[AccountRoot.code] is AccountRoot
