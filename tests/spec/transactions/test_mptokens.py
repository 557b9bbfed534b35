"""The types that define, hold and lock multi-purpose tokens, and payments with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from spec import amendments, directories, keylets, mptokens, tokens
from spec.amounts import MAX_MPT
from spec.entries import Credential, MPToken, MPTokenIssuance, PermissionedDomain, Vault
from spec.flags import (
    lsfAccepted,
    lsfDepositAuth,
    lsfGlobalFreeze,
    lsfMPTAuthorized,
    lsfMPTCanEscrow,
    lsfMPTCanTransfer,
    lsfMPTLocked,
    lsfRequireAuth,
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
from spec.inner import AuthorizedCredential
from spec.results import (
    Failure,
    Result,
    tecDUPLICATE,
    tecEXPIRED,
    tecHAS_OBLIGATIONS,
    tecINSUFFICIENT_RESERVE,
    tecINTERNAL,
    tecLOCKED,
    tecNO_AUTH,
    tecNO_DST,
    tecNO_LINE,
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
from spec.transactions.payment import Payment
from spec.trust_lines import Auth
from spec.values import XRP as ASSET_XRP
from spec.values import Asset, Issue, MPTAmount, MPTIssue
from spec.views import ApplyView
from tests.spec.ledgers import XRP, SmallLedger, account, currency, mpt

DOMAINS = (amendments.SingleAssetVault, amendments.PermissionedDomains)
ISSUER, ALICE, BOB = (account(name) for name in ("issuer", "alice", "bob"))


def scene(**options: Any) -> SmallLedger:
    return SmallLedger("issuer", "alice", "bob", **options)


def define(ledger: SmallLedger, flags: int = tfMPTCanTransfer, **fields: Any) -> bytes:
    """A new token of the issuer's."""
    sequence = ledger.root("issuer").sequence
    assert ledger.apply(MPTokenIssuanceCreate, "issuer", flags=flags, **fields) is tesSUCCESS
    return keylets.issuance_id(sequence, ISSUER)


def hold(ledger: SmallLedger, token: bytes, *names: str, amount: int = 100) -> bytes:
    """Let each have some of the token."""
    for name in names:
        assert ledger.apply(MPTokenAuthorize, name, mptoken_issuance_id=token) is tesSUCCESS
        tokens.account_send(ledger.draft, ISSUER, account(name), mpt(amount, token))
    return token


def issuance(ledger: SmallLedger, token: bytes) -> MPTokenIssuance:
    found = ledger.draft.edit(keylets.mptoken_issuance(token))
    assert found is not None
    return found


def holding(ledger: SmallLedger, token: bytes, name: str) -> MPToken:
    found = ledger.draft.edit(keylets.mptoken(token, account(name)))
    assert found is not None
    return found


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


def authorize(ledger: SmallLedger, token: bytes, sender: str, **fields: Any) -> Result:
    return ledger.apply(MPTokenAuthorize, sender, mptoken_issuance_id=token, **fields)


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


def change(ledger: SmallLedger, token: bytes, sender: str = "issuer", **fields: Any) -> Result:
    return ledger.apply(MPTokenIssuanceSet, sender, mptoken_issuance_id=token, **fields)


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


def pay(ledger: SmallLedger, sender: str, to: str, amount: MPTAmount, **fields: Any) -> Result:
    return ledger.apply(Payment, sender, destination=account(to), amount=amount, **fields)


def amounts_of(ledger: SmallLedger, token: bytes) -> tuple[int, int, int]:
    return (
        issuance(ledger, token).outstanding_amount,
        holding(ledger, token, "alice").mpt_amount,
        holding(ledger, token, "bob").mpt_amount,
    )


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


# What is asked of holdings


def holds(ledger: SmallLedger, token: bytes, name: str, **fields: bool) -> int:
    asked = {"zero_if_frozen": False, "zero_if_unauthorized": False} | fields
    return mptokens.account_holds(ledger.draft, account(name), token, **asked).value


@pytest.mark.parametrize("vaults", [True, False])
def test_what_an_account_holds(vaults: bool) -> None:
    ledger = scene(also=[amendments.SingleAssetVault] if vaults else [])
    token = hold(ledger, define(ledger, tfMPTCanLock | tfMPTRequireAuth), "alice")
    assert holds(ledger, token, "alice") == 100
    assert holds(ledger, token, "bob") == 0
    assert holds(ledger, token, "alice", zero_if_unauthorized=True) == 0
    holding(ledger, token, "alice").flags = lsfMPTAuthorized
    assert holds(ledger, token, "alice", zero_if_unauthorized=True) == 100
    assert holds(ledger, token, "alice", zero_if_frozen=True) == 100
    change(ledger, token, flags=tfMPTLock)
    assert holds(ledger, token, "alice") == 100
    assert holds(ledger, token, "alice", zero_if_frozen=True) == 0


