"""SetRegularKey gives an account a second key, changes it or takes it away.

The regular key signs like the master key, and can be replaced when it is lost. An account whose master key
may have leaked can change its regular key once without a fee.

Source: SetRegularKey.cpp (3.1.1); vectors: account, xrp.
"""

from __future__ import annotations

from spec import keylets, keys
from spec.amendments import Rules
from spec.engine import default_base_fee
from spec.flags import lsfDisableMaster, lsfPasswordSpent
from spec.objects import optional
from spec.results import require, tecNO_ALTERNATIVE_KEY, tefINTERNAL, temBAD_REGKEY
from spec.transaction import Transaction
from spec.values import Account, Drops
from spec.views import ApplyView, ReadView


class SetRegularKey(Transaction, code=5, delegable=False):
    """Without a RegularKey the account's regular key is taken away."""

    regular_key: Account | None = optional("RegularKey")  #: the account whose master key is to sign


def base_fee(tx: SetRegularKey, view: ReadView) -> Drops:
    """Nothing, when signed with the master key and lsfPasswordSpent is clear; otherwise as usual."""
    root = view.read(keylets.account(tx.account))
    signed_by_master = (
        keys.key_type(tx.signing_pub_key) is not None and keys.account_id(tx.signing_pub_key) == tx.account
    )
    if signed_by_master and root is not None and not root.flags & lsfPasswordSpent:
        return 0
    return default_base_fee(tx, view)


def preflight(tx: SetRegularKey, rules: Rules) -> None:
    """The regular key is not the master key: temBAD_REGKEY."""
    require(tx.regular_key != tx.account, temBAD_REGKEY)


def apply(tx: SetRegularKey, view: ApplyView) -> None:
    """Set the key; whoever could have paid nothing has used that up.

    The last way to sign is never taken away: where the master key is disabled there is a signer list, or
    tecNO_ALTERNATIVE_KEY.
    """
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    if base_fee(tx, view) == 0:
        root.flags |= lsfPasswordSpent
    if tx.regular_key is None:
        require(
            not root.flags & lsfDisableMaster or view.exists(keylets.signer_list(tx.account)),
            tecNO_ALTERNATIVE_KEY,
        )
    root.regular_key = tx.regular_key
