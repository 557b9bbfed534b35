"""Payment: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import default, optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Account, Amount, Hash256, PathSet


class Payment(Transaction, code=0, privileges=Privilege.CREATE_ACCOUNT | Privilege.MAY_CREATE_MPT):
    """The format of Payment."""

    destination: Account = required("Destination")
    amount: Amount = required("Amount", mpt=True)
    send_max: Amount | None = optional("SendMax", mpt=True)
    paths: PathSet = default("Paths")
    invoice_id: Hash256 | None = optional("InvoiceID")
    destination_tag: int | None = optional("DestinationTag")
    deliver_min: Amount | None = optional("DeliverMin", mpt=True)
    credential_ids: tuple[Hash256, ...] | None = optional("CredentialIDs")
    domain_id: Hash256 | None = optional("DomainID")
