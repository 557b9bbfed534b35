"""AccountSet changes the settings of an account.

Most settings are flags: SetFlag and ClearFlag name one each by number, and for the oldest three a transaction
flag does the same. The others are fields, which the empty or neutral value takes away.

Some settings are promises to those who hold what the account issues, and cannot be taken back: NoFreeze and
AllowTrustLineClawback exclude each other for this reason.

Source: SetAccount.cpp (3.1.1); vectors: account.
"""

from __future__ import annotations

from typing import Any

from spec import amendments, directories, keylets, keys
from spec.amendments import Rules
from spec.entries import AccountRoot
from spec.flags import (
    asfAccountTxnID,
    asfAllowTrustLineClawback,
    asfAllowTrustLineLocking,
    asfAuthorizedNFTokenMinter,
    asfDefaultRipple,
    asfDepositAuth,
    asfDisableMaster,
    asfDisallowIncomingCheck,
    asfDisallowIncomingNFTokenOffer,
    asfDisallowIncomingPayChan,
    asfDisallowIncomingTrustline,
    asfDisallowXRP,
    asfGlobalFreeze,
    asfNoFreeze,
    asfRequireAuth,
    asfRequireDest,
    lsfAllowTrustLineClawback,
    lsfAllowTrustLineLocking,
    lsfDefaultRipple,
    lsfDepositAuth,
    lsfDisableMaster,
    lsfDisallowIncomingCheck,
    lsfDisallowIncomingNFTokenOffer,
    lsfDisallowIncomingPayChan,
    lsfDisallowIncomingTrustline,
    lsfDisallowXRP,
    lsfGlobalFreeze,
    lsfNoFreeze,
    lsfRequireAuth,
    lsfRequireDestTag,
    tfAllowXRP,
    tfDisallowXRP,
    tfOptionalAuth,
    tfOptionalDestTag,
    tfRequireAuth,
    tfRequireDestTag,
)
from spec.objects import optional
from spec.quality import MAX_TICK_SIZE, MIN_TICK_SIZE
from spec.rates import PARITY
from spec.results import (
    require,
    tecNEED_MASTER_KEY,
    tecNO_ALTERNATIVE_KEY,
    tecNO_PERMISSION,
    tecOWNERS,
    tefINTERNAL,
    telBAD_DOMAIN,
    telBAD_PUBLIC_KEY,
    temBAD_TICK_SIZE,
    temBAD_TRANSFER_RATE,
    temINVALID_FLAG,
    temMALFORMED,
    terNO_ACCOUNT,
)
from spec.transaction import Transaction
from spec.values import Account, Hash256
from spec.views import ApplyView, ReadView

MAX_DOMAIN_LENGTH = 256


class AccountSet(Transaction, code=3, delegable=False):
    """The settings to change; what is absent stays as it is."""

    email_hash: bytes | None = optional("EmailHash")  #: MD5 of an address; zero takes it away
    wallet_locator: Hash256 | None = optional("WalletLocator")  #: zero takes it away
    wallet_size: int | None = optional("WalletSize")  #: has no effect
    message_key: bytes | None = optional("MessageKey")  #: a public key; empty takes it away
    domain: bytes | None = optional("Domain")  #: lower-case ASCII; empty takes it away
    transfer_rate: int | None = optional("TransferRate")  #: billionths; 0 or parity takes it away
    set_flag: int | None = optional("SetFlag")
    clear_flag: int | None = optional("ClearFlag")
    tick_size: int | None = optional(
        "TickSize"
    )  #: digits of the account's exchange rates; 0 or 16 takes it away
    nftoken_minter: Account | None = optional("NFTokenMinter")  #: who may mint in the account's name


TOGGLES: tuple[tuple[int, int, int, int], ...] = (
    (asfRequireAuth, tfRequireAuth, tfOptionalAuth, lsfRequireAuth),
    (asfRequireDest, tfRequireDestTag, tfOptionalDestTag, lsfRequireDestTag),
    (asfDisallowXRP, tfDisallowXRP, tfAllowXRP, lsfDisallowXRP),
    (asfDefaultRipple, 0, 0, lsfDefaultRipple),
    (asfDepositAuth, 0, 0, lsfDepositAuth),
    (asfDisallowIncomingNFTokenOffer, 0, 0, lsfDisallowIncomingNFTokenOffer),
    (asfDisallowIncomingCheck, 0, 0, lsfDisallowIncomingCheck),
    (asfDisallowIncomingPayChan, 0, 0, lsfDisallowIncomingPayChan),
    (asfDisallowIncomingTrustline, 0, 0, lsfDisallowIncomingTrustline),
)
"""Settings that can be set and cleared at will: number, transaction flags that set and clear it, account
flag."""


def _sets(tx: AccountSet, setting: int, flag: int = 0) -> bool:
    return tx.set_flag == setting or tx.has_flag(flag)


def _clears(tx: AccountSet, setting: int, flag: int = 0) -> bool:
    return tx.clear_flag == setting or tx.has_flag(flag)


