"""The types that define, hold and lock multi-purpose tokens, and payments with them."""

from __future__ import annotations

from typing import Any

import pytest

from spec import amendments, directories, keylets, tokens
from spec.amounts import MAX_MPT
from spec.entries import PermissionedDomain
from spec.flags import (
    lsfDepositAuth,
    lsfMPTAuthorized,
    lsfMPTCanEscrow,
    lsfMPTCanTransfer,
    lsfMPTLocked,
    lsmfMPTCanEnableCanEscrow,
    lsmfMPTCanMutateMetadata,
    lsmfMPTCanMutateTransferFee,
    tfFullyCanonicalSig,
    tfLimitQuality,
    tfMPTCanHoldConfidentialBalance,
    tfMPTCanLock,
    tfMPTCanTransfer,
    tfMPTLock,
    tfMPTRequireAuth,
    tfMPTUnauthorize,
    tfMPTUnlock,
    tfPartialPayment,
    tmfMPTSetCanEscrow,
    tmfMPTSetCanTrade,
)
from spec.results import (
    Result,
    tecDUPLICATE,
    tecHAS_OBLIGATIONS,
    tecINSUFFICIENT_RESERVE,
    tecLOCKED,
    tecNO_AUTH,
    tecNO_DST,
    tecNO_PERMISSION,
    tecOBJECT_NOT_FOUND,
    tecPATH_PARTIAL,
    tefINTERNAL,
    temBAD_TRANSFER_FEE,
    temDISABLED,
    temINVALID_FLAG,
    temMALFORMED,
    tesSUCCESS,
)
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.mptoken_issuance_destroy import MPTokenIssuanceDestroy
from spec.transactions.mptoken_issuance_set import MPTokenIssuanceSet
from tests.spec.ledgers import XRP, SmallLedger, account, mpt
from tests.spec.mptoken_ledgers import (
    ALICE,
    BOB,
    DOMAINS,
    ISSUER,
    amounts_of,
    authorize,
    change,
    define,
    hold,
    holding,
    issuance,
    pay,
    scene,
)

# Defining a token


def test_a_token_is_named_by_sequence_and_issuer() -> None:
    ledger = scene()
    token = define(
        ledger,
        tfMPTCanTransfer | tfFullyCanonicalSig,
        asset_scale=2,
        transfer_fee=50_000,
        maximum_amount=MAX_MPT,
        mptoken_metadata=b"x" * 1024,
    )
    made = issuance(ledger, token)
    assert token[:4] == made.sequence.to_bytes(4, "big")
    assert (made.issuer, made.flags, made.outstanding_amount) == (ISSUER, lsfMPTCanTransfer, 0)
    assert (made.asset_scale, made.transfer_fee, made.maximum_amount) == (2, 50_000, MAX_MPT)
    assert ledger.root("issuer").owner_count == 1
    assert list(directories.keys(ledger.draft, keylets.owner_directory(ISSUER))) == [made.key]


