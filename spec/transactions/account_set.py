"""AccountSet: its format; its rules are not written yet."""

from __future__ import annotations

from spec.objects import optional
from spec.transaction import Transaction
from spec.values import Account, Hash256


class AccountSet(Transaction, code=3, delegable=False):
    """The format of AccountSet."""

    email_hash: bytes | None = optional("EmailHash")
    wallet_locator: Hash256 | None = optional("WalletLocator")
    wallet_size: int | None = optional("WalletSize")
    message_key: bytes | None = optional("MessageKey")
    domain: bytes | None = optional("Domain")
    transfer_rate: int | None = optional("TransferRate")
    set_flag: int | None = optional("SetFlag")
    clear_flag: int | None = optional("ClearFlag")
    tick_size: int | None = optional("TickSize")
    nftoken_minter: Account | None = optional("NFTokenMinter")
