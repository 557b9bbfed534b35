"""NFTokenModify changes the URI of a mutable non-fungible token, or takes it away.

Only the issuer may do so, and who mints for the issuer, whoever has the token.

Source: NFTokenModify.cpp (3.1.1); vectors: nft.
"""

from __future__ import annotations

from spec import amendments, keylets, nftokens
from spec.amendments import Rules
from spec.objects import optional, required
from spec.results import require, tecINTERNAL, tecNO_ENTRY, tecNO_PERMISSION, temMALFORMED
from spec.transaction import Transaction
from spec.values import Account, Hash256
from spec.views import ApplyView, ReadView


class NFTokenModify(Transaction, code=61, amendment=amendments.DynamicNFT):
    """Which token, whose, and its new URI."""

    nftoken_id: Hash256 = required("NFTokenID")
    owner: Account | None = optional("Owner")  #: who has it, if not the account
    uri: bytes | None = optional("URI")  #: none takes the old one away


def _owner(tx: NFTokenModify) -> Account:
    return tx.account if tx.owner is None else tx.owner


def preflight(tx: NFTokenModify, rules: Rules) -> None:
    """Another owner than the account, and a URI of 1 to 256 bytes: temMALFORMED."""
    require(tx.owner != tx.account, temMALFORMED)
    require(tx.uri is None or 1 <= len(tx.uri) <= nftokens.MAX_URI_LENGTH, temMALFORMED)


def preclaim(tx: NFTokenModify, view: ReadView) -> None:
    """The owner has the token (tecNO_ENTRY), it is one that can be changed, and the account is its issuer or
    mints for it (tecNO_PERMISSION)."""
    require(nftokens.find(view, _owner(tx), tx.nftoken_id) is not None, tecNO_ENTRY)
    require(nftokens.flags_of(tx.nftoken_id) & nftokens.MUTABLE, tecNO_PERMISSION)
    issuer = nftokens.issuer_of(tx.nftoken_id)
    if issuer != tx.account:
        root = view.need(keylets.account(issuer), tecINTERNAL)
        require(root.nftoken_minter == tx.account, tecNO_PERMISSION)


def apply(tx: NFTokenModify, view: ApplyView) -> None:
    """Change the URI where the token stands."""
    nftokens.change_uri(view, _owner(tx), tx.nftoken_id, tx.uri)
