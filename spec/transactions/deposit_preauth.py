"""DepositPreauth lets a sender through to an account that refuses deposits, or shuts it out again.

The sender is named by its account, or by the credentials that it has to hold: all that are listed, from
whichever sender.

Source: DepositPreauth.cpp (3.1.1); vectors: account, identity.
"""

from __future__ import annotations

from spec import accounts, amendments, credentials, directories, keylets
from spec.amendments import Rules
from spec.entries import DepositPreauth as DepositPreauthEntry
from spec.inner import AuthorizedCredential
from spec.keylets import Keylet
from spec.objects import optional
from spec.removal import removes
from spec.results import (
    require,
    tecDUPLICATE,
    tecINSUFFICIENT_RESERVE,
    tecNO_ENTRY,
    tecNO_ISSUER,
    tecNO_TARGET,
    tecPSEUDO_ACCOUNT,
    tefINTERNAL,
    temCANNOT_PREAUTH_SELF,
    temINVALID_ACCOUNT_ID,
    temMALFORMED,
)
from spec.transaction import Transaction
from spec.values import Account
from spec.views import ApplyView, Layer, ReadView


class DepositPreauth(Transaction, code=19):
    """Exactly one of the four."""

    authorize: Account | None = optional("Authorize")  #: who is let through
    unauthorize: Account | None = optional("Unauthorize")  #: who no more
    authorize_credentials: tuple[AuthorizedCredential, ...] | None = optional("AuthorizeCredentials")
    unauthorize_credentials: tuple[AuthorizedCredential, ...] | None = optional("UnauthorizeCredentials")


def _listed(tx: DepositPreauth) -> tuple[AuthorizedCredential, ...]:
    return tx.authorize_credentials or tx.unauthorize_credentials or ()


def enabled(tx: DepositPreauth, rules: Rules) -> bool:
    """Credentials exist only with their amendment."""
    names_credentials = tx.authorize_credentials is not None or tx.unauthorize_credentials is not None
    return not names_credentials or rules.enabled(amendments.Credentials)


def preflight(tx: DepositPreauth, rules: Rules) -> None:
    """One thing at a time, about someone else.

    1. Exactly one of the four fields is there: temMALFORMED.
    2. An account that is named is one (temINVALID_ACCOUNT_ID), and leave is given to another
       (temCANNOT_PREAUTH_SELF).
    3. Credentials are 1 to 8 (temARRAY_EMPTY, temARRAY_TOO_LARGE), and each has an issuer
       (temINVALID_ACCOUNT_ID) and a type of 1 to 64 bytes and stands there once (temMALFORMED).
    """
    choices = (tx.authorize, tx.unauthorize, tx.authorize_credentials, tx.unauthorize_credentials)
    require(sum(choice is not None for choice in choices) == 1, temMALFORMED)
    named = tx.authorize if tx.authorize is not None else tx.unauthorize
    if named is not None:
        require(any(named), temINVALID_ACCOUNT_ID)
        require(tx.authorize != tx.account, temCANNOT_PREAUTH_SELF)
    else:
        credentials.check_array(_listed(tx), credentials.MAX_CREDENTIALS)


def _keylet(tx: DepositPreauth) -> Keylet[DepositPreauthEntry]:
    named = tx.authorize if tx.authorize is not None else tx.unauthorize
    if named is not None:
        return keylets.deposit_preauth(tx.account, named)
    return keylets.deposit_preauth_credentials(tx.account, credentials.pairs(_listed(tx)))


def _gives(tx: DepositPreauth) -> bool:
    return tx.authorize is not None or tx.authorize_credentials is not None


def preclaim(tx: DepositPreauth, view: ReadView) -> None:
    """Leave is given once, to who exists, and taken only where it was given.

    1. To take it, it is there: tecNO_ENTRY.
    2. To give it to an account, that exists (tecNO_TARGET) and, since fixCleanup3_3_0, is somebody's
       (tecPSEUDO_ACCOUNT). To give it to credentials, their issuers exist (tecNO_ISSUER).
    3. It was not given yet: tecDUPLICATE.
    """
    if not _gives(tx):
        require(view.exists(_keylet(tx)), tecNO_ENTRY)
        return
    if tx.authorize is not None:
        root = view.need(keylets.account(tx.authorize), tecNO_TARGET)
        if view.info.rules.enabled(amendments.fixCleanup3_3_0):
            require(not accounts.is_pseudo(root), tecPSEUDO_ACCOUNT)
    for one in tx.authorize_credentials or ():
        require(view.exists(keylets.account(one.issuer)), tecNO_ISSUER)
    require(not view.exists(_keylet(tx)), tecDUPLICATE)


def apply(tx: DepositPreauth, view: ApplyView) -> None:
    """Add the leave to what the account owns, or take it out.

    1. To take it out, it is there: tecNO_ENTRY.
    2. To add it, what the account held before the fee is enough for the reserve of one more object:
       tecINSUFFICIENT_RESERVE.
    """
    keylet = _keylet(tx)
    if not _gives(tx):
        delete(view, keylet)
        return
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    require(view.prior_balance >= accounts.reserve(view, root, 1), tecINSUFFICIENT_RESERVE)
    entry = DepositPreauthEntry(keylet.key, account=tx.account, authorize=tx.authorize)
    if tx.authorize_credentials is not None:
        entry.authorize_credentials = credentials.in_order(tx.authorize_credentials)
    entry.owner_node = directories.add_owned(view, tx.account, keylet.key)
    view.insert(entry)
    accounts.adjust_owner_count(view, tx.account, 1)


@removes(DepositPreauthEntry)
def delete(view: Layer, keylet: Keylet[DepositPreauthEntry]) -> None:
    """Take a leave out of the ledger. Raises Failure with tecNO_ENTRY or tefBAD_LEDGER."""
    entry = view.need(keylet, tecNO_ENTRY)
    directories.remove_owned(view, entry.account, entry.owner_node, keylet.key, keep_root=False)
    accounts.adjust_owner_count(view, entry.account, -1)
    view.erase(keylet)
