"""NFTokenModify: its format; its rules are not written yet."""

from __future__ import annotations

from spec import amendments
from spec.objects import optional, required
from spec.transaction import Transaction
from spec.values import Account, Hash256


class NFTokenModify(Transaction, code=61, amendment=amendments.DynamicNFT):
    """The format of NFTokenModify."""

    nftoken_id: Hash256 = required("NFTokenID")
    owner: Account | None = optional("Owner")
    uri: bytes | None = optional("URI")
