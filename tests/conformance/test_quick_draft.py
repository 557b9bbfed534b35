"""The node's drafts do what the specification's do, and their metadata are the same to the byte."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from conformance.traffic import FAMILIES, Traffic, actors, funded, seeded
from impl import quick_metadata, quick_payments
from impl.quick_draft import QuickDraft
from reference.state import DictState
from spec import amendments, engine, keylets, keys, ledger
from spec.amendments import MAINNET, Amendment, Rules
from spec.engine import FINAL, RETRY, Mode, Outcome
from spec.entries import AccountRoot
from spec.flags import (
    lsfDepositAuth,
    lsfDisableMaster,
    lsfPasswordSpent,
    lsfRequireDestTag,
    tfPartialPayment,
)
from spec.ledger import Draft
from spec.results import tesSUCCESS
from spec.transactions.payment import Payment
from spec.views import LedgerInfo, StateView
from tests.spec.ledgers import SEQUENCE, XRP, SmallLedger, account, public_key

PEOPLE = actors(9)
EACH = 60
RESERVE = ledger.DEFAULT_FEES.reserve
HASH = b"\x05" * 32
OLDER = tuple(one for one in MAINNET if one is not amendments.fixPreviousTxnID)
TO_COME = Rules(frozenset(one.id for one in amendments.AMENDMENTS.values()))

Deviation = tuple[str, str, Any]
"""Of what, which field, and its value."""
DEVIATIONS: tuple[Deviation, ...] = (
    *(
        ("sender", "balance", drops)
        for drops in (0, RESERVE, RESERVE + 10, RESERVE + 11, 10**17, 10**17 + 1, 2 * 10**17)
    ),
    *(("sender", "flags", flags) for flags in (lsfDisableMaster, lsfPasswordSpent, lsfDepositAuth)),
    *(("sender", "owner_count", owned) for owned in (1, 45, 46)),
    *(("sender", "sequence", number) for number in (0, 4, 6)),
    *(("sender", "regular_key", account(name)) for name in ("bob", "carol")),
    ("sender", "regular_key", keys.account_id(b"")),
    *(("sender", name, HASH) for name in ("account_txn_id", "amm_id", "vault_id", "loan_broker_id")),
    ("sender", "ticket_count", 1),
    ("receiver", "", None),
    *(("receiver", "balance", drops) for drops in (0, RESERVE, RESERVE + 1, 10**17 - 1, 10**17)),
    *(("receiver", "balance", drops) for drops in (-5, 2 * 10**17)),
    *(("receiver", "flags", flags) for flags in (lsfRequireDestTag, lsfPasswordSpent, lsfDepositAuth)),
    ("receiver", "sequence", 0),
    *(("receiver", name, HASH) for name in ("account_txn_id", "amm_id", "vault_id", "loan_broker_id")),
    *(("tx", "amount", drops) for drops in (RESERVE, RESERVE + 1, 100 * XRP - 20, 10**17)),
    *(("tx", "fee", drops) for drops in (0, 9, 19, 20, RESERVE, RESERVE + 1, 50 * XRP, 10**17)),
    ("tx", "destination", account("alice")),
    *(("tx", "signing_pub_key", key) for key in (b"", public_key("bob"), public_key("carol"))),
    *(("tx", "last_ledger_sequence", number) for number in (SEQUENCE - 1, SEQUENCE, SEQUENCE + 1)),
    *(("tx", "ticket_sequence", number) for number in (3, 4, 9)),
    ("tx", "account_txn_id", bytes(32)),
    ("tx", "account_txn_id", HASH),
    ("tx", "credential_ids", (HASH,)),
    ("tx", "destination_tag", 0),
    ("tx", "invoice_id", HASH),
    ("tx", "source_tag", 9),
    ("tx", "domain_id", HASH),
    ("tx", "delegate", account("bob")),
    ("tx", "send_max", 5),
    ("tx", "flags", tfPartialPayment),
    ("info", "is_open", True),
    ("info", "load_factor", 512),
    ("info", "rules", TO_COME),
)
"""What may be otherwise about a plain payment, whether or not it would pass preflight then."""


def pair(entries: DictState, info: LedgerInfo) -> tuple[Draft, QuickDraft]:
    return Draft(StateView(entries, info), info), QuickDraft(StateView(entries, info), info)


def check_same(one: Draft, other: Draft) -> None:
    assert one.changes == other.changes
    assert list(one.transactions) == list(other.transactions)
    assert one.burned == other.burned
    for key, entry in one.entries.items():
        assert type(entry) is type(other.entries[key])
        assert entry.encode() == other.entries[key].encode()


def check_outcomes(one: Outcome, other: Outcome) -> None:
    assert (one.result, one.applied, one.fee) == (other.result, other.applied, other.fee)
    assert (one.metadata is None) == (other.metadata is None)
    if one.metadata is not None and other.metadata is not None:
        assert one.metadata.encode() == other.metadata.encode()


@pytest.mark.parametrize(
    ("enabled", "is_open"),
    [(MAINNET, False), (MAINNET, True), (OLDER, False)],
    ids=["closed", "open", "closed, by older rules"],
)
@pytest.mark.parametrize("family", FAMILIES)
def test_generated_traffic(family: str, enabled: tuple[Amendment, ...], is_open: bool) -> None:
    begin = funded(PEOPLE, enabled)
    state = DictState.of(begin.entries)
    info = ledger.next_info(begin.header, begin.hash, state, is_open=is_open)
    drafts = pair(state, info)
    chance = Random(family)
    traffic = Traffic(seeded(chance), PEOPLE, family)
    for number in range(EACH):
        tx = traffic.next(drafts[0])
        if engine.preflight(tx, info.rules) is tesSUCCESS:
            mode = RETRY if number % 5 == 0 else FINAL
            plain, quick = (draft.apply(tx, mode) for draft in drafts)
            check_outcomes(plain, quick)
    check_same(*drafts)


def case(*deviations: Deviation) -> tuple[DictState, LedgerInfo, Payment]:
    """A plain payment from alice to bob, but for these deviations."""
    roots = {name: _root(name) for name in ("alice", "bob")}
    tx, info = payment(), SmallLedger().draft.info
    for what, name, value in deviations:
        if what == "info":
            info = replace(info, **{name: value})
        elif what == "tx":
            setattr(tx, name, value)
        elif not name:
            roots.pop("bob", None)
        elif what == "sender" or "bob" in roots:
            setattr(roots["alice" if what == "sender" else "bob"], name, value)
    return DictState.of(roots.values()), info, tx


def _root(name: str) -> AccountRoot:
    keylet = keylets.account(account(name))
    return AccountRoot(keylet.key, account=account(name), sequence=5, balance=100 * XRP, flags=0)


@pytest.mark.parametrize("first", DEVIATIONS, ids=lambda one: f"{one[0]}-{one[1]}")
def test_payments_that_deviate_in_one_or_two_ways(first: Deviation) -> None:
    for second in DEVIATIONS:
        state, info, tx = case(first, second)
        drafts = pair(state, info)
        for mode in (RETRY, FINAL):
            # The second time it is there already, or fails for good.
            check_outcomes(*(draft.apply(tx, mode) for draft in drafts))
            check_same(*drafts)


@given(st.lists(st.sampled_from(DEVIATIONS), min_size=3, max_size=6))
def test_payments_that_deviate_in_many_ways(deviations: list[Deviation]) -> None:
    state, info, tx = case(*deviations)
    drafts = pair(state, info)
    check_outcomes(*(draft.apply(tx, FINAL) for draft in drafts))
    check_same(*drafts)


def test_what_is_only_tried_leaves_nothing() -> None:
    state, info, tx = case()
    drafts = pair(state, info)
    check_outcomes(*(draft.apply(tx, Mode(dry_run=True)) for draft in drafts))
    check_same(*drafts)
    assert not drafts[1].changes


def payment(**fields: Any) -> Payment:
    tx = Payment(account=account("alice"), destination=account("bob"), amount=1, fee=10, sequence=5, **fields)
    tx.signing_pub_key = public_key("alice")
    return tx


@pytest.mark.parametrize("is_open", [False, True], ids=["closed", "open"])
def test_a_plain_payment_is_done_at_once(is_open: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    state, info, _ = case(("receiver", "flags", lsfPasswordSpent), ("info", "is_open", is_open))
    _, quick = pair(state, info)

    def leave(*_: object) -> Outcome:
        raise AssertionError("it was left to the specification")

    monkeypatch.setattr(engine, "apply", leave)
    outcome = quick.apply(payment(destination_tag=3), FINAL)
    assert outcome.applied
    assert isinstance(outcome.metadata, quick_metadata.WrittenMetadata) is not is_open
    with pytest.raises(AssertionError, match="left to the specification"):
        quick.apply(payment(), FINAL)


@pytest.mark.parametrize("name", [slot.attribute for slot in Payment.layout])
def test_a_field_that_is_not_plain_is_left_to_the_specification(name: str) -> None:
    """Whatever it says, so that what comes to mean something is not forgotten here."""
    state, info, tx = case()
    if name not in tx.__dict__:
        setattr(tx, name, None)
        done = quick_payments.apply(tx, pair(state, info)[1])
        assert (done is None) is (name not in quick_payments.PLAIN)
