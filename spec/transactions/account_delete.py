"""AccountDelete takes an account out of the ledger and sends what it holds to another.

What the account owns goes with it, as long as nobody else depends on it; where someone does, the account
stays. It costs as much as the reserve of an object, so that deleting and making accounts is no way to burden
others.

An account can be made again under the same key. So that nothing that was sent from the old one can be applied
to the new one, the sequence number of a deleted account must lie well below the ledger's, with which a new
one begins.

Source: DeleteAccount.cpp (3.1.1); vectors: account.
"""

from __future__ import annotations

from spec import amendments, credentials, directories, keylets, removal
from spec.amendments import Rules
from spec.entries import (
    DID,
    AccountRoot,
    Credential,
    Delegate,
    DepositPreauth,
    Entry,
    NFTokenOffer,
    NFTokenPage,
    Offer,
    Oracle,
    SignerList,
    Ticket,
)
from spec.flags import lsfDepositAuth, lsfPasswordSpent, lsfRequireDestTag
from spec.keylets import Keylet
from spec.objects import optional, required
from spec.results import (
    require,
    tecDST_TAG_NEEDED,
    tecHAS_OBLIGATIONS,
    tecNO_DST,
    tecNO_PERMISSION,
    tecTOO_SOON,
    tefBAD_LEDGER,
    tefINTERNAL,
    tefTOO_BIG,
    temDST_IS_SRC,
    terNO_ACCOUNT,
)
from spec.transaction import Privilege, Transaction
from spec.transactions import signer_list_set
from spec.values import Account, Drops, Hash256
from spec.views import ApplyView, ReadView

SEQUENCE_GAP = 255
"""By how much the ledger's sequence must exceed the account's."""
MAX_ENTRIES = 1_000
"""An account that owns more cannot be deleted at once."""
GOES_WITH_ACCOUNT: tuple[type[Entry], ...] = (
    Offer,
    SignerList,
    Ticket,
    DepositPreauth,
    NFTokenOffer,
    DID,
    Oracle,
    Credential,
    Delegate,
)
"""What nobody but its owner depends on."""


class AccountDelete(Transaction, code=21, privileges=Privilege.MUST_DELETE_ACCOUNT, delegable=False):
    """Who gets what the account holds."""

    destination: Account = required("Destination")
    destination_tag: int | None = optional("DestinationTag")
    credential_ids: tuple[Hash256, ...] | None = optional("CredentialIDs")


def base_fee(tx: AccountDelete, view: ReadView) -> Drops:
    """As much as the reserve of an object."""
    return view.info.fees.increment


def enabled(tx: AccountDelete, rules: Rules) -> bool:
    """Credentials exist only with their amendment."""
    return tx.credential_ids is None or rules.enabled(amendments.Credentials)


def preflight(tx: AccountDelete, rules: Rules) -> None:
    """It makes sense.

    1. The account does not leave everything to itself: temDST_IS_SRC.
    2. Credentials, if there are any, are 1 to 8, each once: temMALFORMED.
    """
    require(tx.account != tx.destination, temDST_IS_SRC)
    credentials.check_ids(tx.credential_ids)


def preclaim(tx: AccountDelete, view: ReadView) -> None:
    """The destination takes what is sent to it, nothing depends on the account, and its number is old
    enough.

    1. The destination exists (tecNO_DST) and gets the tag that it asks for (tecDST_TAG_NEEDED).
    2. Credentials that are named exist, are about the account and accepted: tecBAD_CREDENTIALS.
    3. Without credentials, a destination that refuses deposits has given leave: tecNO_PERMISSION.
    4. The account exists: terNO_ACCOUNT.
    5. All tokens that it minted are burned, and it holds none: tecHAS_OBLIGATIONS.
    6. Its sequence number lies at least 255 below the ledger's, and so does the number of the next token that
       would be minted in its name: tecTOO_SOON.
    7. Each of what it owns, in the order of the list, is something that nobody depends on
       (tecHAS_OBLIGATIONS), and there are no more than 1,000 (tefTOO_BIG).
    """
    destination = view.need(keylets.account(tx.destination), tecNO_DST)
    has_tag = tx.destination_tag is not None
    require(not destination.flags & lsfRequireDestTag or has_tag, tecDST_TAG_NEEDED)
    credentials.check_valid(view, tx.credential_ids, tx.account)
    if tx.credential_ids is None and destination.flags & lsfDepositAuth:
        require(view.exists(keylets.deposit_preauth(tx.destination, tx.account)), tecNO_PERMISSION)
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    _check_nftokens(view, root)
    sequence = view.info.sequence
    require(is_old_enough(root.sequence, sequence), tecTOO_SOON)
    minted_up_to = (root.first_nftoken_sequence or 0) + root.minted_nftokens
    require(is_old_enough(minted_up_to, sequence), tecTOO_SOON)
    for count, key in enumerate(directories.keys(view, keylets.owner_directory(tx.account)), start=1):
        entry = view.get(key)
        require(entry is not None, tefBAD_LEDGER)
        require(isinstance(entry, GOES_WITH_ACCOUNT), tecHAS_OBLIGATIONS)
        require(count <= MAX_ENTRIES, tefTOO_BIG)


def is_old_enough(number: int, sequence: int) -> bool:
    """Whether a number of the account's lies so far below a ledger's that it will never come again."""
    return number + SEQUENCE_GAP <= sequence


def _check_nftokens(view: ReadView, root: AccountRoot) -> None:
    """All tokens that the account minted are burned, and it holds none."""
    require(root.minted_nftokens == root.burned_nftokens, tecHAS_OBLIGATIONS)
    first, last = keylets.nftoken_page_min(root.account), keylets.nftoken_page_max(root.account)
    key = view.successor(first.key, last.key) or last.key
    require(not view.exists(Keylet(key, NFTokenPage)), tecHAS_OBLIGATIONS)


def apply(tx: AccountDelete, view: ApplyView) -> None:
    """Take out what the account owns, then the account, and send what is left of its XRP.

    1. Credentials that are named have not expired (tecEXPIRED), and let the account through where it needs
       them (tecNO_PERMISSION).
    2. Nothing is left in its list: tecHAS_OBLIGATIONS.
    """
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    destination = view.edit_needed(keylets.account(tx.destination), tefINTERNAL)
    if tx.credential_ids is not None:
        credentials.verify_deposit(view, tx.credential_ids, tx.account, destination)
    owned = keylets.owner_directory(tx.account)
    for key in list(directories.keys(view, owned)):
        entry = view.get(key)
        if isinstance(entry, SignerList):
            signer_list_set.remove(view, tx.account)
        elif entry is not None:
            removal.remove(view, Keylet(key, type(entry)))
    drops = root.balance
    destination.balance += drops
    root.balance = 0
    view.delivered = drops
    if view.exists(owned):
        require(directories.erase_if_empty(view, owned), tecHAS_OBLIGATIONS)
    if drops:
        destination.flags &= ~lsfPasswordSpent
    view.erase(keylets.account(tx.account))
