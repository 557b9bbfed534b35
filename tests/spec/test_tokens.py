"""The same questions of every kind of asset."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spec import amendments, keylets, tokens, trust_lines
from spec.flags import (
    lsfDefaultRipple,
    lsfGlobalFreeze,
    tfMPTCanLock,
    tfMPTCanTransfer,
    tfMPTLock,
    tfMPTRequireAuth,
)
from spec.rates import PARITY
from spec.results import (
    Failure,
    Result,
    tecFAILED_PROCESSING,
    tecFROZEN,
    tecINTERNAL,
    tecLOCKED,
    tecNO_AUTH,
    tecNO_LINE,
    telFAILED_PROCESSING,
    terNO_RIPPLE,
    tesSUCCESS,
)
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.mptoken_issuance_set import MPTokenIssuanceSet
from spec.trust_lines import DEEP_FREEZE
from spec.values import ACCOUNT_ZERO, Account, Amount, Asset, Issue, MPTIssue
from spec.values import XRP as ASSET_XRP
from spec.views import Layer
from tests.spec.ledgers import XRP, SmallLedger, account, currency, issued, mpt

ALICE, BOB, GATE = (account(name) for name in ("alice", "bob", "gate"))
USD = Issue(currency("USD"), GATE)
TOKEN = keylets.issuance_id(10, GATE)
MPT = MPTIssue(TOKEN)


def scene(*, is_open: bool = False) -> SmallLedger:
    """Alice and bob each hold 100 on a line and 100 of a token; both issuers keep a fifth."""
    ledger = SmallLedger("alice", "bob", "gate", is_open=is_open)
    flags = tfMPTCanLock | tfMPTCanTransfer
    ledger.apply(MPTokenIssuanceCreate, "gate", flags=flags, transfer_fee=20_000)
    ledger.change("gate", flags=lsfDefaultRipple, transfer_rate=1_200_000_000)
    for name in ("alice", "bob"):
        ledger.apply(MPTokenAuthorize, name, mptoken_issuance_id=TOKEN)
        tokens.account_send(ledger.draft, GATE, account(name), issued(100, "gate"))
        tokens.account_send(ledger.draft, GATE, account(name), mpt(100, TOKEN))
    return ledger


def result_of(call: Callable[..., object], *arguments: object) -> Result:
    try:
        call(*arguments)
    except Failure as failure:
        return failure.result
    return tesSUCCESS


def holds(ledger: SmallLedger, holder: Account, asset: Asset) -> Amount:
    return tokens.account_holds(ledger.draft, holder, asset, zero_if_frozen=True)


def test_issuers_and_rates() -> None:
    view = scene().draft
    assert [tokens.issuer_of(asset) for asset in (ASSET_XRP, USD, MPT)] == [ACCOUNT_ZERO, GATE, GATE]
    rates = [tokens.transfer_rate(view, asset) for asset in (ASSET_XRP, USD, MPT)]
    assert rates == [PARITY, 1_200_000_000, 1_200_000_000]
    assert tokens.transfer_rate(view, Issue(currency("USD"), ALICE)) == PARITY


def test_what_accounts_hold_and_could_give() -> None:
    ledger = scene()
    ledger.spare("alice", 7)
    assert holds(ledger, ALICE, ASSET_XRP) == 7
    assert holds(ledger, account("nobody"), ASSET_XRP) == 0
    assert holds(ledger, ALICE, USD) == issued(100, "gate")
    assert holds(ledger, ALICE, MPT) == mpt(100, TOKEN)
    assert tokens.account_funds(ledger.draft, ALICE, 9, zero_if_frozen=True) == 7
    assert tokens.account_funds(ledger.draft, GATE, issued(9, "gate"), zero_if_frozen=True) == issued(
        9, "gate"
    )
    assert tokens.account_funds(ledger.draft, ALICE, issued(9, "gate"), zero_if_frozen=True) == issued(
        100, "gate"
    )


@pytest.mark.parametrize(
    ("amount", "alice", "bob"),
    [
        (issued(10, "gate"), issued(88, "gate"), issued(110, "gate")),
        (mpt(10, TOKEN), mpt(88, TOKEN), mpt(110, TOKEN)),
    ],
)
def test_sending_costs_the_fee(amount: Amount, alice: Amount, bob: Amount) -> None:
    ledger = scene()
    asset = USD if amount == issued(10, "gate") else MPT
    tokens.account_send(ledger.draft, ALICE, BOB, amount)
    assert (holds(ledger, ALICE, asset), holds(ledger, BOB, asset)) == (alice, bob)


@pytest.mark.parametrize("amount", [issued(10, "gate"), mpt(10, TOKEN), 10])
def test_the_fee_can_be_waived_and_nothing_moves_to_oneself(amount: Amount) -> None:
    ledger = scene()
    asset = {10: ASSET_XRP, issued(10, "gate"): USD}.get(amount, MPT)
    before = holds(ledger, ALICE, asset)
    tokens.account_send(ledger.draft, ALICE, BOB, amount, waive_fee=True)
    tokens.account_send(ledger.draft, BOB, ALICE, amount, waive_fee=True)
    tokens.account_send(ledger.draft, ALICE, ALICE, amount)
    assert holds(ledger, ALICE, asset) == before


@pytest.mark.parametrize("amount", [issued(-1, "gate"), mpt(-1, TOKEN), -1])
def test_less_than_nothing_does_not_move(amount: Amount) -> None:
    assert result_of(tokens.account_send, scene().draft, ALICE, BOB, amount) is tecINTERNAL


def test_before_a_fix_less_than_nothing_moved_the_other_way() -> None:
    ledger = SmallLedger("alice", "bob", without=[amendments.fixAMMv1_1])
    tokens.account_send(ledger.draft, ALICE, BOB, -5)
    assert ledger.root("alice").balance == 1_000 * XRP + 5


class Listening(Layer):
    """A layer that notes what it is told."""

    def __init__(self, base: Layer) -> None:
        super().__init__(base)
        self.credits: list[tuple[object, ...]] = []

    def credit_hook(self, sender: Account, receiver: Account, amount: object, before: object) -> None:
        self.credits.append((sender, receiver, amount, before))


def test_xrp_moves_in_one_step_or_in_two() -> None:
    ledger = scene()
    alice, bob = ledger.root("alice").balance, ledger.root("bob").balance
    layer = Listening(ledger.draft)
    tokens.send_xrp(layer, ALICE, BOB, 5)
    assert layer.credits == [(ALICE, ACCOUNT_ZERO, 5, alice), (ACCOUNT_ZERO, BOB, 5, -bob)]
    tokens.send_xrp(layer, ALICE, ACCOUNT_ZERO, 1)
    tokens.send_xrp(layer, ACCOUNT_ZERO, BOB, 1)
    layer.commit()
    assert ledger.root("alice").balance == alice - 6
    assert ledger.root("bob").balance == bob + 6


@pytest.mark.parametrize("amount", [issued(0, "gate"), mpt(0, TOKEN), 0])
def test_nothing_is_no_failure(amount: Amount) -> None:
    assert result_of(tokens.account_send, scene().draft, account("nobody"), BOB, amount) is tesSUCCESS


def test_all_xrp_can_be_sent() -> None:
    ledger = scene()
    tokens.send_xrp(ledger.draft, ALICE, BOB, ledger.root("alice").balance)
    assert ledger.root("alice").balance == 0


@pytest.mark.parametrize("is_open", [True, False])
def test_more_xrp_than_there_is(is_open: bool) -> None:
    ledger = scene(is_open=is_open)
    expected = telFAILED_PROCESSING if is_open else tecFAILED_PROCESSING
    assert result_of(tokens.send_xrp, ledger.draft, ALICE, BOB, 10**12) is expected


def test_xrp_is_never_frozen_or_barred() -> None:
    ledger = scene()
    view = ledger.draft
    assert not tokens.is_globally_frozen(view, ASSET_XRP)
    assert not tokens.is_individually_frozen(view, ALICE, ASSET_XRP)
    assert not tokens.is_frozen(view, ALICE, ASSET_XRP)
    assert not tokens.is_deep_frozen(view, ALICE, ASSET_XRP)
    for ask in (tokens.check_frozen, tokens.check_deep_frozen, tokens.require_auth):
        assert result_of(ask, view, ALICE, ASSET_XRP) is tesSUCCESS
    assert result_of(tokens.can_transfer, view, ALICE, BOB, ASSET_XRP) is tesSUCCESS


def test_freezing_a_line_stops_it_from_giving_and_a_deep_freeze_from_taking() -> None:
    ledger = scene()
    view = ledger.draft
    assert not tokens.is_globally_frozen(view, USD)
    ledger.change("gate", flags=lsfDefaultRipple | lsfGlobalFreeze)
    assert tokens.is_globally_frozen(view, USD)
    assert not tokens.is_individually_frozen(view, ALICE, USD)
    assert result_of(tokens.check_frozen, view, ALICE, USD) is tecFROZEN
    assert result_of(tokens.check_deep_frozen, view, ALICE, USD) is tesSUCCESS
    line = trust_lines.edit(view, GATE, ALICE, USD.currency)
    assert line is not None
    line.set(DEEP_FREEZE)
    assert result_of(tokens.check_deep_frozen, view, ALICE, USD) is tecFROZEN
    assert result_of(tokens.check_deep_frozen, view, BOB, USD) is tesSUCCESS


def test_locking_a_token_stops_both() -> None:
    ledger = scene()
    view = ledger.draft
    ledger.apply(MPTokenIssuanceSet, "gate", mptoken_issuance_id=TOKEN, flags=tfMPTLock, holder=ALICE)
    assert tokens.is_individually_frozen(view, ALICE, MPT)
    assert not tokens.is_globally_frozen(view, MPT)
    assert tokens.is_any_frozen(view, (BOB, ALICE), MPT)
    assert not tokens.is_any_frozen(view, (BOB,), MPT)
    assert result_of(tokens.check_frozen, view, ALICE, MPT) is tecLOCKED
    assert result_of(tokens.check_deep_frozen, view, ALICE, MPT) is tecLOCKED


def test_what_is_not_authorised_counts_unless_it_is_asked() -> None:
    ledger = SmallLedger("alice", "gate")
    ledger.apply(MPTokenIssuanceCreate, "gate", flags=tfMPTRequireAuth)
    ledger.apply(MPTokenAuthorize, "alice", mptoken_issuance_id=TOKEN)
    tokens.account_send(ledger.draft, GATE, ALICE, mpt(5, TOKEN))
    assert holds(ledger, ALICE, MPT) == mpt(5, TOKEN)


def test_authorisation_and_transfers_are_asked_of_the_right_kind() -> None:
    ledger = SmallLedger("alice", "bob", "gate")
    ledger.apply(MPTokenIssuanceCreate, "gate")
    view = ledger.draft
    assert result_of(tokens.require_auth, view, ALICE, USD, tokens.Auth.STRONG) is tecNO_LINE
    assert result_of(tokens.require_auth, view, ALICE, MPT, tokens.Auth.STRONG) is tecNO_AUTH
    assert result_of(tokens.can_transfer, view, ALICE, BOB, USD) is terNO_RIPPLE
    assert result_of(tokens.can_transfer, view, ALICE, BOB, MPT) is tecNO_AUTH