def test_defining_needs_a_reserve() -> None:
    ledger = scene()
    ledger.spare("issuer", 2 * XRP - 1)
    assert ledger.apply(MPTokenIssuanceCreate, "issuer") is tecINSUFFICIENT_RESERVE
    ledger.spare("issuer", 2 * XRP)
    assert ledger.apply(MPTokenIssuanceCreate, "issuer") is tesSUCCESS


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"transfer_fee": 50_001, "flags": tfMPTCanTransfer}, temBAD_TRANSFER_FEE),
        ({"transfer_fee": 1}, temMALFORMED),
        ({"transfer_fee": 0}, tesSUCCESS),
        ({"mptoken_metadata": b""}, temMALFORMED),
        ({"mptoken_metadata": b"x", "maximum_amount": 1}, tesSUCCESS),
        ({"mptoken_metadata": b"x" * 1025}, temMALFORMED),
        ({"maximum_amount": 0}, temMALFORMED),
        ({"maximum_amount": MAX_MPT + 1}, temMALFORMED),
        ({"domain_id": b"\1" * 32, "flags": tfMPTRequireAuth}, temDISABLED),
        ({"mutable_flags": lsmfMPTCanMutateMetadata}, temDISABLED),
        ({"flags": tfMPTCanHoldConfidentialBalance}, temDISABLED),
        ({"flags": 0x100}, temINVALID_FLAG),
    ],
)
def test_what_a_token_cannot_be_like(fields: dict[str, Any], result: Result) -> None:
    assert scene().apply(MPTokenIssuanceCreate, "issuer", **fields) is result


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"domain_id": b"\1" * 32, "flags": tfMPTRequireAuth}, tesSUCCESS),
        ({"domain_id": b"\1" * 32}, temMALFORMED),
        ({"domain_id": bytes(32), "flags": tfMPTRequireAuth}, temMALFORMED),
        ({"mutable_flags": lsmfMPTCanMutateMetadata}, tesSUCCESS),
        ({"mutable_flags": 0}, temINVALID_FLAG),
        ({"mutable_flags": 1}, temINVALID_FLAG),
        (
            {"transfer_fee": 1, "flags": tfMPTCanTransfer | tfMPTCanHoldConfidentialBalance},
            temBAD_TRANSFER_FEE,
        ),
    ],
)
def test_what_later_amendments_allow(fields: dict[str, Any], result: Result) -> None:
    ledger = scene(also=[*DOMAINS, amendments.DynamicMPT, amendments.ConfidentialTransfer])
    assert ledger.apply(MPTokenIssuanceCreate, "issuer", **fields) is result


@pytest.mark.parametrize(
    "kind", [MPTokenIssuanceCreate, MPTokenIssuanceDestroy, MPTokenIssuanceSet, MPTokenAuthorize]
)
def test_there_are_no_tokens_without_the_amendment(kind: Any) -> None:
    ledger = scene(without=[amendments.MPTokensV1])
    fields: dict[str, Any] = {} if kind is MPTokenIssuanceCreate else {"mptoken_issuance_id": bytes(24)}
    assert ledger.apply(kind, "issuer", **fields) is temDISABLED


# Taking the definition out


def destroy(ledger: SmallLedger, token: bytes, sender: str = "issuer") -> Result:
    return ledger.apply(MPTokenIssuanceDestroy, sender, mptoken_issuance_id=token)


def test_destroying() -> None:
    ledger = scene()
    token = define(ledger)
    assert destroy(ledger, token, "alice") is tecNO_PERMISSION
    hold(ledger, token, "alice", amount=1)
    assert destroy(ledger, token) is tecHAS_OBLIGATIONS
    tokens.account_send(ledger.draft, ALICE, ISSUER, mpt(1, token))
    assert destroy(ledger, token) is tesSUCCESS
    assert ledger.root("issuer").owner_count == 0
    assert not ledger.draft.exists(keylets.owner_directory(ISSUER))
    assert destroy(ledger, token) is tecOBJECT_NOT_FOUND
    assert authorize(ledger, token, "alice", flags=tfMPTUnauthorize) is tesSUCCESS


def test_what_is_locked_in_escrow_is_an_obligation() -> None:
    ledger = scene()
    token = define(ledger)
    issuance(ledger, token).locked_amount = 1
    assert destroy(ledger, token) is tecHAS_OBLIGATIONS


# Holding


def test_a_holding_comes_and_goes() -> None:
    ledger = scene()
    token = define(ledger)
    assert authorize(ledger, token, "alice") is tesSUCCESS
    made = holding(ledger, token, "alice")
    assert (made.account, made.mptoken_issuance_id, made.flags, made.mpt_amount) == (ALICE, token, 0, 0)
    assert ledger.root("alice").owner_count == 1
    assert authorize(ledger, token, "alice") is tecDUPLICATE
    assert authorize(ledger, token, "alice", flags=tfMPTUnauthorize) is tesSUCCESS
    assert ledger.root("alice").owner_count == 0
    assert not ledger.draft.exists(keylets.owner_directory(ALICE))
    assert authorize(ledger, token, "alice", flags=tfMPTUnauthorize) is tecOBJECT_NOT_FOUND