def result_of(call: Callable[..., None], *arguments: object) -> Result:
    try:
        call(*arguments)
    except Failure as failure:
        return failure.result
    return tesSUCCESS


def auth_of(ledger: SmallLedger, token: bytes, name: str, auth: Auth = Auth.LEGACY) -> Result:
    return result_of(mptokens.require_auth, ledger.draft, account(name), token, auth)


def test_a_weak_question_asks_for_no_holding() -> None:
    ledger = scene()
    token = define(ledger)
    assert auth_of(ledger, token, "alice", Auth.WEAK) is tesSUCCESS
    assert auth_of(ledger, token, "alice", Auth.STRONG) is tecNO_AUTH
    assert auth_of(ledger, token, "alice") is tecNO_AUTH
    assert auth_of(ledger, token, "issuer", Auth.STRONG) is tesSUCCESS
    token = define(ledger, tfMPTRequireAuth)
    assert auth_of(ledger, token, "alice", Auth.WEAK) is tecNO_AUTH


def test_a_domain_authorises_its_members() -> None:
    ledger = scene(also=DOMAINS)
    domain = b"\1" * 32
    accepted = (AuthorizedCredential(issuer=BOB, credential_type=b"kyc"),)
    ledger.draft.insert(PermissionedDomain(domain, owner=BOB, accepted_credentials=accepted))
    token = define(ledger, tfMPTRequireAuth, domain_id=domain)
    assert auth_of(ledger, token, "alice", Auth.WEAK) is tecNO_AUTH
    key = keylets.credential(ALICE, BOB, b"kyc").key
    now = ledger.draft.info.parent_close_time
    ledger.draft.insert(
        Credential(
            key, flags=lsfAccepted, subject=ALICE, issuer=BOB, credential_type=b"kyc", expiration=now + 5
        )
    )
    assert auth_of(ledger, token, "alice", Auth.WEAK) is tesSUCCESS
    authorize(ledger, token, "alice")
    assert auth_of(ledger, token, "alice") is tesSUCCESS
    ledger.wait(10)
    assert auth_of(ledger, token, "alice") is tecNO_AUTH
    authorize(ledger, token, "issuer", holder=ALICE)
    assert auth_of(ledger, token, "alice") is tesSUCCESS
    ledger.draft.erase(keylets.mptoken(token, ALICE))
    assert auth_of(ledger, token, "alice", Auth.WEAK) is tecEXPIRED


def vault_of(ledger: SmallLedger, asset: Asset) -> None:
    """Make the issuer the account of a vault."""
    key = b"\1" * 32
    ledger.draft.insert(Vault(key, flags=0, account=ISSUER, asset=asset, share_mpt_id=bytes(24)))
    ledger.change("issuer", vault_id=key)


def test_shares_in_a_vault_follow_its_asset() -> None:
    ledger = SmallLedger("issuer", "alice", "bob", "mint", also=[amendments.SingleAssetVault])
    ledger.apply(MPTokenIssuanceCreate, "mint", flags=tfMPTCanLock | tfMPTRequireAuth)
    asset = keylets.issuance_id(10, account("mint"))
    shares = hold(ledger, define(ledger), "alice")
    vault_of(ledger, MPTIssue(asset))
    assert auth_of(ledger, shares, "alice", Auth.WEAK) is tecNO_AUTH
    authorize(ledger, asset, "alice")
    authorize(ledger, asset, "mint", holder=ALICE)
    assert auth_of(ledger, shares, "alice", Auth.WEAK) is tesSUCCESS
    assert not mptokens.is_locked(ledger.draft, [ALICE], shares)
    change(ledger, asset, "mint", flags=tfMPTLock, holder=ALICE)
    assert mptokens.is_locked(ledger.draft, [ALICE], shares)
    assert not mptokens.is_locked(ledger.draft, [BOB], shares)


def test_shares_in_a_vault_of_an_issued_currency_follow_its_lines() -> None:
    ledger = SmallLedger("issuer", "alice", "bob", "gate", also=[amendments.SingleAssetVault])
    shares = hold(ledger, define(ledger), "alice")
    vault_of(ledger, Issue(currency("USD"), account("gate")))
    assert auth_of(ledger, shares, "alice", Auth.WEAK) is tesSUCCESS
    ledger.change("gate", flags=lsfRequireAuth | lsfGlobalFreeze)
    assert auth_of(ledger, shares, "alice", Auth.WEAK) is tecNO_LINE
    assert mptokens.is_locked(ledger.draft, [ALICE], shares)


