"""NFTokenBurn: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Account, Hash256


class NFTokenBurn(Transaction, code=26, privileges=Privilege.CHANGE_NFT_COUNTS):
    """The format of NFTokenBurn."""

    nftoken_id: Hash256 = required("NFTokenID")
    owner: Account | None = optional("Owner")
