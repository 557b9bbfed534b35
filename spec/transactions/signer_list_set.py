"""SignerListSet names accounts that may sign together for an account, or takes that list away.

Each signer has a weight, and a transaction is signed when the weights of those who signed reach the quorum.
Signers need not exist in the ledger. A new list replaces the old one.

Source: SetSignerList.cpp, SignerEntries.cpp (3.1.1); vectors: account.
"""

from __future__ import annotations

from spec import accounts, amendments, directories, keylets
from spec.amendments import Rules
from spec.entries import SignerList
from spec.flags import lsfDisableMaster, lsfOneOwnerCount
from spec.inner import SignerEntry
from spec.objects import optional, required
from spec.results import (
    require,
    tecINSUFFICIENT_RESERVE,
    tecNO_ALTERNATIVE_KEY,
    tefINTERNAL,
    temBAD_QUORUM,
    temBAD_SIGNER,
    temBAD_WEIGHT,
    temMALFORMED,
)
from spec.signing import MAX_SIGNERS
from spec.transaction import Transaction
from spec.values import Account
from spec.views import ApplyView, Layer

ALL_FLAGS = 0xFFFFFFFF
OLD_LIST_COST = 2
"""A list from before MultiSignReserve counts as so many objects, and as one more for each signer."""


class SignerListSet(Transaction, code=12, delegable=False):
    """A quorum and signers to set a list, a quorum of zero and no signers to take it away."""

    signer_quorum: int = required("SignerQuorum")  #: the weight that is enough
    signer_entries: tuple[SignerEntry, ...] | None = optional("SignerEntries")  #: 1 to 32, in any order


def known_flags(tx: SignerListSet, rules: Rules) -> int:
    """Before fixInvalidTxFlags the flags were not looked at."""
    return tx.known_flags if rules.enabled(amendments.fixInvalidTxFlags) else ALL_FLAGS


def preflight(tx: SignerListSet, rules: Rules) -> None:
    """The signers are different from each other and from the account, and can reach the quorum together.

    1. Either there is a quorum and signers, or neither: temMALFORMED.
    2. There are 1 to 32 signers: temMALFORMED.
    3. Each stands there once: temBAD_SIGNER.
    4. Each, in the order of the accounts, has a weight (temBAD_WEIGHT) and is not the account itself
       (temBAD_SIGNER).
    5. Their weights add up to the quorum at least: temBAD_QUORUM.
    """
    if tx.signer_entries is None:
        require(tx.signer_quorum == 0, temMALFORMED)
        return
    require(tx.signer_quorum > 0, temMALFORMED)
    entries = sorted(tx.signer_entries, key=lambda entry: entry.account)
    require(1 <= len(entries) <= MAX_SIGNERS, temMALFORMED)
    require(len({entry.account for entry in entries}) == len(entries), temBAD_SIGNER)
    for entry in entries:
        require(entry.signer_weight > 0, temBAD_WEIGHT)
        require(entry.account != tx.account, temBAD_SIGNER)
    require(sum(entry.signer_weight for entry in entries) >= tx.signer_quorum, temBAD_QUORUM)


def apply(tx: SignerListSet, view: ApplyView) -> None:
    """Replace the list, or take it away.

    1. The last way to sign is never taken away: where the master key is disabled there is a regular key, or
       tecNO_ALTERNATIVE_KEY. A list that is not there is taken away with success.
    2. Without the old list, what the account held before the fee is enough for the reserve of the new one:
       tecINSUFFICIENT_RESERVE.
    """
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    if tx.signer_entries is None:
        has_other = not root.flags & lsfDisableMaster or root.regular_key is not None
        require(has_other, tecNO_ALTERNATIVE_KEY)
        remove(view, tx.account)
        return
    remove(view, tx.account)
    require(view.prior_balance >= accounts.reserve(view, root, 1), tecINSUFFICIENT_RESERVE)
    signer_list = SignerList(
        keylets.signer_list(tx.account).key,
        flags=lsfOneOwnerCount,
        signer_quorum=tx.signer_quorum,
        signer_entries=tuple(sorted(tx.signer_entries, key=lambda entry: entry.account)),
    )
    if view.info.rules.enabled(amendments.fixIncludeKeyletFields):
        signer_list.owner = tx.account
    signer_list.owner_node = directories.add_owned(view, tx.account, signer_list.key)
    view.insert(signer_list)
    accounts.adjust_owner_count(view, tx.account, 1)


def remove(view: Layer, account: Account) -> None:
    """Take the account's signer list away, if it has one."""
    keylet = keylets.signer_list(account)
    signer_list = view.read(keylet)
    if signer_list is None:
        return
    one = signer_list.flags & lsfOneOwnerCount
    count = 1 if one else OLD_LIST_COST + len(signer_list.signer_entries)
    directories.remove_owned(view, account, signer_list.owner_node, keylet.key, keep_root=False)
    accounts.adjust_owner_count(view, account, -count)
    view.erase(keylet)