def test_the_third_object_needs_a_reserve() -> None:
    ledger = scene()
    token = define(ledger)
    ledger.change("alice", owner_count=2)
    ledger.spare("alice", 2 * XRP - 1)
    assert authorize(ledger, token, "alice") is tecINSUFFICIENT_RESERVE
    ledger.spare("alice", 2 * XRP)
    assert authorize(ledger, token, "alice") is tesSUCCESS
    ledger.change("bob", owner_count=1)
    ledger.spare("bob", 0)
    assert authorize(ledger, token, "bob") is tesSUCCESS


def test_who_cannot_hold() -> None:
    ledger = scene()
    token = define(ledger)
    assert authorize(ledger, token, "issuer") is tecNO_PERMISSION
    assert authorize(ledger, bytes(24), "alice") is tecOBJECT_NOT_FOUND


def test_only_an_empty_holding_can_be_taken_out() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger), "alice", amount=1)
    assert authorize(ledger, token, "alice", flags=tfMPTUnauthorize) is tecHAS_OBLIGATIONS
    holding(ledger, token, "alice").mpt_amount = 0
    holding(ledger, token, "alice").locked_amount = 1
    assert authorize(ledger, token, "alice", flags=tfMPTUnauthorize) is tecHAS_OBLIGATIONS
    ledger.draft.erase(keylets.mptoken_issuance(token))
    assert authorize(ledger, token, "alice", flags=tfMPTUnauthorize) is tefINTERNAL


@pytest.mark.parametrize("vaults", [True, False])
def test_a_locked_holding_stays_where_there_are_vaults(vaults: bool) -> None:
    ledger = scene(also=[amendments.SingleAssetVault] if vaults else [])
    token = hold(ledger, define(ledger), "alice", amount=0)
    holding(ledger, token, "alice").flags = lsfMPTLocked
    expected = tecNO_PERMISSION if vaults else tesSUCCESS
    assert authorize(ledger, token, "alice", flags=tfMPTUnauthorize) is expected
    hold(ledger, token, "bob", amount=0)
    assert authorize(ledger, token, "bob", flags=tfMPTUnauthorize) is tesSUCCESS


def test_the_issuer_gives_leave_and_withdraws_it() -> None:
    ledger = scene()
    token = define(ledger, tfMPTRequireAuth)
    assert authorize(ledger, token, "issuer", holder=ISSUER) is temMALFORMED
    assert authorize(ledger, token, "issuer", holder=account("nobody")) is tecNO_DST
    assert authorize(ledger, bytes(24), "issuer", holder=ALICE) is tecOBJECT_NOT_FOUND
    assert authorize(ledger, token, "bob", holder=ALICE) is tecNO_PERMISSION
    assert authorize(ledger, token, "issuer", holder=ALICE) is tecOBJECT_NOT_FOUND
    authorize(ledger, token, "alice")
    assert authorize(ledger, token, "issuer", holder=ALICE) is tesSUCCESS
    assert holding(ledger, token, "alice").flags == lsfMPTAuthorized
    assert authorize(ledger, token, "issuer", holder=ALICE, flags=tfMPTUnauthorize) is tesSUCCESS
    assert holding(ledger, token, "alice").flags == 0


def test_leave_is_given_only_where_it_is_needed() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger), "alice")
    assert authorize(ledger, token, "issuer", holder=ALICE) is tecNO_AUTH


@pytest.mark.parametrize("field", ["vault_id", "loan_broker_id", "amm_id"])
def test_who_holds_for_others_needs_no_leave(field: str) -> None:
    ledger = scene()
    token = define(ledger, tfMPTRequireAuth)
    authorize(ledger, token, "alice")
    ledger.change("alice", **{field: bytes(31) + b"\1"})
    assert authorize(ledger, token, "issuer", holder=ALICE) is tecNO_PERMISSION


# Locking and changing


