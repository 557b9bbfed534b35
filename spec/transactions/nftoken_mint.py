"""NFTokenMint: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Account, Amount


class NFTokenMint(Transaction, code=25, privileges=Privilege.CHANGE_NFT_COUNTS):
    """The format of NFTokenMint."""

    nftoken_taxon: int = required("NFTokenTaxon")
    transfer_fee: int | None = optional("TransferFee")
    issuer: Account | None = optional("Issuer")
    uri: bytes | None = optional("URI")
    amount: Amount | None = optional("Amount")
    destination: Account | None = optional("Destination")
    expiration: int | None = optional("Expiration")
