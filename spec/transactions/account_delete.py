"""AccountDelete: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional, required
from spec.transaction import Privilege, Transaction
from spec.values import Account, Hash256


class AccountDelete(Transaction, code=21, privileges=Privilege.MUST_DELETE_ACCOUNT, delegable=False):
    """The format of AccountDelete."""

    destination: Account = required("Destination")
    destination_tag: int | None = optional("DestinationTag")
    credential_ids: tuple[Hash256, ...] | None = optional("CredentialIDs")