def test_locking_the_whole_or_one_holding() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger, tfMPTCanLock), "alice")
    assert change(ledger, token, flags=tfMPTLock, holder=ALICE) is tesSUCCESS
    assert holding(ledger, token, "alice").flags == lsfMPTLocked
    assert not issuance(ledger, token).flags & lsfMPTLocked
    assert change(ledger, token, flags=tfMPTUnlock, holder=ALICE) is tesSUCCESS
    assert holding(ledger, token, "alice").flags == 0
    assert change(ledger, token, flags=tfMPTLock) is tesSUCCESS
    assert issuance(ledger, token).flags & lsfMPTLocked
    assert change(ledger, token) is tesSUCCESS
    assert issuance(ledger, token).flags & lsfMPTLocked
    assert change(ledger, token, flags=tfMPTUnlock) is tesSUCCESS
    assert not issuance(ledger, token).flags & lsfMPTLocked


def test_what_cannot_be_locked() -> None:
    ledger = scene()
    token = define(ledger, tfMPTCanLock)
    unlockable = define(ledger, 0)
    assert change(ledger, token, flags=tfMPTLock | tfMPTUnlock) is temINVALID_FLAG
    assert change(ledger, token, flags=tfMPTLock, holder=ISSUER) is temMALFORMED
    assert change(ledger, bytes(24), flags=tfMPTLock) is tecOBJECT_NOT_FOUND
    assert change(ledger, unlockable, flags=tfMPTLock) is tecNO_PERMISSION
    assert change(ledger, unlockable) is tecNO_PERMISSION
    assert change(ledger, token, "alice", flags=tfMPTLock) is tecNO_PERMISSION
    assert change(ledger, token, flags=tfMPTLock, holder=account("nobody")) is tecNO_DST
    assert change(ledger, token, flags=tfMPTLock, holder=ALICE) is tecOBJECT_NOT_FOUND


def test_changes_come_with_an_amendment() -> None:
    ledger = scene()
    token = define(ledger, tfMPTCanLock)
    for fields in ({"mutable_flags": 1}, {"mptoken_metadata": b"x"}, {"transfer_fee": 1}):
        assert change(ledger, token, **fields) is temDISABLED
    assert change(ledger, token, domain_id=bytes(32)) is temDISABLED
    assert change(ledger, token, issuer_encryption_key=b"\2" * 33) is temDISABLED


def dynamic() -> tuple[SmallLedger, bytes]:
    ledger = scene(also=[*DOMAINS, amendments.DynamicMPT])
    may = lsmfMPTCanEnableCanEscrow | lsmfMPTCanMutateMetadata | lsmfMPTCanMutateTransferFee
    return ledger, define(ledger, tfMPTCanTransfer | tfMPTRequireAuth, mutable_flags=may)


def test_what_was_permitted_can_be_changed() -> None:
    ledger, token = dynamic()
    assert change(ledger, token, transfer_fee=5, mptoken_metadata=b"new") is tesSUCCESS
    assert change(ledger, token, mutable_flags=tmfMPTSetCanEscrow) is tesSUCCESS
    changed = issuance(ledger, token)
    assert (changed.transfer_fee, changed.mptoken_metadata) == (5, b"new")
    assert changed.flags & lsfMPTCanEscrow
    assert change(ledger, token, transfer_fee=50_000, mptoken_metadata=b"x" * 1024) is tesSUCCESS
    assert change(ledger, token, transfer_fee=0, mptoken_metadata=b"") is tesSUCCESS
    assert (issuance(ledger, token).transfer_fee, issuance(ledger, token).mptoken_metadata) == (0, None)


def test_a_token_can_be_given_to_a_domain_and_taken_from_it() -> None:
    ledger, token = dynamic()
    domain = b"\1" * 32
    ledger.draft.insert(PermissionedDomain(domain, owner=BOB))
    assert change(ledger, token, domain_id=domain) is tesSUCCESS
    assert issuance(ledger, token).domain_id == domain
    assert change(ledger, token, domain_id=bytes(32)) is tesSUCCESS
    assert issuance(ledger, token).domain_id is None


