"""The engine: how one transaction passes through the rules of its type and changes a ledger.

A transaction is looked at three times. ``preflight`` sees nothing but the transaction, ``preclaim`` reads the
ledger, ``apply`` changes it. What is malformed, comes too early or cannot pay is stopped by the first two and
leaves no trace; what fails after that still pays its fee and uses up its sequence number, so that failing is
never free.

Source: Transactor.cpp, applySteps.cpp, ApplyContext.cpp (3.1.1); vectors: all families.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from spec import (
    accounts,
    amendments,
    amounts,
    directories,
    invariants,
    keylets,
    keys,
    permissions,
    removal,
    validity,
)
from spec.amendments import Rules
from spec.entries import AccountRoot, Credential, Entry, NFTokenOffer, Offer, RippleState, Ticket
from spec.flags import (
    lsfDisableMaster,
    tfGotMajority,
    tfInnerBatchTxn,
    tfLostMajority,
    tfUniversal,
)
from spec.keylets import Keylet
from spec.metadata import Metadata, describe
from spec.removal import removes
from spec.results import (
    Failure,
    Result,
    fail,
    require,
    tecEXPIRED,
    tecINCOMPLETE,
    tecINSUFF_FEE,
    tecINVARIANT_FAILED,
    tecKILLED,
    tecOVERSIZE,
    tefALREADY,
    tefBAD_AUTH,
    tefBAD_LEDGER,
    tefBAD_QUORUM,
    tefBAD_SIGNATURE,
    tefEXCEPTION,
    tefINTERNAL,
    tefINVARIANT_FAILED,
    tefMASTER_DISABLED,
    tefMAX_LEDGER,
    tefNO_TICKET,
    tefNOT_MULTI_SIGNING,
    tefPAST_SEQ,
    tefWRONG_PRIOR,
    telINSUF_FEE_P,
    telNETWORK_ID_MAKES_TX_NON_CANONICAL,
    telREQUIRES_NETWORK_ID,
    telWRONG_NETWORK,
    temBAD_AMOUNT,
    temBAD_FEE,
    temBAD_SEQUENCE,
    temBAD_SIGNATURE,
    temBAD_SIGNER,
    temBAD_SRC_ACCOUNT,
    temDISABLED,
    temINVALID,
    temINVALID_FLAG,
    temINVALID_INNER_BATCH,
    temSEQ_AND_TICKET,
    terINSUF_FEE_B,
    terNO_ACCOUNT,
    terNO_DELEGATE_PERMISSION,
    terPRE_SEQ,
    terPRE_TICKET,
    tesSUCCESS,
)
from spec.transaction import Transaction
from spec.values import Account, Amount, Drops
from spec.views import ApplyView, Change, ReadView

if TYPE_CHECKING:
    from spec.ledger import Draft

MAX_AFFECTED = 5_200
"""A transaction that touches more entries fails with tecOVERSIZE."""
MAX_LEGACY_NETWORK_ID = 1_024
"""Transactions of networks up to this number do not name their network."""
REMOVED_OFFERS_LIMIT = 1_000
REMOVED_NFTOKEN_OFFERS_LIMIT = 256
REMOVED_LINES_LIMIT = 512
ZERO_HASH = bytes(32)


class Mode(Struct, frozen=True):
    """How a transaction is applied."""

    retry: bool = False
    """It can be tried again later: a failure that would claim a fee leaves no trace."""
    fail_hard: bool = False
    """Its sender wants nothing at all to happen when it fails."""
    dry_run: bool = False
    """Nothing is kept, and signatures may be absent."""
    signature_checked: bool = False
    """The signatures are known to hold."""


FINAL = Mode(signature_checked=True)
"""As in the last pass of building a ledger, and in replaying one."""
RETRY = Mode(retry=True, signature_checked=True)
"""As in the earlier passes."""


class Outcome(Struct, frozen=True):
    """What became of a transaction."""

    result: Result
    applied: bool
    """Whether it stands in the ledger now."""
    metadata: Metadata | None = None
    """What it did. An open ledger does not say, nor is the transaction threaded there: no nodes."""
    fee: Drops = 0
    """What was charged."""


class TypeRules(Struct, frozen=True):
    """The rules of one transaction type, as its module states them."""

    preflight: Callable[[Any, Rules], None]
    preclaim: Callable[[Any, ReadView], None]
    apply: Callable[[Any, ApplyView], None]
    base_fee: Callable[[Any, ReadView], Drops]
    """The lowest fee, before load."""
    enabled: Callable[[Any, Rules], bool]
    """Whether what the transaction asks for exists under these rules."""
    known_flags: Callable[[Any, Rules], int]
    """The flags that it may have under these rules."""
    preflight_signed: Callable[[Any, Rules], None]
    """What is checked last, because it costs more than a signature."""


_RULES: dict[int, TypeRules | None] = {}


def rules_of(transaction_type: type[Transaction]) -> TypeRules | None:
    """The rules of a type; ``None`` where only its format is known."""
    code = transaction_type.code
    if code not in _RULES:
        _RULES[code] = _find_rules(transaction_type)
    return _RULES[code]


def _find_rules(transaction_type: type[Transaction]) -> TypeRules | None:
    module = sys.modules[transaction_type.__module__]
    if not hasattr(module, "apply"):
        return None
    defaults: dict[str, Any] = {
        "preflight": lambda tx, rules: None,
        "preclaim": lambda tx, view: None,
        "base_fee": default_base_fee,
        "enabled": lambda tx, rules: True,
        "known_flags": lambda tx, rules: tx.known_flags,
        "preflight_signed": lambda tx, rules: None,
        "apply": None,
    }
    return TypeRules(**{name: getattr(module, name, default) for name, default in defaults.items()})


def default_base_fee(tx: Transaction, view: ReadView) -> Drops:
    """The fee of most types: the base fee, and as much again for each of several signers."""
    return view.info.fees.base * (1 + len(tx.signers or ()))


def base_fee(tx: Transaction, view: ReadView) -> Drops:
    """The lowest fee that the transaction must offer, in drops, before load."""
    rules = rules_of(type(tx))
    return default_base_fee(tx, view) if rules is None else rules.base_fee(tx, view)


# Preflight


def preflight(tx: Transaction, rules: Rules, network_id: int = 0, mode: Mode = FINAL) -> Result:
    """What can be said of the transaction without looking at a ledger."""
    try:
        _preflight(tx, rules, network_id, mode)
    except Failure as failure:
        return failure.result
    except ArithmeticError:
        return tefEXCEPTION
    return tesSUCCESS


def _preflight(tx: Transaction, rules: Rules, network_id: int, mode: Mode) -> None:
    type_rules = rules_of(type(tx))
    if type_rules is None or (tx.gate is not None and not rules.enabled(tx.gate)):
        fail(temDISABLED)
    require(type_rules.enabled(tx, rules), temDISABLED)
    if tx.pseudo:
        _preflight_pseudo(tx, rules, network_id)
        type_rules.preflight(tx, rules)
        return
    if tx.delegate is not None:
        require(rules.enabled(amendments.PermissionDelegationV1_1), temDISABLED)
        require(tx.delegate != tx.account, temBAD_SIGNER)
        require(tx.delegable or tx.type_name in permissions.IN_PART, temINVALID)
    _check_network(tx, network_id)
    require(not (tx.flags or 0) & ~type_rules.known_flags(tx, rules), temINVALID_FLAG)
    require(any(tx.account), temBAD_SRC_ACCOUNT)
    fee: Amount = tx.fee
    require(isinstance(fee, int) and 0 <= fee <= amounts.MAX_DROPS, temBAD_FEE)
    require(not tx.signing_pub_key or keys.key_type(tx.signing_pub_key) is not None, temBAD_SIGNATURE)
    require(not (tx.uses_ticket and tx.account_txn_id is not None), temINVALID)
    if tx.has_flag(tfInnerBatchTxn):
        fail(temINVALID_INNER_BATCH if rules.enabled(amendments.BatchV1_1) else temINVALID_FLAG)
    if rules.enabled(amendments.fixCleanup3_2_0):
        require(all(map(amounts.can_exist, tx.amounts())), temBAD_AMOUNT)
    type_rules.preflight(tx, rules)
    if mode.dry_run:
        require(not tx.txn_signature and not any(one.txn_signature for one in tx.signers or ()), temINVALID)
        require(tx.signers is None or not tx.signing_pub_key, temINVALID)
    elif not mode.signature_checked:
        require(validity.signature_fault(tx) is None, temINVALID)
    type_rules.preflight_signed(tx, rules)


def _preflight_pseudo(tx: Transaction, rules: Rules, network_id: int) -> None:
    require(not tx.has_flag(tfInnerBatchTxn), temINVALID_FLAG)
    if tx.network_id is not None:
        _check_network(tx, network_id)
    if rules.enabled(amendments.LendingProtocol):
        require(not (tx.flags or 0) & ~_PSEUDO_FLAGS, temINVALID_FLAG)
    require(tx.account == bytes(20), temBAD_SRC_ACCOUNT)
    require(tx.fee == 0, temBAD_FEE)
    require(not tx.signing_pub_key and not tx.txn_signature and tx.signers is None, temBAD_SIGNATURE)
    require(tx.sequence == 0 and tx.previous_txn_id is None, temBAD_SEQUENCE)


_PSEUDO_FLAGS = tfUniversal | tfGotMajority | tfLostMajority


def _check_network(tx: Transaction, network_id: int) -> None:
    if network_id <= MAX_LEGACY_NETWORK_ID:
        require(tx.network_id is None, telNETWORK_ID_MAKES_TX_NON_CANONICAL)
    else:
        require(tx.network_id is not None, telREQUIRES_NETWORK_ID)
        require(tx.network_id == network_id, telWRONG_NETWORK)


# Preclaim


def preclaim(tx: Transaction, view: Draft, mode: Mode = FINAL) -> Result:
    """What the ledger says to the transaction, before anything is changed."""
    rules = rules_of(type(tx))
    if rules is None:
        return temDISABLED
    try:
        if not tx.pseudo:
            check_sequence(tx, view)
            _check_prior(tx, view)
            _check_permission(tx, view)
            _check_authority(tx, view, mode)
            _check_fee(tx, view, rules.base_fee(tx, view))
        rules.preclaim(tx, view)
    except Failure as failure:
        return failure.result
    except ArithmeticError:
        return tefEXCEPTION
    return tesSUCCESS


def check_sequence(tx: Transaction, view: ReadView) -> None:
    """The transaction's number is the account's next one, or that of a ticket that it has.

    Raises Failure with terNO_ACCOUNT, terPRE_SEQ, tefPAST_SEQ, terPRE_TICKET, tefNO_TICKET or
    temSEQ_AND_TICKET.
    """
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    if tx.uses_ticket:
        number = tx.sequence_or_ticket
        require(number < root.sequence, terPRE_TICKET)
        require(view.exists(keylets.ticket(tx.account, number)), tefNO_TICKET)
        return
    require(tx.ticket_sequence is None, temSEQ_AND_TICKET)
    require(tx.sequence <= root.sequence, terPRE_SEQ)
    require(tx.sequence >= root.sequence, tefPAST_SEQ)


def _check_prior(tx: Transaction, view: Draft) -> None:
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    if tx.account_txn_id is not None:
        require(tx.account_txn_id == (root.account_txn_id or ZERO_HASH), tefWRONG_PRIOR)
    require(tx.last_ledger_sequence is None or tx.last_ledger_sequence >= view.info.sequence, tefMAX_LEDGER)
    require(tx.id not in view.transactions, tefALREADY)


def _check_permission(tx: Transaction, view: ReadView) -> None:
    """Whether the account lets its delegate send transactions of this type."""
    if tx.delegate is not None:
        granted = view.need(keylets.delegate(tx.account, tx.delegate), terNO_DELEGATE_PERMISSION)
        allowed = (one.permission_value for one in granted.permissions)
        require(permissions.to_send(type(tx)) in allowed, terNO_DELEGATE_PERMISSION)


def _check_authority(tx: Transaction, view: ReadView, mode: Mode) -> None:
    """Whether those who signed may act for the account."""
    signing_account = tx.fee_payer
    if any(map(view.info.rules.enabled, _PSEUDO_ACCOUNTS_DO_NOT_SIGN)):
        pseudo = accounts.is_pseudo(view.read(keylets.account(signing_account)))
        require(not pseudo, tefBAD_AUTH)
    if tx.signers is not None:
        check_multi_sign(view, signing_account, tx)
        return
    if mode.dry_run and not tx.signing_pub_key:
        return
    require(keys.key_type(tx.signing_pub_key) is not None, tefBAD_AUTH)
    signer = keys.account_id(tx.signing_pub_key)
    root = view.need(keylets.account(signing_account), terNO_ACCOUNT)
    if root.regular_key == signer:
        return
    require(signer == signing_account, tefBAD_AUTH)
    require(not root.flags & lsfDisableMaster, tefMASTER_DISABLED)


_PSEUDO_ACCOUNTS_DO_NOT_SIGN = (
    amendments.LendingProtocol,
    amendments.BatchV1_1,
    amendments.fixCleanup3_3_0,
)
"""Each of these has nobody sign for a pool or a vault, whatever key its account may have."""


def check_multi_sign(view: ReadView, account: Account, tx: Transaction) -> None:
    """Whether the several signers are on the account's list, may sign for themselves, and weigh enough
    together.

    A signer need not exist in the ledger. One that does signs with its master key, unless that is disabled,
    or with its regular key.

    Raises Failure with tefNOT_MULTI_SIGNING, tefBAD_SIGNATURE, tefMASTER_DISABLED or tefBAD_QUORUM.
    """
    signer_list = view.need(keylets.signer_list(account), tefNOT_MULTI_SIGNING)
    weights = {entry.account: entry.signer_weight for entry in signer_list.signer_entries}
    total = 0
    for one in tx.signers or ():
        require(one.account in weights, tefBAD_SIGNATURE)
        key = one.signing_pub_key
        require(not key or keys.key_type(key) is not None, tefBAD_SIGNATURE)
        signer = keys.account_id(key) if key else one.account
        root = view.read(keylets.account(one.account))
        if signer == one.account:
            require(root is None or not root.flags & lsfDisableMaster, tefMASTER_DISABLED)
        else:
            require(root is not None and root.regular_key == signer, tefBAD_SIGNATURE)
        total += weights[one.account]
    require(total >= signer_list.signer_quorum, tefBAD_QUORUM)


def _check_fee(tx: Transaction, view: ReadView, base: Drops) -> None:
    if view.info.is_open:
        require(tx.fee >= view.info.scaled_fee(base), telINSUF_FEE_P)
    if tx.fee == 0:
        return
    payer = view.need(keylets.account(tx.fee_payer), terNO_ACCOUNT)
    if payer.balance < tx.fee:
        fail(tecINSUFF_FEE if payer.balance > 0 and not view.info.is_open else terINSUF_FEE_B)


# Apply


def apply(tx: Transaction, draft: Draft, mode: Mode = FINAL) -> Outcome:
    """Put the transaction to the ledger that is being built, after ``preflight`` found nothing against it.

    The draft is changed only if the outcome says that the transaction was applied.
    """
    result = preclaim(tx, draft, mode)
    if result is not tesSUCCESS and (not result.is_tec or mode.retry):
        return Outcome(result, applied=False)
    return _Application(tx, draft, mode).run(result)


class _Application:
    """One transaction at work on a layer of its own."""

    def __init__(self, tx: Transaction, draft: Draft, mode: Mode) -> None:
        self.tx = tx
        self.draft = draft
        self.mode = mode
        self.fee = tx.fee
        self.view = ApplyView(draft, tx.id)

    def run(self, result: Result) -> Outcome:
        if result is tesSUCCESS:
            result = self._apply()
        applied = result is tesSUCCESS
        if len(self.view.changes) > MAX_AFFECTED:
            result = tecOVERSIZE
        if result.is_tec and self.mode.fail_hard:
            return Outcome(result, applied=False)
        if result in KEPT_REMOVALS or (result.is_tec and not self.mode.retry):
            removed = _removed(self.view, result)
            result = self._claim_fee(result)
            for keylet in removed:
                removal.remove(self.view, keylet)
            applied = result.is_tec
        if applied:
            result, applied = self._check_invariants(result)
        if not applied:
            return Outcome(result, applied=False)
        if self.mode.dry_run:
            metadata = describe(self.view, result, len(self.draft.transactions))
            return Outcome(result, False, metadata, self.fee)
        metadata = self.draft.describe(self.view, result)
        self.draft.accept(self.view, self.tx, metadata, self.fee)
        return Outcome(result, True, metadata, self.fee)

    def _apply(self) -> Result:
        view, tx = self.view, self.tx
        rules = rules_of(type(tx))
        if rules is None:
            return temDISABLED
        try:
            if not tx.pseudo:
                root = view.edit_needed(keylets.account(tx.account), tefINTERNAL)
                view.prior_balance = root.balance
                use_number(self.tx, self.view, root)
                payer = view.edit_needed(keylets.account(tx.fee_payer), tefINTERNAL)
                payer.balance -= tx.fee
                if root.account_txn_id is not None:
                    root.account_txn_id = tx.id
            rules.apply(tx, view)
        except Failure as failure:
            return failure.result
        except ArithmeticError:
            return tefEXCEPTION
        return tesSUCCESS

    def _claim_fee(self, result: Result) -> Result:
        """Take back all that was done, and do nothing but charge the fee and use up the sequence number."""
        self.view.discard()
        self.view.delivered = None
        root = self.view.edit(keylets.account(self.tx.account))
        payer = self.view.edit(keylets.account(self.tx.fee_payer))
        if root is None or payer is None:
            return tefINTERNAL
        self.fee = min(self.fee, payer.balance)
        payer.balance -= self.fee
        try:
            use_number(self.tx, self.view, root)
        except Failure as failure:
            return failure.result
        return result

    def _check_invariants(self, result: Result) -> tuple[Result, bool]:
        """A broken invariant undoes all but the fee; if even that breaks one, nothing happens at all."""
        if invariants.hold(self.tx, result, self.fee, self.view):
            return result, True
        result = self._claim_fee(tecINVARIANT_FAILED)
        if result.is_tec and not invariants.hold(self.tx, result, self.fee, self.view):
            result = tefINVARIANT_FAILED
        return result, result.is_tec


def use_number(tx: Transaction, view: ApplyView, root: AccountRoot) -> None:
    """Use up the transaction's number, so that it cannot be applied again. Raises Failure with
    tefBAD_LEDGER."""
    if tx.uses_ticket:
        delete_ticket(view, keylets.ticket(root.account, tx.sequence_or_ticket))
    else:
        root.sequence = tx.sequence + 1


@removes(Ticket)
def delete_ticket(view: ApplyView, keylet: Keylet[Ticket]) -> None:
    """Use up a ticket. Raises Failure with tefBAD_LEDGER where there is none."""
    ticket = view.need(keylet, tefBAD_LEDGER)
    root = view.edit_needed(keylets.account(ticket.account), tefBAD_LEDGER)
    directories.remove_owned(view, ticket.account, ticket.owner_node, keylet.key, keep_root=True)
    count = root.ticket_count or 0
    require(count > 0, tefBAD_LEDGER)
    root.ticket_count = count - 1 or None
    accounts.adjust_owner_count(view, ticket.account, -1)
    view.erase(keylet)


KEPT_REMOVALS: dict[Result, tuple[type[Entry], ...]] = {
    tecOVERSIZE: (Offer,),
    tecKILLED: (Offer,),
    tecINCOMPLETE: (RippleState,),
    tecEXPIRED: (NFTokenOffer, Credential),
}
"""Failures that keep one thing that the transaction did: taking out entries of these kinds that were found
dead."""


def _removed(view: ApplyView, result: Result) -> list[Keylet[Any]]:
    """What was found dead, and stays removed although the transaction fails."""
    kinds = KEPT_REMOVALS.get(result, ())
    found: dict[type[Entry], list[Keylet[Any]]] = {kind: [] for kind in kinds}
    for key, change, before, after in view.changed() if kinds else ():
        if change is not Change.ERASED or type(after) not in found:
            continue
        if isinstance(before, Offer) and isinstance(after, Offer) and before.taker_pays != after.taker_pays:
            continue
        found[type(after)].append(Keylet(key, type(after)))
    if len(found.get(RippleState, ())) > REMOVED_LINES_LIMIT:
        return []
    limits = {Offer: REMOVED_OFFERS_LIMIT, NFTokenOffer: REMOVED_NFTOKEN_OFFERS_LIMIT}
    return [keylet for kind, keylets_found in found.items() for keylet in keylets_found[: limits.get(kind)]]
