"""MPTokenIssuanceDestroy takes the definition of a multi-purpose token out of the ledger.

Its issuer can do so while nothing of it is outstanding. Empty holdings may remain, for their holders to take
out.

Source: MPTokenIssuanceDestroy.cpp (3.1.1); vectors: mpt.
"""

from __future__ import annotations

from spec import accounts, amendments, directories, keylets
from spec.objects import required
from spec.results import require, tecHAS_OBLIGATIONS, tecNO_PERMISSION, tecOBJECT_NOT_FOUND
from spec.transaction import Privilege, Transaction
from spec.views import ApplyView, ReadView


class MPTokenIssuanceDestroy(
    Transaction, code=55, amendment=amendments.MPTokensV1, privileges=Privilege.DESTROY_MPT_ISSUANCE
):
    """Which token to take out."""

    mptoken_issuance_id: bytes = required("MPTokenIssuanceID")


def preclaim(tx: MPTokenIssuanceDestroy, view: ReadView) -> None:
    """The token exists (tecOBJECT_NOT_FOUND), the sender issued it (tecNO_PERMISSION), and nobody has any of
    it (tecHAS_OBLIGATIONS)."""
    issuance = view.need(keylets.mptoken_issuance(tx.mptoken_issuance_id), tecOBJECT_NOT_FOUND)
    require(issuance.issuer == tx.account, tecNO_PERMISSION)
    require(not issuance.outstanding_amount and not issuance.locked_amount, tecHAS_OBLIGATIONS)


def apply(tx: MPTokenIssuanceDestroy, view: ApplyView) -> None:
    """Take the issuance out, if it is there: tecOBJECT_NOT_FOUND."""
    keylet = keylets.mptoken_issuance(tx.mptoken_issuance_id)
    issuance = view.need(keylet, tecOBJECT_NOT_FOUND)
    directories.remove_owned(view, tx.account, issuance.owner_node, keylet.key, keep_root=False)
    view.erase(keylet)
    accounts.adjust_owner_count(view, tx.account, -1)
