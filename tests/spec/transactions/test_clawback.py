"""Clawback, of tokens on trust lines and of multi-purpose tokens."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, keylets, tokens, trust_lines
from spec.amounts import MAX_MPT
from spec.flags import lsfAllowTrustLineClawback, lsfNoFreeze, tfMPTCanClawback
from spec.results import (
    Result,
    tecAMM_ACCOUNT,
    tecINSUFFICIENT_FUNDS,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    tecPSEUDO_ACCOUNT,
    temBAD_AMOUNT,
    temDISABLED,
    temMALFORMED,
    terNO_ACCOUNT,
    tesSUCCESS,
)
from spec.transactions.clawback import Clawback
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.trust_lines import FREEZE
from spec.values import Issue
from tests.spec.ledgers import SmallLedger, account, currency, issued, mpt

ISSUER, ALICE = account("issuer"), account("alice")
PAIRS = [("issuer", "alice"), ("alice", "issuer")]
"""One way round the issuer is low, the other way high."""


def scene(issuer: str = "issuer", holder: str = "alice", **options: Any) -> SmallLedger:
    ledger = SmallLedger("issuer", "alice", **options)
    ledger.change(issuer, flags=lsfAllowTrustLineClawback)
    trust_lines.direct_send(ledger.draft, account(issuer), account(holder), issued(100, issuer))
    return ledger


def claw(ledger: SmallLedger, value: int, issuer: str = "issuer", holder: str = "alice") -> Result:
    return ledger.apply(Clawback, issuer, amount=issued(value, holder))


def left(ledger: SmallLedger, issuer: str = "issuer", holder: str = "alice") -> object:
    issue = Issue(currency("USD"), account(issuer))
    return trust_lines.account_holds(ledger.draft, account(holder), issue, zero_if_frozen=False)


@pytest.mark.parametrize(("issuer", "holder"), PAIRS)
def test_what_is_asked_for_comes_back_or_what_there_is(issuer: str, holder: str) -> None:
    ledger = scene(issuer, holder)
    assert claw(ledger, 30, issuer, holder) is tesSUCCESS
    assert left(ledger, issuer, holder) == issued(70, issuer)
    assert claw(ledger, 1_000, issuer, holder) is tesSUCCESS
    assert not ledger.draft.exists(keylets.line(ISSUER, ALICE, currency("USD")))
    assert claw(ledger, 1, issuer, holder) is tecNO_LINE


def test_what_is_frozen_comes_back_too() -> None:
    ledger = scene()
    line = trust_lines.edit(ledger.draft, ISSUER, ALICE, currency("USD"))
    assert line is not None
    line.set(FREEZE)
    assert claw(ledger, 30) is tesSUCCESS


@pytest.mark.parametrize("flags", [0, lsfNoFreeze, lsfNoFreeze | lsfAllowTrustLineClawback])
def test_the_right_has_to_be_reserved(flags: int) -> None:
    ledger = scene()
    ledger.change("issuer", flags=flags)
    assert claw(ledger, 30) is tecNO_PERMISSION


@pytest.mark.parametrize(("issuer", "holder"), PAIRS)
def test_a_holder_cannot_claw_back_what_it_holds(issuer: str, holder: str) -> None:
    ledger = scene(issuer, holder)
    ledger.change(holder, flags=lsfAllowTrustLineClawback)
    assert claw(ledger, 30, holder, issuer) is tecNO_PERMISSION


def test_nothing_to_claw_back() -> None:
    ledger = scene()
    line = trust_lines.edit(ledger.draft, ALICE, ISSUER, currency("USD"))
    assert line is not None
    line.balance = issued(0, "issuer")
    assert claw(ledger, 30) is tecINSUFFICIENT_FUNDS


def test_the_holder_has_to_exist() -> None:
    assert claw(scene(), 30, holder="nobody") is terNO_ACCOUNT


def test_pools_are_left_alone() -> None:
    ledger = scene()
    ledger.change("alice", amm_id=b"\1" * 32)
    assert claw(ledger, 30) is tecAMM_ACCOUNT


@pytest.mark.parametrize("field", ["amm_id", "vault_id", "loan_broker_id"])
def test_all_pseudo_accounts_are_where_there_are_vaults(field: str) -> None:
    ledger = scene(also=[amendments.SingleAssetVault])
    ledger.change("alice", **{field: b"\1" * 32})
    assert claw(ledger, 30) is tecPSEUDO_ACCOUNT


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"amount": issued(1, "alice"), "holder": ALICE}, temMALFORMED),
        ({"amount": issued(1, "issuer")}, temBAD_AMOUNT),
        ({"amount": issued(0, "alice")}, temBAD_AMOUNT),
        ({"amount": issued(-1, "alice")}, temBAD_AMOUNT),
        ({"amount": 5}, temBAD_AMOUNT),
        ({"amount": mpt(1, bytes(24))}, temMALFORMED),
        ({"amount": mpt(1, bytes(24)), "holder": ISSUER}, temMALFORMED),
        ({"amount": mpt(0, bytes(24)), "holder": ALICE}, temBAD_AMOUNT),
        ({"amount": mpt(1, bytes(24)), "holder": ALICE}, tecOBJECT_NOT_FOUND),
        ({"amount": mpt(MAX_MPT, bytes(24)), "holder": ALICE}, tecOBJECT_NOT_FOUND),
        ({"amount": mpt(MAX_MPT + 1, bytes(24)), "holder": ALICE}, temBAD_AMOUNT),
    ],
)
def test_what_makes_no_sense(fields: dict[str, Any], result: Result) -> None:
    assert scene().apply(Clawback, "issuer", **fields) is result


# Multi-purpose tokens


def token_scene(flags: int = tfMPTCanClawback) -> tuple[SmallLedger, bytes]:
    ledger = SmallLedger("issuer", "alice")
    ledger.apply(MPTokenIssuanceCreate, "issuer", flags=flags)
    token = keylets.issuance_id(10, ISSUER)
    ledger.apply(MPTokenAuthorize, "alice", mptoken_issuance_id=token)
    tokens.account_send(ledger.draft, ISSUER, ALICE, mpt(100, token))
    return ledger, token


def claw_token(ledger: SmallLedger, token: bytes, value: int, sender: str = "issuer") -> Result:
    holder = ALICE if sender == "issuer" else ISSUER
    return ledger.apply(Clawback, sender, amount=mpt(value, token), holder=holder)


def test_a_token_comes_back() -> None:
    ledger, token = token_scene()
    assert claw_token(ledger, token, 30) is tesSUCCESS
    holding = ledger.draft.read(keylets.mptoken(token, ALICE))
    issuance = ledger.draft.read(keylets.mptoken_issuance(token))
    assert holding is not None
    assert issuance is not None
    assert (holding.mpt_amount, issuance.outstanding_amount) == (70, 70)
    assert claw_token(ledger, token, 1_000) is tesSUCCESS
    assert claw_token(ledger, token, 1) is tecINSUFFICIENT_FUNDS
    ledger.apply(MPTokenAuthorize, "alice", mptoken_issuance_id=token, flags=1)
    assert claw_token(ledger, token, 1) is tecOBJECT_NOT_FOUND


def test_only_the_issuer_claws_back_and_only_where_it_said_so() -> None:
    ledger, token = token_scene(0)
    assert claw_token(ledger, token, 30) is tecNO_PERMISSION
    ledger, token = token_scene()
    assert claw_token(ledger, token, 30, "alice") is tecNO_PERMISSION


def test_there_are_no_tokens_without_the_amendment() -> None:
    ledger = SmallLedger("issuer", "alice", without=[amendments.MPTokensV1])
    assert claw_token(ledger, bytes(24), 30) is temDISABLED