@pytest.mark.parametrize("amendment", [amendments.SingleAssetVault, amendments.DynamicMPT])
def test_where_more_can_be_changed_a_change_has_to_say_what(amendment: amendments.Amendment) -> None:
    ledger = scene(also=[amendment])
    token = define(ledger, 0)
    assert change(ledger, token) is temMALFORMED
    assert change(ledger, token, flags=tfFullyCanonicalSig) is tesSUCCESS
    assert change(ledger, token, flags=tfMPTLock) is tecNO_PERMISSION


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({}, temMALFORMED),
        ({"mutable_flags": tmfMPTSetCanTrade}, tecNO_PERMISSION),
        ({"mutable_flags": 0}, temINVALID_FLAG),
        ({"mutable_flags": 1 << 20}, temINVALID_FLAG),
        ({"transfer_fee": 50_001}, temBAD_TRANSFER_FEE),
        ({"mptoken_metadata": b"x" * 1025}, temMALFORMED),
        ({"transfer_fee": 1, "holder": ALICE}, temMALFORMED),
        ({"transfer_fee": 1, "flags": tfMPTLock}, temMALFORMED),
        ({"domain_id": b"\1" * 32, "holder": ALICE}, temMALFORMED),
        ({"domain_id": b"\1" * 32}, tecOBJECT_NOT_FOUND),
        ({"domain_id": bytes(32)}, tesSUCCESS),
        ({"flags": tfMPTLock}, tecNO_PERMISSION),
    ],
)
def test_changes_that_are_refused(fields: dict[str, Any], result: Result) -> None:
    ledger, token = dynamic()
    assert change(ledger, token, **fields) is result


def test_changes_that_were_not_permitted() -> None:
    ledger = scene(also=[*DOMAINS, amendments.DynamicMPT])
    token = define(ledger, 0, mutable_flags=lsmfMPTCanEnableCanEscrow)
    assert change(ledger, token, mptoken_metadata=b"x") is tecNO_PERMISSION
    assert change(ledger, token, transfer_fee=0) is tecNO_PERMISSION
    assert change(ledger, token, domain_id=bytes(32)) is tecNO_PERMISSION
    token = define(ledger, 0, mutable_flags=lsmfMPTCanMutateTransferFee)
    assert change(ledger, token, transfer_fee=0) is tesSUCCESS
    assert change(ledger, token, transfer_fee=1) is tecNO_PERMISSION


# Payments


def test_issuing_sending_and_giving_back() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger), "alice", "bob", amount=0)
    assert pay(ledger, "issuer", "alice", mpt(10, token)) is tesSUCCESS
    assert pay(ledger, "alice", "bob", mpt(4, token)) is tesSUCCESS
    assert amounts_of(ledger, token) == (10, 6, 4)
    assert pay(ledger, "bob", "issuer", mpt(1, token)) is tesSUCCESS
    assert amounts_of(ledger, token) == (9, 6, 3)


def test_there_is_never_more_than_the_issuer_said() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger, maximum_amount=10), "alice", amount=9)
    assert pay(ledger, "issuer", "alice", mpt(2, token)) is tecPATH_PARTIAL
    assert pay(ledger, "issuer", "alice", mpt(1, token)) is tesSUCCESS


def test_the_sender_pays_the_transfer_fee_up_to_its_maximum() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger, transfer_fee=10_000), "alice", "bob")  # one tenth
    assert pay(ledger, "alice", "bob", mpt(10, token)) is tecPATH_PARTIAL
    assert pay(ledger, "alice", "bob", mpt(10, token), send_max=mpt(10, token)) is tecPATH_PARTIAL
    assert pay(ledger, "alice", "bob", mpt(10, token), send_max=mpt(11, token)) is tesSUCCESS
    assert amounts_of(ledger, token) == (199, 89, 110)
    assert ledger.last is not None
    assert ledger.last.metadata is not None
    assert ledger.last.metadata.delivered is None


