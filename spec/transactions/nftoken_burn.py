"""NFTokenBurn destroys a non-fungible token, and with it most of the offers for it.

Its owner may do so. So may the issuer, and who mints for the issuer, if the token is burnable.

Source: NFTokenBurn.cpp (3.1.1); vectors: nft.
"""

from __future__ import annotations

from spec import keylets, nftoken_offers, nftokens
from spec.objects import optional, required
from spec.results import require, tecNO_ENTRY, tecNO_PERMISSION
from spec.transaction import Privilege, Transaction
from spec.values import Account, Hash256
from spec.views import ApplyView, ReadView

MAX_DELETED_OFFERS = 500
"""No more offers go with the token; what is left has to be cancelled."""


class NFTokenBurn(Transaction, code=26, privileges=Privilege.CHANGE_NFT_COUNTS):
    """Which token, and whose."""

    nftoken_id: Hash256 = required("NFTokenID")
    owner: Account | None = optional("Owner")  #: who has it, if not the account


def _owner(tx: NFTokenBurn) -> Account:
    return tx.account if tx.owner is None else tx.owner


def preclaim(tx: NFTokenBurn, view: ReadView) -> None:
    """The owner has the token, and the account may destroy it.

    1. The owner has it: tecNO_ENTRY.
    2. Of another's, it is one that can be burned, and the account is its issuer, or mints for it, or the
       issuer is gone: tecNO_PERMISSION.
    """
    require(nftokens.find(view, _owner(tx), tx.nftoken_id) is not None, tecNO_ENTRY)
    if _owner(tx) == tx.account:
        return
    require(nftokens.flags_of(tx.nftoken_id) & nftokens.BURNABLE, tecNO_PERMISSION)
    issuer = nftokens.issuer_of(tx.nftoken_id)
    root = view.read(keylets.account(issuer))
    if issuer != tx.account and root is not None:
        require(root.nftoken_minter == tx.account, tecNO_PERMISSION)


def apply(tx: NFTokenBurn, view: ApplyView) -> None:
    """Take the token from its owner, count it as burned, and take out the offers to sell it and then those to
    buy it."""
    token = tx.nftoken_id
    nftokens.take(view, _owner(tx), token)
    issuer = view.edit(keylets.account(nftokens.issuer_of(token)))
    if issuer is not None:
        issuer.burned_nftokens += 1
    left = MAX_DELETED_OFFERS
    left -= nftoken_offers.delete_listed(view, keylets.nftoken_sell_offers(token), left)
    nftoken_offers.delete_listed(view, keylets.nftoken_buy_offers(token), left)