def preflight(tx: AccountSet, rules: Rules) -> None:
    """No setting is both set and cleared, and every value is one that can be stored.

    1. SetFlag is not ClearFlag, and neither is contradicted by a transaction flag: temINVALID_FLAG.
    2. TransferRate is 0, or from parity to twice that: temBAD_TRANSFER_RATE.
    3. TickSize is 0, or 3 to 16: temBAD_TICK_SIZE.
    4. MessageKey is empty or a public key: telBAD_PUBLIC_KEY.
    5. Domain is no longer than 256 bytes: telBAD_DOMAIN.
    6. Who sets a minter names it, and who takes it away does not: temMALFORMED.
    """
    require(not tx.set_flag or tx.set_flag != tx.clear_flag, temINVALID_FLAG)
    for setting, sets, clears, _ in TOGGLES:
        require(not (_sets(tx, setting, sets) and _clears(tx, setting, clears)), temINVALID_FLAG)
    if tx.transfer_rate:
        require(PARITY <= tx.transfer_rate <= 2 * PARITY, temBAD_TRANSFER_RATE)
    if tx.tick_size:
        require(MIN_TICK_SIZE <= tx.tick_size <= MAX_TICK_SIZE, temBAD_TICK_SIZE)
    if tx.message_key:
        require(keys.key_type(tx.message_key) is not None, telBAD_PUBLIC_KEY)
    require(len(tx.domain or b"") <= MAX_DOMAIN_LENGTH, telBAD_DOMAIN)
    names_minter = tx.nftoken_minter is not None
    require(tx.set_flag != asfAuthorizedNFTokenMinter or names_minter, temMALFORMED)
    require(tx.clear_flag != asfAuthorizedNFTokenMinter or not names_minter, temMALFORMED)


def preclaim(tx: AccountSet, view: ReadView) -> None:
    """What would change the terms of what the account issues is only possible before it owns or issues
    anything.

    1. The account exists: terNO_ACCOUNT.
    2. It owns nothing where it begins to ask for its authorization: tecOWNERS. In a pass that may be tried
       again the server calls that terOWNERS; nothing depends on it.
    3. To claw back, it has not given up freezing (tecNO_PERMISSION) and owns nothing (tecOWNERS). To give up
       freezing, it cannot claw back (tecNO_PERMISSION).
    """
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    owns_nothing = directories.is_empty(view, keylets.owner_directory(tx.account))
    if _sets(tx, asfRequireAuth, tfRequireAuth) and not root.flags & lsfRequireAuth:
        require(owns_nothing, tecOWNERS)
    if tx.set_flag == asfAllowTrustLineClawback:
        require(not root.flags & lsfNoFreeze, tecNO_PERMISSION)
        require(owns_nothing, tecOWNERS)
    elif tx.set_flag == asfNoFreeze:
        require(not root.flags & lsfAllowTrustLineClawback, tecNO_PERMISSION)


def apply(tx: AccountSet, view: ApplyView) -> None:
    """Change what is to be changed.

    1. Only the master key disables itself (tecNEED_MASTER_KEY), and only when there is a regular key or a
       signer list to sign with instead (tecNO_ALTERNATIVE_KEY).
    2. Freezing is given up with the master key, unless that is disabled: tecNEED_MASTER_KEY.
    """
    root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
    before = flags = root.flags
    for setting, sets, clears, flag in TOGGLES:
        if _sets(tx, setting, sets):
            flags |= flag
        elif _clears(tx, setting, clears):
            flags &= ~flag
    flags = _apply_master(tx, view, root, flags)
    flags = _apply_freezes(tx, before, flags)
    if view.info.rules.enabled(amendments.TokenEscrow):
        if tx.set_flag == asfAllowTrustLineLocking:
            flags |= lsfAllowTrustLineLocking
        elif tx.clear_flag == asfAllowTrustLineLocking:
            flags &= ~lsfAllowTrustLineLocking
    if tx.set_flag == asfAllowTrustLineClawback:
        flags |= lsfAllowTrustLineClawback
    root.flags = flags
    _apply_fields(tx, root)


def _signed_by_master(tx: AccountSet) -> bool:
    key = tx.signing_pub_key
    return keys.key_type(key) is not None and keys.account_id(key) == tx.account


def _apply_master(tx: AccountSet, view: ApplyView, root: AccountRoot, flags: int) -> int:
    """Only the master key can disable itself, and only when there is another way to sign."""
    if tx.set_flag == asfDisableMaster and not root.flags & lsfDisableMaster:
        require(_signed_by_master(tx), tecNEED_MASTER_KEY)
        has_other = root.regular_key is not None or view.exists(keylets.signer_list(tx.account))
        require(has_other, tecNO_ALTERNATIVE_KEY)
        return flags | lsfDisableMaster
    if tx.clear_flag == asfDisableMaster:
        return flags & ~lsfDisableMaster
    return flags


def _apply_freezes(tx: AccountSet, before: int, flags: int) -> int:
    """Who has given up freezing cannot lift a global freeze either, so that it is no way to do so after
    all."""
    if tx.set_flag == asfNoFreeze:
        require(_signed_by_master(tx) or before & lsfDisableMaster, tecNEED_MASTER_KEY)
        flags |= lsfNoFreeze
    if tx.set_flag == asfGlobalFreeze:
        flags |= lsfGlobalFreeze
    elif tx.clear_flag == asfGlobalFreeze and not flags & lsfNoFreeze:
        flags &= ~lsfGlobalFreeze
    return flags


_FIELDS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("email_hash", (bytes(16),)),
    ("wallet_locator", (bytes(32),)),
    ("message_key", (b"",)),
    ("domain", (b"",)),
    ("transfer_rate", (0, PARITY)),
    ("tick_size", (0, MAX_TICK_SIZE)),
)
"""The settings that are fields, with the values that take them away."""


def _apply_fields(tx: AccountSet, root: AccountRoot) -> None:
    for attribute, neutral in _FIELDS:
        value = getattr(tx, attribute)
        if value is not None:
            setattr(root, attribute, None if value in neutral else value)
    if tx.set_flag == asfAccountTxnID and root.account_txn_id is None:
        root.account_txn_id = bytes(32)
    elif tx.clear_flag == asfAccountTxnID:
        root.account_txn_id = None
    if tx.set_flag == asfAuthorizedNFTokenMinter:
        root.nftoken_minter = tx.nftoken_minter
    elif tx.clear_flag == asfAuthorizedNFTokenMinter:
        root.nftoken_minter = None