def test_vaults_of_shares_in_each_other_are_not_followed_for_ever() -> None:
    ledger = scene(also=[amendments.SingleAssetVault])
    shares = hold(ledger, define(ledger), "alice")
    vault_of(ledger, MPTIssue(shares))
    assert auth_of(ledger, shares, "alice") is tecINTERNAL
    assert mptokens.is_locked(ledger.draft, [ALICE], shares)


def test_a_vault_of_xrp_is_never_locked() -> None:
    ledger = scene(also=[amendments.SingleAssetVault])
    shares = hold(ledger, define(ledger), "alice")
    vault_of(ledger, ASSET_XRP)
    assert auth_of(ledger, shares, "alice", Auth.STRONG) is tesSUCCESS
    assert not mptokens.is_locked(ledger.draft, [ALICE], shares)


@pytest.mark.parametrize("early", [True, False])
def test_a_pseudo_account_is_exempt_from_authorisation(early: bool) -> None:
    ledger = scene(also=[amendments.SingleAssetVault, *([amendments.fixCleanup3_3_0] if early else [])])
    token = define(ledger, tfMPTRequireAuth)
    ledger.change("alice", vault_id=b"\1" * 32)
    assert auth_of(ledger, token, "alice", Auth.WEAK) is tesSUCCESS
    assert auth_of(ledger, token, "alice", Auth.STRONG) is (tesSUCCESS if early else tecNO_AUTH)


# Escrow


def locked(ledger: SmallLedger, token: bytes, name: str) -> tuple[int | None, int | None]:
    return holding(ledger, token, name).locked_amount, issuance(ledger, token).locked_amount


def test_locked_amounts_stay_outstanding_until_they_are_unlocked() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger), "alice", "bob")
    mptokens.lock(ledger.draft, ALICE, mpt(60, token))
    assert amounts_of(ledger, token) == (200, 40, 100)
    assert locked(ledger, token, "alice") == (60, 60)
    mptokens.unlock(ledger.draft, ALICE, BOB, mpt(30, token), fee=5)
    assert amounts_of(ledger, token) == (195, 40, 125)
    assert locked(ledger, token, "alice") == (30, 30)
    mptokens.unlock(ledger.draft, ALICE, ISSUER, mpt(30, token), fee=0)
    assert amounts_of(ledger, token) == (165, 40, 125)
    assert locked(ledger, token, "alice") == (None, None)


@pytest.mark.parametrize(
    ("holder", "value", "result"),
    [
        (ALICE, 100, tesSUCCESS),
        (ALICE, 101, tecINTERNAL),
        (ISSUER, 1, tecINTERNAL),
        (BOB, 1, tecOBJECT_NOT_FOUND),
    ],
)
def test_only_what_a_holder_has_can_be_locked(holder: bytes, value: int, result: Result) -> None:
    ledger = scene()
    token = hold(ledger, define(ledger), "alice")
    assert result_of(mptokens.lock, ledger.draft, holder, mpt(value, token)) is result


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [
        ("holding", "locked_amount", 9),
        ("holding", "locked_amount", None),
        ("issuance", "locked_amount", 9),
        ("issuance", "outstanding_amount", 0),
        ("receiver", "mpt_amount", MAX_MPT),
    ],
)
def test_a_ledger_that_does_not_add_up_is_noticed(entry: str, field: str, value: int | None) -> None:
    ledger = scene()
    token = hold(ledger, define(ledger), "alice", "bob")
    mptokens.lock(ledger.draft, ALICE, mpt(10, token))
    found = {
        "holding": holding(ledger, token, "alice"),
        "receiver": holding(ledger, token, "bob"),
        "issuance": issuance(ledger, token),
    }[entry]
    setattr(found, field, value)
    assert result_of(mptokens.unlock, ledger.draft, ALICE, BOB, mpt(10, token), 1) is tecINTERNAL


def test_no_more_comes_back_than_is_outstanding() -> None:
    ledger = scene()
    token = hold(ledger, define(ledger), "alice")
    issuance(ledger, token).outstanding_amount = 5
    assert result_of(mptokens.direct_send, ledger.draft, ALICE, ISSUER, mpt(6, token)) is tecINTERNAL


def test_a_holding_with_something_locked_is_not_deleted_since_a_fix() -> None:
    for fixed in (True, False):
        ledger = scene(without=[] if fixed else [amendments.fixCleanup3_1_3])
        token = hold(ledger, define(ledger), "alice", amount=0)
        holding(ledger, token, "alice").locked_amount = 1
        view = ApplyView(ledger.draft, bytes(32))
        if fixed:
            with pytest.raises(Failure):
                mptokens.delete_holding(view, ALICE, token)
        else:
            mptokens.delete_holding(view, ALICE, token)
