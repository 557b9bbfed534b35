"""Small ledgers with multi-purpose tokens."""

from __future__ import annotations

from typing import Any

from spec import amendments, keylets, tokens
from spec.entries import MPToken, MPTokenIssuance
from spec.flags import (
    tfMPTCanTransfer,
)
from spec.results import (
    Result,
    tesSUCCESS,
)
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.mptoken_issuance_set import MPTokenIssuanceSet
from spec.transactions.payment import Payment
from spec.values import MPTAmount
from tests.spec.ledgers import SmallLedger, account, mpt

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


def change(ledger: SmallLedger, token: bytes, sender: str = "issuer", **fields: Any) -> Result:
    return ledger.apply(MPTokenIssuanceSet, sender, mptoken_issuance_id=token, **fields)


def pay(ledger: SmallLedger, sender: str, to: str, amount: MPTAmount, **fields: Any) -> Result:
    return ledger.apply(Payment, sender, destination=account(to), amount=amount, **fields)


def amounts_of(ledger: SmallLedger, token: bytes) -> tuple[int, int, int]:
    return (
        issuance(ledger, token).outstanding_amount,
        holding(ledger, token, "alice").mpt_amount,
        holding(ledger, token, "bob").mpt_amount,
    )


def authorize(ledger: SmallLedger, token: bytes, sender: str, **fields: Any) -> Result:
    return ledger.apply(MPTokenAuthorize, sender, mptoken_issuance_id=token, **fields)
