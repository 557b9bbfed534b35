"""Trust lines: the same from either side, and what moves along them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec import amendments, keylets, trust_lines
from spec.entries import AMM, RippleState
from spec.flags import (
    lsfDefaultRipple,
    lsfGlobalFreeze,
    lsfHighAuth,
    lsfHighFreeze,
    lsfHighReserve,
    lsfLowAuth,
    lsfLowFreeze,
    lsfLowReserve,
    lsfRequireAuth,
)
from spec.results import (
    Failure,
    Result,
    tecNO_AUTH,
    tecNO_LINE,
    tecNO_TARGET,
    tefINTERNAL,
    terNO_RIPPLE,
    tesSUCCESS,
)
from spec.trust_lines import AUTHORIZED, DEEP_FREEZE, FREEZE, NO_RIPPLE, RESERVE, Auth, Line
from spec.values import XRP, Account, Issue, IssuedAmount
from spec.views import Layer
from tests.spec.ledgers import SmallLedger, account, currency, issued

ALICE, BOB, GATE = (account(name) for name in ("alice", "bob", "gate"))
PAIRS = [(ALICE, BOB), (BOB, ALICE)]
USD = currency("USD")


def scene(*, gate_flags: int = lsfDefaultRipple, **fields: int) -> SmallLedger:
    """Alice and bob each hold 100 of what the gate issued."""
    ledger = SmallLedger("alice", "bob", "gate")
    ledger.change("gate", flags=gate_flags, **fields)
    for holder in (ALICE, BOB):
        trust_lines.create(ledger.draft, holder, GATE, IssuedAmount(0, -100, USD, holder), no_ripple=True)
        trust_lines.direct_send(ledger.draft, GATE, holder, issued(100, "gate"))
    return ledger


def line_of(view: Layer, one: Account, other: Account) -> Line:
    line = trust_lines.edit(view, one, other, USD)
    assert line is not None
    return line


def holds(ledger: SmallLedger, holder: Account, *, zero_if_frozen: bool = False) -> IssuedAmount:
    issue = Issue(USD, GATE)
    return trust_lines.account_holds(ledger.draft, holder, issue, zero_if_frozen=zero_if_frozen)


def result_of(call: Callable[..., object], *arguments: object) -> Result:
    try:
        call(*arguments)
    except Failure as failure:
        return failure.result
    return tesSUCCESS


# The same line from either side


@pytest.mark.parametrize(("one", "other"), PAIRS)
@given(limit=st.integers(0, 10**9), qualities=st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)))
def test_what_one_side_sets_the_other_sees(
    one: Account, other: Account, limit: int, qualities: tuple[int, int]
) -> None:
    line = Line(RippleState(bytes(32), flags=0), one, other)
    line.from_peer().limit = issued(7, "gate")
    line.limit = issued(limit, "gate")
    line.balance = issued(3, "gate")
    line.quality_in, line.quality_out = qualities
    seen = line.from_peer()
    assert seen.peer_limit == line.limit
    assert line.limit.issuer == one
    assert line.peer_limit.mantissa == issued(7, "gate").mantissa
    assert seen.balance.mantissa == -line.balance.mantissa
    assert (line.quality_in, line.quality_out) == qualities
    assert (seen.quality_in, seen.quality_out) == (0, 0)


@pytest.mark.parametrize("flag", [RESERVE, AUTHORIZED, NO_RIPPLE, FREEZE, DEEP_FREEZE])
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_each_side_has_flags_of_its_own(one: Account, other: Account, flag: trust_lines.LineFlag) -> None:
    line = Line(RippleState(bytes(32), flags=0), one, other)
    line.set(flag)
    assert line.has(flag)
    assert not line.peer_has(flag)
    assert line.from_peer().peer_has(flag)
    assert line.state.flags == (flag.high if one > other else flag.low)
    line.set(flag, False)
    assert line.state.flags == 0


def test_the_names_of_the_flags() -> None:
    assert (lsfLowFreeze, lsfHighFreeze) == FREEZE
    assert (lsfLowAuth, lsfHighAuth) == AUTHORIZED


# Lines come and go


def test_a_line_needs_both_accounts() -> None:
    ledger = SmallLedger("alice")
    limit = IssuedAmount(0, -100, USD, ALICE)
    assert result_of(trust_lines.create, ledger.draft, ALICE, BOB, limit) is tecNO_TARGET
    assert result_of(trust_lines.create, ledger.draft, BOB, ALICE, limit) is tefINTERNAL


def test_a_new_line_has_nothing_that_was_not_asked_for() -> None:
    ledger = SmallLedger("alice", "bob")
    ledger.change("bob", flags=lsfDefaultRipple)
    line = trust_lines.create(ledger.draft, ALICE, BOB, issued(1, "alice"))
    assert line.state.flags == (lsfHighReserve if ALICE > BOB else lsfLowReserve)


def test_a_line_is_found_on_whichever_page_lists_it() -> None:
    names = [f"peer {number}" for number in range(33)]
    ledger = SmallLedger("alice", *names)
    for name in names:
        trust_lines.create(ledger.draft, ALICE, account(name), issued(1, "alice"))
    for name in reversed(names):
        trust_lines.delete(ledger.draft, line_of(ledger.draft, ALICE, account(name)))
    for name in ("alice", *names):
        assert not ledger.draft.exists(keylets.owner_directory(account(name)))


@pytest.mark.parametrize(("sender", "receiver"), PAIRS)
@pytest.mark.parametrize("ripples", [0, lsfDefaultRipple])
def test_sending_where_there_is_no_line_makes_one(sender: Account, receiver: Account, ripples: int) -> None:
    ledger = SmallLedger("alice", "bob")
    ledger.change("alice", flags=ripples)
    ledger.change("bob", flags=ripples)
    trust_lines.direct_send(ledger.draft, sender, receiver, IssuedAmount(10**15, -15, USD, sender))
    line = line_of(ledger.draft, receiver, sender)
    assert line.balance.mantissa == 10**15
    assert line.has(RESERVE)
    assert not line.peer_has(RESERVE)
    assert line.has(NO_RIPPLE) == line.peer_has(NO_RIPPLE) == (not ripples)


def test_sending_to_nobody() -> None:
    ledger = SmallLedger("alice")
    assert result_of(trust_lines.direct_send, ledger.draft, ALICE, BOB, issued(1, "alice")) is tefINTERNAL


@pytest.mark.parametrize(("sender", "receiver"), PAIRS)
def test_a_line_goes_when_all_was_sent_back(sender: Account, receiver: Account) -> None:
    ledger = SmallLedger("alice", "bob")
    amount = IssuedAmount(10**15, -15, USD, sender)
    trust_lines.direct_send(ledger.draft, sender, receiver, amount)
    trust_lines.direct_send(ledger.draft, receiver, sender, amount)
    assert not ledger.draft.exists(keylets.line(ALICE, BOB, USD))
    for name in ("alice", "bob"):
        assert ledger.root(name).owner_count == 0
        assert not ledger.draft.exists(keylets.owner_directory(account(name)))


@pytest.mark.parametrize("need", ["limit", "quality_in", "quality_out", "no_ripple", "freeze"])
def test_a_line_stays_when_the_sender_needs_it_for_anything(need: str) -> None:
    ledger = scene()
    line = line_of(ledger.draft, ALICE, GATE)
    if need == "limit":
        line.limit = issued(1, "alice")
    elif need == "no_ripple":
        line.set(NO_RIPPLE, False)
    elif need == "freeze":
        line.set(FREEZE)
    else:
        setattr(line, need, 1)
    trust_lines.redeem(ledger.draft, ALICE, issued(100, "gate"))
    assert line_of(ledger.draft, ALICE, GATE).has(RESERVE)
    assert ledger.root("alice").owner_count == 1


def test_a_sender_that_goes_below_nothing_no_longer_owns_the_line() -> None:
    ledger = scene()
    trust_lines.redeem(ledger.draft, ALICE, issued(101, "gate"))
    line = line_of(ledger.draft, ALICE, GATE)
    assert not line.has(RESERVE)
    assert line.balance.mantissa < 0
    assert ledger.root("alice").owner_count == 0


def test_a_line_that_the_other_side_owns_stays() -> None:
    ledger = scene()
    line_of(ledger.draft, GATE, ALICE).set(RESERVE)
    trust_lines.redeem(ledger.draft, ALICE, issued(100, "gate"))
    assert not line_of(ledger.draft, ALICE, GATE).has(RESERVE)
    assert line_of(ledger.draft, GATE, ALICE).balance.mantissa == 0


def test_only_who_has_a_line_can_redeem() -> None:
    ledger = SmallLedger("alice", "gate")
    assert result_of(trust_lines.redeem, ledger.draft, ALICE, issued(1, "gate")) is tefINTERNAL


# Value moves


def test_between_holders_the_sender_pays_the_transfer_fee() -> None:
    ledger = scene(transfer_rate=1_250_000_000)
    trust_lines.send(ledger.draft, ALICE, BOB, issued(4, "gate"))
    assert holds(ledger, ALICE) == issued(95, "gate")
    assert holds(ledger, BOB) == issued(104, "gate")


def test_the_fee_can_be_waived_and_is_not_taken_by_or_from_the_issuer() -> None:
    ledger = scene(transfer_rate=1_250_000_000)
    trust_lines.send(ledger.draft, ALICE, BOB, issued(4, "gate"), waive_fee=True)
    trust_lines.send(ledger.draft, ALICE, GATE, issued(4, "gate"))
    trust_lines.send(ledger.draft, GATE, BOB, issued(4, "gate"))
    assert holds(ledger, ALICE) == issued(92, "gate")
    assert holds(ledger, BOB) == issued(108, "gate")


class Listening(Layer):
    """A layer that notes what it is told."""

    def __init__(self, base: Layer) -> None:
        super().__init__(base)
        self.credits: list[tuple[object, ...]] = []
        self.counts: list[tuple[object, ...]] = []

    def credit_hook(self, sender: Account, receiver: Account, amount: object, before: object) -> None:
        self.credits.append((sender, receiver, amount, before))

    def adjust_owner_count_hook(self, account: Account, before: int, after: int) -> None:
        self.counts.append((account, before, after))


def test_a_payment_s_layer_is_told_of_all_that_moves() -> None:
    ledger = scene()
    layer = Listening(ledger.draft)
    trust_lines.redeem(layer, ALICE, issued(100, "gate"))
    trust_lines.direct_send(layer, GATE, ALICE, issued(3, "gate"))
    (sent, came) = layer.credits
    assert sent[:2] == (ALICE, GATE)
    assert isinstance(sent[3], IssuedAmount)
    assert sent[3].mantissa == issued(100, "gate").mantissa
    assert came[:2] == (GATE, ALICE)
    assert isinstance(came[3], IssuedAmount)
    assert came[3].mantissa == 0
    assert layer.counts == [(ALICE, 1, 0), (ALICE, 0, 1)]


# Freezes


def test_an_issuer_freezes_one_holder() -> None:
    ledger = scene()
    line_of(ledger.draft, GATE, ALICE).set(FREEZE)
    assert trust_lines.is_frozen(ledger.draft, ALICE, Issue(USD, GATE))
    assert not trust_lines.is_frozen(ledger.draft, BOB, Issue(USD, GATE))
    assert not trust_lines.is_frozen(ledger.draft, GATE, Issue(USD, ALICE))
    assert holds(ledger, ALICE) == issued(100, "gate")
    assert holds(ledger, ALICE, zero_if_frozen=True) == issued(0, "gate")


def test_a_holder_cannot_freeze_its_own_holding() -> None:
    ledger = scene()
    line_of(ledger.draft, ALICE, GATE).set(FREEZE)
    assert holds(ledger, ALICE, zero_if_frozen=True) == issued(100, "gate")


def test_an_issuer_freezes_all() -> None:
    ledger = scene(gate_flags=lsfGlobalFreeze)
    for holder in (ALICE, BOB):
        assert holds(ledger, holder, zero_if_frozen=True) == issued(0, "gate")
    assert not trust_lines.is_frozen(ledger.draft, ALICE, XRP)


@pytest.mark.parametrize("side", [0, 1])
def test_either_side_freezes_deeply(side: int) -> None:
    ledger = scene()
    line_of(ledger.draft, *((ALICE, GATE) if side else (GATE, ALICE))).set(DEEP_FREEZE)
    assert trust_lines.is_deep_frozen(ledger.draft, ALICE, Issue(USD, GATE))
    assert not trust_lines.is_deep_frozen(ledger.draft, GATE, Issue(USD, GATE))
    assert holds(ledger, ALICE, zero_if_frozen=True) == issued(0, "gate")


@pytest.mark.parametrize("fixed", [True, False])
def test_a_share_in_a_pool_is_frozen_with_its_assets(fixed: bool) -> None:
    ledger = SmallLedger(
        "alice", "bob", "gate", without=[] if fixed else [amendments.fixFrozenLPTokenTransfer]
    )
    key = bytes(31) + b"\x01"
    ledger.change("gate", flags=lsfDefaultRipple, amm_id=key)
    assets = {"asset": XRP, "asset2": Issue(USD, BOB)}
    ledger.draft.insert(AMM(key, flags=0, account=GATE, lp_token_balance=issued(1, "gate"), **assets))
    trust_lines.direct_send(ledger.draft, GATE, ALICE, issued(100, "gate"))
    assert holds(ledger, ALICE, zero_if_frozen=True) == issued(100, "gate")
    ledger.change("bob", flags=lsfGlobalFreeze)
    assert holds(ledger, ALICE, zero_if_frozen=True) == issued(0 if fixed else 100, "gate")


# Authorisation


@pytest.mark.parametrize("auth", list(Auth))
def test_who_needs_authorisation(auth: Auth) -> None:
    ledger = scene(gate_flags=lsfRequireAuth)
    ledger.fund("carol")
    issue = Issue(USD, GATE)
    carol = account("carol")
    assert result_of(trust_lines.require_auth, ledger.draft, ALICE, issue, auth) is tecNO_AUTH
    assert result_of(trust_lines.require_auth, ledger.draft, carol, issue, auth) is tecNO_LINE
    assert result_of(trust_lines.require_auth, ledger.draft, GATE, issue, auth) is tesSUCCESS
    assert result_of(trust_lines.require_auth, ledger.draft, ALICE, XRP, auth) is tesSUCCESS
    line_of(ledger.draft, ALICE, GATE).set(AUTHORIZED)
    assert result_of(trust_lines.require_auth, ledger.draft, ALICE, issue, auth) is tecNO_AUTH
    line_of(ledger.draft, GATE, ALICE).set(AUTHORIZED)
    assert result_of(trust_lines.require_auth, ledger.draft, ALICE, issue, auth) is tesSUCCESS


def test_without_the_demand_only_a_strong_question_asks_for_a_line() -> None:
    ledger = scene()
    ledger.fund("carol")
    issue, carol = Issue(USD, GATE), account("carol")
    assert result_of(trust_lines.require_auth, ledger.draft, carol, issue) is tesSUCCESS
    assert result_of(trust_lines.require_auth, ledger.draft, carol, issue, Auth.WEAK) is tesSUCCESS
    assert result_of(trust_lines.require_auth, ledger.draft, carol, issue, Auth.STRONG) is tecNO_LINE
    assert result_of(trust_lines.require_auth, ledger.draft, ALICE, issue, Auth.STRONG) is tesSUCCESS


def test_a_transfer_ripples_unless_both_lines_bar_it() -> None:
    ledger = scene()
    issue = Issue(USD, GATE)
    for holder in (ALICE, BOB):
        assert result_of(trust_lines.can_transfer, ledger.draft, ALICE, BOB, issue) is tesSUCCESS
        line_of(ledger.draft, GATE, holder).set(NO_RIPPLE)
    assert result_of(trust_lines.can_transfer, ledger.draft, ALICE, BOB, issue) is terNO_RIPPLE
    assert result_of(trust_lines.can_transfer, ledger.draft, ALICE, GATE, issue) is tesSUCCESS
    assert result_of(trust_lines.can_transfer, ledger.draft, ALICE, BOB, XRP) is tesSUCCESS


def test_a_line_that_is_not_there_yet_will_ripple_as_the_issuer_does() -> None:
    ledger = scene(gate_flags=0)
    ledger.fund("carol")
    issue, carol = Issue(USD, GATE), account("carol")
    assert line_of(ledger.draft, GATE, ALICE).has(NO_RIPPLE)
    assert result_of(trust_lines.can_transfer, ledger.draft, ALICE, carol, issue) is terNO_RIPPLE
    ledger.change("gate", flags=lsfDefaultRipple)
    assert result_of(trust_lines.can_transfer, ledger.draft, ALICE, carol, issue) is tesSUCCESS


# Limits and debts


def test_limits_and_debts() -> None:
    ledger = scene()
    line_of(ledger.draft, ALICE, GATE).limit = issued(500, "alice")
    assert trust_lines.credit_limit(ledger.draft, ALICE, GATE, USD) == issued(500, "alice")
    assert trust_lines.credit_limit(ledger.draft, GATE, ALICE, USD) == issued(0, "gate")
    assert trust_lines.credit_limit(ledger.draft, ALICE, BOB, USD) == issued(0, "alice")
    assert trust_lines.credit_balance(ledger.draft, GATE, ALICE, USD) == issued(100, "gate")
    assert trust_lines.credit_balance(ledger.draft, ALICE, GATE, USD) == issued(-100, "alice")
    assert trust_lines.credit_balance(ledger.draft, ALICE, BOB, USD) == issued(0, "alice")