@pytest.mark.parametrize("noted", [True, False])
def test_a_partial_payment_delivers_what_the_maximum_pays_for(noted: bool) -> None:
    ledger = scene(without=[] if noted else [amendments.fixMPTDeliveredAmount])
    token = hold(ledger, define(ledger, transfer_fee=10_000), "alice", "bob")
    some = {"send_max": mpt(55, token), "flags": tfPartialPayment}
    assert pay(ledger, "alice", "bob", mpt(90, token), deliver_min=mpt(51, token), **some) is tecPATH_PARTIAL
    assert pay(ledger, "alice", "bob", mpt(90, token), deliver_min=mpt(50, token), **some) is tesSUCCESS
    assert amounts_of(ledger, token) == (195, 45, 150)
    assert ledger.last is not None
    assert ledger.last.metadata is not None
    assert ledger.last.metadata.delivered == (mpt(50, token) if noted else None)


def test_what_costs_just_the_maximum_is_delivered_whole() -> None:
    """The cost has sixteen digits, from which the seventeenth of the amount cannot be told again."""
    ledger = scene()
    whole = 12_345_678_901_234_567
    token = hold(ledger, define(ledger, transfer_fee=10_000), "alice", amount=2 * whole)
    hold(ledger, token, "bob")
    some = {"send_max": mpt(13_580_246_791_358_030, token), "flags": tfPartialPayment}
    assert pay(ledger, "alice", "bob", mpt(whole, token), **some) is tesSUCCESS
    assert amounts_of(ledger, token)[2] == 100 + whole


def test_who_has_too_little() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger), "alice", "bob")
    assert pay(ledger, "alice", "bob", mpt(101, token)) is tecPATH_PARTIAL
    assert amounts_of(ledger, token) == (200, 100, 100)


def test_who_may_pay_whom() -> None:
    ledger = scene()
    token = define(ledger, 0)
    assert pay(ledger, "alice", "bob", mpt(1, bytes(24))) is tecOBJECT_NOT_FOUND
    assert pay(ledger, "issuer", "alice", mpt(1, token)) is tecNO_AUTH
    hold(ledger, token, "alice", "bob")
    assert pay(ledger, "alice", "bob", mpt(1, token)) is tecNO_AUTH  # nobody may send it on
    assert pay(ledger, "alice", "issuer", mpt(1, token)) is tesSUCCESS
    assert pay(ledger, "alice", "nobody", mpt(1, token)) is tecNO_DST
    ledger.change("alice", flags=lsfDepositAuth)
    assert pay(ledger, "issuer", "alice", mpt(1, token)) is tecNO_PERMISSION


def test_only_who_has_leave_pays_or_is_paid() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger, tfMPTCanTransfer | tfMPTRequireAuth), "alice", "bob")
    assert pay(ledger, "alice", "bob", mpt(1, token)) is tecNO_AUTH
    holding(ledger, token, "alice").flags = lsfMPTAuthorized
    assert pay(ledger, "alice", "bob", mpt(1, token)) is tecNO_AUTH
    holding(ledger, token, "bob").flags = lsfMPTAuthorized
    assert pay(ledger, "alice", "bob", mpt(1, token)) is tesSUCCESS


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_locked_only_goes_back(whole: bool) -> None:
    ledger = scene()
    token = hold(ledger, define(ledger, tfMPTCanTransfer | tfMPTCanLock), "alice", "bob")
    change(ledger, token, flags=tfMPTLock, holder=None if whole else BOB)
    assert pay(ledger, "alice", "bob", mpt(1, token)) is tecLOCKED
    assert pay(ledger, "bob", "alice", mpt(1, token)) is tecLOCKED
    assert pay(ledger, "bob", "issuer", mpt(1, token)) is tesSUCCESS
    assert pay(ledger, "issuer", "bob", mpt(1, token)) is tesSUCCESS


def test_a_token_knows_no_paths() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger), "alice", "bob")
    assert pay(ledger, "alice", "bob", mpt(1, token), flags=tfLimitQuality) is temINVALID_FLAG
    assert pay(ledger, "alice", "bob", mpt(1, token), send_max=5) is temMALFORMED
    without = scene(without=[amendments.MPTokensV1])
    assert pay(without, "alice", "bob", mpt(1, token)) is temDISABLED
