"""TrustSet: lines are made, changed and taken out, and each refusal has its result."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, keylets, trust_lines
from spec.entries import AMM
from spec.flags import (
    lsfDefaultRipple,
    lsfDisallowIncomingTrustline,
    lsfNoFreeze,
    lsfRequireAuth,
    tfClearDeepFreeze,
    tfClearFreeze,
    tfClearNoRipple,
    tfSetDeepFreeze,
    tfSetfAuth,
    tfSetFreeze,
    tfSetNoRipple,
)
from spec.rates import PARITY
from spec.results import (
    Result,
    tecAMM_EMPTY,
    tecINSUF_RESERVE_LINE,
    tecNO_DST,
    tecNO_LINE_INSUF_RESERVE,
    tecNO_LINE_REDUNDANT,
    tecNO_PERMISSION,
    tefNO_AUTH_REQUIRED,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_LIMIT,
    temDST_IS_SRC,
    temDST_NEEDED,
    temINVALID_FLAG,
    terNO_ACCOUNT,
    tesSUCCESS,
)
from spec.transactions.trust_set import TrustSet
from spec.trust_lines import AUTHORIZED, DEEP_FREEZE, FREEZE, NO_RIPPLE, RESERVE, Line
from spec.values import ACCOUNT_ONE, BAD_CURRENCY, IssuedAmount
from spec.values import XRP as ASSET_XRP
from tests.spec.ledgers import XRP, SmallLedger, account, currency, issued

PAIRS = [("alice", "bob"), ("bob", "alice")]
"""One way round the first account is low, the other way high."""


def pair(*, bob_flags: int = 0, **options: Any) -> SmallLedger:
    ledger = SmallLedger("alice", "bob", **options)
    ledger.change("bob", flags=bob_flags)
    return ledger


def trust(ledger: SmallLedger, sender: str, other: str, limit: int = 100, **fields: Any) -> Result:
    return ledger.apply(TrustSet, sender, limit_amount=issued(limit, other), **fields)


def line(ledger: SmallLedger, one: str, other: str) -> Line:
    found = trust_lines.read(ledger.draft, account(one), account(other), currency("USD"))
    assert found is not None
    return found


def exists(ledger: SmallLedger) -> bool:
    return ledger.draft.exists(keylets.line(account("alice"), account("bob"), currency("USD")))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_line_is_made_and_the_sender_owns_it(one: str, other: str) -> None:
    ledger = pair()
    assert trust(ledger, one, other, quality_in=1, quality_out=2) is tesSUCCESS
    made = line(ledger, one, other)
    assert made.limit == issued(100, one)
    assert made.peer_limit == issued(0, other)
    assert made.balance.mantissa == 0
    assert made.balance.issuer == ACCOUNT_ONE
    assert (made.quality_in, made.quality_out) == (1, 2)
    assert made.has(RESERVE)
    assert not made.peer_has(RESERVE)
    assert not made.has(NO_RIPPLE)
    assert made.peer_has(NO_RIPPLE)
    assert (ledger.root(one).owner_count, ledger.root(other).owner_count) == (1, 0)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_line_that_nobody_needs_is_taken_out(one: str, other: str) -> None:
    ledger = pair()
    trust(ledger, one, other, flags=tfSetNoRipple)
    assert trust(ledger, one, other, 0) is tesSUCCESS
    assert not exists(ledger)
    assert ledger.root(one).owner_count == 0
    for name in (one, other):
        assert not ledger.draft.exists(keylets.owner_directory(account(name)))


def test_a_line_stays_while_the_other_side_needs_it() -> None:
    ledger = pair()
    trust(ledger, "alice", "bob", flags=tfSetNoRipple)
    trust(ledger, "bob", "alice", flags=tfSetNoRipple)
    assert trust(ledger, "alice", "bob", 0) is tesSUCCESS
    assert not line(ledger, "alice", "bob").has(RESERVE)
    assert line(ledger, "bob", "alice").has(RESERVE)
    assert (ledger.root("alice").owner_count, ledger.root("bob").owner_count) == (0, 1)


def test_a_line_stays_while_its_owner_holds_something() -> None:
    ledger = pair(bob_flags=lsfDefaultRipple)
    trust(ledger, "alice", "bob", flags=tfSetNoRipple)
    trust_lines.direct_send(ledger.draft, account("bob"), account("alice"), issued(5, "bob"))
    assert trust(ledger, "alice", "bob", 0) is tesSUCCESS
    assert line(ledger, "alice", "bob").has(RESERVE)


@pytest.mark.parametrize("parity", [0, PARITY])
def test_quality_out_of_parity_is_none(parity: int) -> None:
    ledger = pair()
    trust(ledger, "alice", "bob", quality_out=5)
    assert trust(ledger, "alice", "bob", quality_out=parity) is tesSUCCESS
    assert line(ledger, "alice", "bob").quality_out == 0


def test_qualities_change_when_they_are_named() -> None:
    ledger = pair()
    trust(ledger, "alice", "bob", quality_in=5, quality_out=6)
    assert trust(ledger, "alice", "bob") is tesSUCCESS
    assert (line(ledger, "alice", "bob").quality_in, line(ledger, "alice", "bob").quality_out) == (5, 6)
    assert trust(ledger, "alice", "bob", quality_in=7, quality_out=8) is tesSUCCESS
    assert (line(ledger, "alice", "bob").quality_in, line(ledger, "alice", "bob").quality_out) == (7, 8)


def test_quality_in_of_parity_is_kept_but_no_reason_to_keep_the_line() -> None:
    ledger = pair()
    assert trust(ledger, "alice", "bob", 0, quality_in=PARITY, flags=tfSetNoRipple) is tesSUCCESS
    assert line(ledger, "alice", "bob").quality_in == PARITY
    assert trust(ledger, "alice", "bob", 0) is tesSUCCESS
    assert not exists(ledger)


def test_rippling_other_than_the_account_by_default_is_a_reason_to_keep_the_line() -> None:
    ledger = pair()
    trust(ledger, "alice", "bob")
    assert trust(ledger, "alice", "bob", 0) is tesSUCCESS
    assert line(ledger, "alice", "bob").has(RESERVE)
    assert trust(ledger, "alice", "bob", 0, flags=tfSetNoRipple) is tesSUCCESS
    assert not exists(ledger)


def test_who_owes_cannot_stop_rippling() -> None:
    ledger = pair(bob_flags=lsfDefaultRipple)
    trust(ledger, "alice", "bob")
    trust_lines.direct_send(ledger.draft, account("bob"), account("alice"), issued(5, "bob"))
    assert trust(ledger, "bob", "alice", flags=tfSetNoRipple) is tecNO_PERMISSION
    assert trust(ledger, "bob", "alice", flags=tfSetNoRipple | tfClearNoRipple) is tesSUCCESS
    assert trust(ledger, "alice", "bob", flags=tfSetNoRipple) is tesSUCCESS
    assert line(ledger, "alice", "bob").has(NO_RIPPLE)
    assert trust(ledger, "alice", "bob", flags=tfClearNoRipple) is tesSUCCESS
    assert not line(ledger, "alice", "bob").has(NO_RIPPLE)


# Reserves


def test_the_first_two_objects_need_no_reserve() -> None:
    ledger = pair()
    ledger.spare("alice", -5 * XRP)
    ledger.change("alice", owner_count=1)
    assert trust(ledger, "alice", "bob") is tesSUCCESS


def test_the_third_needs_one() -> None:
    ledger = pair()
    ledger.change("alice", owner_count=2)
    ledger.spare("alice", 2 * XRP - 1)
    assert trust(ledger, "alice", "bob") is tecNO_LINE_INSUF_RESERVE
    ledger.spare("alice", 2 * XRP)  # before the fee
    assert trust(ledger, "alice", "bob") is tesSUCCESS


def test_who_comes_to_own_an_existing_line_needs_a_reserve() -> None:
    ledger = pair()
    trust(ledger, "bob", "alice")
    ledger.change("alice", owner_count=2)
    ledger.spare("alice", 0)
    assert trust(ledger, "alice", "bob") is tecINSUF_RESERVE_LINE
    assert ledger.root("alice").owner_count == 2
    ledger.spare("alice", 2 * XRP)
    assert trust(ledger, "alice", "bob") is tesSUCCESS
    assert ledger.root("alice").owner_count == 3


def test_nothing_to_set_on_a_line_that_is_not_there() -> None:
    ledger = pair()
    assert trust(ledger, "alice", "bob", 0) is tecNO_LINE_REDUNDANT
    assert trust(ledger, "alice", "bob", 0, quality_in=0, quality_out=PARITY) is tecNO_LINE_REDUNDANT
    assert trust(ledger, "alice", "bob", 0, quality_in=PARITY) is tesSUCCESS


# Authorisation


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_an_issuer_authorises_a_line(one: str, other: str) -> None:
    ledger = SmallLedger("alice", "bob")
    ledger.change(one, flags=lsfRequireAuth)
    assert trust(ledger, one, other, 0, flags=tfSetfAuth) is tesSUCCESS
    assert line(ledger, one, other).has(AUTHORIZED)
    assert not line(ledger, one, other).peer_has(AUTHORIZED)


def test_a_line_that_is_there_can_be_authorised() -> None:
    ledger = pair(bob_flags=lsfRequireAuth)
    trust(ledger, "alice", "bob")
    assert trust(ledger, "bob", "alice", 0) is tesSUCCESS
    assert not line(ledger, "bob", "alice").has(AUTHORIZED)
    assert trust(ledger, "bob", "alice", 0, flags=tfSetfAuth) is tesSUCCESS
    assert line(ledger, "bob", "alice").has(AUTHORIZED)


def test_authorising_where_nobody_asked_for_it() -> None:
    assert trust(pair(), "alice", "bob", flags=tfSetfAuth) is tefNO_AUTH_REQUIRED


# Freezes


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_freezing_and_unfreezing(one: str, other: str) -> None:
    ledger = pair()
    trust(ledger, one, other)
    assert trust(ledger, one, other, flags=tfSetFreeze) is tesSUCCESS
    assert line(ledger, one, other).has(FREEZE)
    assert trust(ledger, one, other, flags=tfSetDeepFreeze) is tesSUCCESS
    assert line(ledger, one, other).has(DEEP_FREEZE)
    assert trust(ledger, one, other, flags=tfClearFreeze) is tecNO_PERMISSION
    assert trust(ledger, one, other, flags=tfClearFreeze | tfClearDeepFreeze) is tesSUCCESS
    assert not line(ledger, one, other).has(FREEZE)
    assert not line(ledger, one, other).has(DEEP_FREEZE)


@pytest.mark.parametrize(
    "flags",
    [
        tfSetDeepFreeze,
        tfSetFreeze | tfClearFreeze,
        tfSetFreeze | tfClearDeepFreeze,
        tfSetDeepFreeze | tfClearFreeze,
    ],
)
def test_freezes_that_do_not_fit_together(flags: int) -> None:
    assert trust(pair(), "alice", "bob", flags=flags) is tecNO_PERMISSION


@pytest.mark.parametrize("flags", [tfSetFreeze, tfSetFreeze | tfSetDeepFreeze])
def test_who_promised_not_to_freeze_cannot(flags: int) -> None:
    ledger = pair(bob_flags=lsfNoFreeze)
    assert trust(ledger, "bob", "alice", flags=flags) is tecNO_PERMISSION


def test_a_new_line_can_be_frozen_at_once() -> None:
    ledger = pair()
    assert trust(ledger, "alice", "bob", flags=tfSetFreeze | tfSetDeepFreeze) is tesSUCCESS
    assert line(ledger, "alice", "bob").has(FREEZE)
    assert line(ledger, "alice", "bob").has(DEEP_FREEZE)


def test_a_freeze_keeps_the_line() -> None:
    ledger = pair()
    trust(ledger, "alice", "bob", flags=tfSetNoRipple | tfSetFreeze)
    assert trust(ledger, "alice", "bob", 0) is tesSUCCESS
    assert exists(ledger)


def test_before_deep_freeze() -> None:
    ledger = pair(bob_flags=lsfNoFreeze, without=[amendments.DeepFreeze])
    assert trust(ledger, "alice", "bob", flags=tfSetDeepFreeze) is temINVALID_FLAG
    assert trust(ledger, "bob", "alice") is tesSUCCESS
    assert trust(ledger, "bob", "alice", flags=tfSetFreeze) is tesSUCCESS  # and nothing is frozen
    assert not line(ledger, "bob", "alice").has(FREEZE)


# The other account


def test_the_other_account_has_to_exist() -> None:
    assert trust(SmallLedger("alice"), "alice", "bob") is tecNO_DST


def test_no_line_to_oneself() -> None:
    assert trust(pair(), "alice", "alice") is temDST_IS_SRC


def test_an_account_can_refuse_new_lines() -> None:
    ledger = pair(bob_flags=lsfDisallowIncomingTrustline)
    assert trust(ledger, "alice", "bob") is tecNO_PERMISSION
    assert trust(ledger, "bob", "alice") is tesSUCCESS
    assert trust(ledger, "alice", "bob") is tesSUCCESS


def pool(ledger: SmallLedger, shares: int, code: str) -> None:
    """Make bob the account of a pool."""
    key = bytes(31) + b"\x01"
    ledger.draft.insert(
        AMM(
            key,
            flags=0,
            account=account("bob"),
            lp_token_balance=issued(shares, "bob", code),
            asset=ASSET_XRP,
            asset2=ASSET_XRP,
        )
    )
    ledger.change("bob", amm_id=key)


@pytest.mark.parametrize(
    ("shares", "code", "result"),
    [(0, "USD", tecAMM_EMPTY), (5, "EUR", tecNO_PERMISSION), (5, "USD", tesSUCCESS)],
)
def test_a_pool_takes_lines_for_its_shares_while_there_are_any(
    shares: int, code: str, result: Result
) -> None:
    ledger = pair()
    pool(ledger, shares, code)
    assert trust(ledger, "alice", "bob") is result


@pytest.mark.parametrize("field", ["vault_id", "loan_broker_id"])
def test_a_vault_and_a_broker_take_no_lines(field: str) -> None:
    ledger = pair()
    ledger.change("bob", **{field: bytes(31) + b"\x01"})
    assert trust(ledger, "alice", "bob") is tecNO_PERMISSION


# What is malformed


@pytest.mark.parametrize(
    ("limit", "result"),
    [
        (None, temBAD_LIMIT),
        (5, temBAD_LIMIT),
        (10**18, temBAD_AMOUNT),
        (issued(-1, "bob"), temBAD_LIMIT),
        (IssuedAmount(0, -100, BAD_CURRENCY, account("bob")), temBAD_CURRENCY),
        (IssuedAmount(0, -100, currency("USD"), bytes(20)), temDST_NEEDED),
        (IssuedAmount(0, -100, currency("USD"), ACCOUNT_ONE), temDST_NEEDED),
    ],
)
def test_limits_that_make_no_sense(limit: object, result: Result) -> None:
    assert pair().apply(TrustSet, "alice", limit_amount=limit) is result


def test_the_account_exists() -> None:
    assert trust(SmallLedger("bob"), "alice", "bob") is terNO_ACCOUNT


def test_more_xrp_than_there_can_be_was_always_malformed() -> None:
    before = SmallLedger("alice", "bob", without=[amendments.fixCleanup3_2_0])
    assert before.apply(TrustSet, "alice", limit_amount=10**18) is temBAD_AMOUNT
