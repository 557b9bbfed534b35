"""The laws are all there, each is what it says, and the reference is held to them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance import vectors
from conformance.subjects import start_reference
from reference.node import LawfulDraft, ReferenceNode
from spec import accounts, contracts, laws
from spec.invariants import INVARIANTS
from spec.laws import LAWS, LawBroken, Scope, Whole
from spec.laws.frame import balance, law
from spec.laws.steps import Round
from spec.transactions.check_create import CheckCreate
from tests.spec.laws.chains import XRP, Chain, genesis, wallet
from tests.spec.ledgers import SmallLedger

RECORDED = Path(vectors.__file__).parent / "vectors" / "account-016.json.gz"


def test_every_law_has_a_name_and_a_sentence() -> None:
    for name, one in LAWS.items():
        assert one.name == name
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name)
        assert re.fullmatch(r"[A-Z].*[.]", one.sentence), name


def test_every_invariant_is_a_law() -> None:
    enforced = {one.invariant: one for one in LAWS.values() if one.invariant is not None}
    assert list(enforced) == [one.name for one in INVARIANTS]
    for one in INVARIANTS:
        assert enforced[one.name].sentence == one.sentence
        assert enforced[one.name].scope is Scope.TRANSACTION


def test_no_two_laws_have_one_name_and_none_goes_without_a_sentence() -> None:
    with pytest.raises(ValueError, match="two laws of the name owner-counts-agree"):
        balance("owner-counts-agree")(laws.ownership.owner_counts)

    def silent(step: Round) -> laws.frame.Faults:
        yield from ()

    with pytest.raises(ValueError, match="has no sentence"):
        law("says-nothing")(silent)


def check_of_one() -> CheckCreate:
    """A check that the first wallet writes to the second."""
    one = wallet(0)
    tx = CheckCreate(account=one.account, destination=wallet(1).account, send_max=5 * XRP, sequence=2, fee=10)
    one.sign(tx)
    return tx


def with_a_check(monkeypatch: pytest.MonkeyPatch) -> Chain:
    """A chain whose open ledger has a check in it that was not counted."""
    chain = Chain(2)
    monkeypatch.setattr(accounts, "adjust_owner_count", lambda view, account, change: None)
    chain.send(check_of_one())
    return chain


def test_contracts_and_laws_are_on_where_they_should_be() -> None:
    """In the tests, in the reference, and so wherever the reference is replayed or compared with."""
    assert contracts.ENABLED
    assert ReferenceNode(genesis()).lawful
    assert start_reference(vectors.load(RECORDED)).lawful
    assert isinstance(SmallLedger("alice").draft, LawfulDraft)


def test_only_what_asks_what_would_happen_is_not_held_to_the_laws() -> None:
    assert not ReferenceNode(genesis()).fork().lawful


def test_a_broken_rule_stops_the_reference_and_the_error_names_law_transaction_and_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain = with_a_check(monkeypatch)
    with pytest.raises(LawBroken) as caught:
        chain.close()
    assert caught.value.laws == ["owner-counts-agree"]
    message = str(caught.value)
    assert message.startswith("CheckCreate ")
    assert "(tesSUCCESS) in ledger 3" in message
    assert f"{laws.frame.show(wallet(0).account)} is off by +1" in message


def test_laws_can_be_switched_off_with_the_contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = with_a_check(monkeypatch)
    chain.node.lawful = False
    last = chain.close()
    broken = laws.broken(Whole(last.header, last.state.entries.values()))
    assert [one.law.name for one in broken] == ["owner-counts-agree"]


def test_a_state_that_was_built_by_the_rules_keeps_every_law() -> None:
    chain = Chain(2)
    chain.send(check_of_one())
    last = chain.close()
    assert last.transactions
    assert laws.broken(Whole(last.header, last.state.entries.values())) == []
