"""What is asked of multi-purpose tokens, and what is locked of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spec import amendments, keylets, mptokens
from spec.amounts import MAX_MPT
from spec.entries import Credential, PermissionedDomain, Vault
from spec.flags import (
    lsfAccepted,
    lsfGlobalFreeze,
    lsfMPTAuthorized,
    lsfRequireAuth,
    tfMPTCanLock,
    tfMPTLock,
    tfMPTRequireAuth,
)
from spec.inner import AuthorizedCredential
from spec.results import (
    Failure,
    Result,
    tecEXPIRED,
    tecINTERNAL,
    tecNO_AUTH,
    tecNO_LINE,
    tecOBJECT_NOT_FOUND,
    tesSUCCESS,
)
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.trust_lines import Auth
from spec.values import XRP as ASSET_XRP
from spec.values import Asset, Issue, MPTIssue
from spec.views import ApplyView
from tests.spec.ledgers import SmallLedger, account, currency, mpt
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
    scene,
)


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
