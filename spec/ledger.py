"""Ledgers: how the next one is made from the last.

A closed ledger is made by applying a set of transactions to its parent, in an order that nobody could choose:
sorted by sender, each sender's number masked by a salt that depends on the whole set. Those that fail in a
way that could change are tried again after the others. Replaying a ledger takes the recorded order instead.

Source: BuildLedger.cpp, CanonicalTXSet.cpp, Ledger.cpp, View.cpp (3.1.1); vectors: all families.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from spec import close_time, engine, keylets, metadata, skip_list
from spec.amendments import Rules, XRPFees
from spec.engine import FINAL, RETRY, Outcome
from spec.entries import AccountRoot, Amendments, Entry, FeeSettings, LedgerHashes
from spec.hashing import ZERO_HASH
from spec.header import LedgerHeader
from spec.inner import DisabledValidator
from spec.keylets import Keylet
from spec.metadata import Metadata
from spec.results import Result, tefALREADY, tesSUCCESS
from spec.skip_list import SkipList
from spec.transaction import Transaction
from spec.values import Account, Drops, Hash256
from spec.views import ApplyView, Fees, Layer, LedgerInfo, ReadView, State

GENESIS_DROPS: Drops = 100_000_000_000_000_000
"""All the XRP that there ever will be."""
FLAG_LEDGER_INTERVAL = 256
"""Every ledger whose sequence is a multiple of this is a flag ledger, around which validators vote."""
PASSES = 3
"""How often a set of transactions is gone through."""
RETRY_PASSES = 1
"""How many of the passes treat failures as provisional even when nothing succeeded."""
DEFAULT_FEES = Fees(base=10, reserve=10_000_000, increment=2_000_000)
"""What a new network charges unless it says otherwise."""


class AppliedTransaction(Struct, frozen=True):
    """A transaction that stands in a ledger, with what it did."""

    tx: Transaction
    metadata: Metadata
    fee: Drops
    """What was charged."""


class Draft(Layer):
    """A ledger that is being built: its parent, and what was changed since."""

    def __init__(self, base: ReadView, info: LedgerInfo) -> None:
        super().__init__(base)
        self.info = info
        self.transactions: dict[Hash256, AppliedTransaction] = {}
        """What was applied so far, in the order of execution."""
        self.burned: Drops = 0
        """The fees that were taken."""

    def fork(self) -> Draft:
        """Another draft with the same content, to see what would happen."""
        twin = Draft(self.base, self.info)
        for key, change, _, entry in self.changed():
            twin.put(key, change, entry)
        twin.transactions, twin.burned = dict(self.transactions), self.burned
        return twin

    def apply(self, tx: Transaction, mode: engine.Mode) -> Outcome:
        """Put a transaction to this ledger, after ``preflight`` found nothing against it."""
        return engine.apply(tx, self, mode)

    def describe(self, view: ApplyView, result: Result) -> Metadata:
        """What the transaction that is at work in ``view`` did. An open ledger does not say, and threads
        nothing."""
        index = len(self.transactions)
        return Metadata(result, index, []) if self.info.is_open else metadata.describe(view, result, index)

    def accept(self, view: ApplyView, tx: Transaction, effects: Metadata, fee: Drops) -> None:
        """Take over what a transaction did, and note that it was applied."""
        view.commit(self)
        self.transactions[tx.id] = AppliedTransaction(tx, effects, fee)
        self.burned += fee


class Built(Struct, frozen=True):
    """A set of transactions, applied."""

    draft: Draft
    failed: dict[Hash256, Result]
    """The transactions that can never succeed now."""
    held: dict[Hash256, Result]
    """Those that might succeed in a later ledger."""


def is_flag_ledger(sequence: int) -> bool:
    """Whether changes that validators voted for take effect in this ledger."""
    return sequence % FLAG_LEDGER_INTERVAL == 0


def read_rules(state: State) -> Rules:
    """The rules that a ledger's Amendments entry puts in force."""
    entry = state.get(keylets.amendments().key)
    return Rules(frozenset((entry.amendments or ()) if isinstance(entry, Amendments) else ()))


def read_fees(state: State, otherwise: Fees = DEFAULT_FEES) -> Fees:
    """The fees that a ledger's FeeSettings entry states, in the new form or the old one."""
    entry = state.get(keylets.fee_settings().key)
    if not isinstance(entry, FeeSettings):
        return otherwise
    if entry.base_fee_drops is not None:
        return Fees(entry.base_fee_drops, entry.reserve_base_drops or 0, entry.reserve_increment_drops or 0)
    return Fees(
        entry.base_fee if entry.base_fee is not None else otherwise.base,
        entry.reserve_base if entry.reserve_base is not None else otherwise.reserve,
        entry.reserve_increment if entry.reserve_increment is not None else otherwise.increment,
    )


def next_info(
    parent: LedgerHeader, parent_hash: Hash256, state: State, *, is_open: bool = False
) -> LedgerInfo:
    """What is known of the ledger after ``parent`` before anything is applied to it."""
    return LedgerInfo(
        sequence=parent.sequence + 1,
        parent_hash=parent_hash,
        parent_close_time=parent.close_time,
        rules=read_rules(state),
        fees=read_fees(state),
        is_open=is_open,
        close_time=parent.close_time + next_resolution(parent),
    )


def next_resolution(parent: LedgerHeader) -> int:
    """To how many seconds the close time of the ledger after ``parent`` is rounded."""
    return close_time.next_resolution(
        parent.close_time_resolution, parent.close_time_agreed, parent.sequence + 1
    )


# The order of execution


def canonical_key(tx: Transaction, salt: Hash256) -> tuple[bytes, bool, int, Hash256]:
    """What transactions are sorted by: the salted sender, sequence numbers before tickets, and the
    identifier."""
    sender = int.from_bytes(tx.account.ljust(32, b"\0"), "big") ^ int.from_bytes(salt, "big")
    return sender.to_bytes(32, "big"), tx.uses_ticket, tx.sequence_or_ticket, tx.id


def canonical_order(transactions: Iterable[Transaction], salt: Hash256) -> list[Transaction]:
    """The transactions in the order in which a set with this hash is applied."""
    return sorted(transactions, key=lambda tx: canonical_key(tx, salt))


def begin(base: ReadView, info: LedgerInfo, kind: type[Draft] = Draft) -> Draft:
    """A draft of the ledger, with what comes before any transaction: a flag ledger's change of the
    negative UNL. Who builds it may have a ``kind`` of draft of its own."""
    draft = kind(base, info)
    if is_flag_ledger(info.sequence):
        update_negative_unl(draft)
    return draft


def build(
    base: ReadView,
    info: LedgerInfo,
    transactions: Iterable[Transaction],
    salt: Hash256,
    network_id: int = 0,
    kind: type[Draft] = Draft,
) -> Built:
    """The ledger that a set of transactions makes, whatever order they come in.

    Signatures are taken to be checked. ``salt`` is the hash of the agreed set.
    """
    draft = begin(base, info, kind)
    failed: dict[Hash256, Result] = {}
    pending: list[Transaction] = []
    for tx in canonical_order(transactions, salt):
        result = engine.preflight(tx, info.rules, network_id)
        if result is tesSUCCESS:
            pending.append(tx)
        else:
            failed[tx.id] = result
    held = apply_in_passes(draft, pending, failed)
    return Built(draft, failed, held)


def apply_in_passes(
    draft: Draft, pending: list[Transaction], failed: dict[Hash256, Result]
) -> dict[Hash256, Result]:
    """Put transactions that passed preflight to a draft, again and again while that helps.

    Notes in ``failed`` those that can never succeed, and gives back those that might succeed in a later
    ledger.
    """
    held: dict[Hash256, Result] = {}
    retrying = True
    for number in range(PASSES):
        held = {}
        for tx in pending:
            outcome = draft.apply(tx, RETRY if retrying else FINAL)
            if outcome.applied:
                continue
            if outcome.result.is_ter or outcome.result.is_tec:
                held[tx.id] = outcome.result
            else:
                failed[tx.id] = outcome.result
        changes = sum(tx.id in draft.transactions for tx in pending)
        pending = [tx for tx in pending if tx.id in held]
        if not changes and not retrying:
            break
        if not changes or number >= RETRY_PASSES:
            retrying = False
    return held


def replay(
    base: ReadView,
    info: LedgerInfo,
    transactions: Iterable[Transaction],
    network_id: int = 0,
    kind: type[Draft] = Draft,
) -> Draft:
    """The ledger that transactions make in the order in which they are given."""
    draft = begin(base, info, kind)
    for tx in transactions:
        apply(draft, tx, network_id=network_id)
    return draft


def apply(draft: Draft, tx: Transaction, *, network_id: int = 0, mode: engine.Mode = FINAL) -> Outcome:
    """Put one transaction to the draft, from its first check to its last effect."""
    if tx.id in draft.transactions:
        return Outcome(tefALREADY, applied=False)
    result = engine.preflight(tx, draft.info.rules, network_id, mode)
    if result is not tesSUCCESS:
        return Outcome(result, applied=False)
    return draft.apply(tx, mode)


# What happens besides transactions


def update_negative_unl(draft: Draft) -> None:
    """Carry out, in a flag ledger, what was decided since the last one about disabled validators."""
    entry = draft.edit(keylets.negative_unl())
    if entry is None or (entry.validator_to_disable is None and entry.validator_to_re_enable is None):
        return
    disabled = tuple(
        one for one in entry.disabled_validators or () if one.public_key != entry.validator_to_re_enable
    )
    if entry.validator_to_disable is not None:
        sequence = draft.info.sequence
        disabled += (
            DisabledValidator(public_key=entry.validator_to_disable, first_ledger_sequence=sequence),
        )
    if not disabled:
        draft.erase(keylets.negative_unl())
        return
    entry.disabled_validators = disabled
    entry.validator_to_disable = entry.validator_to_re_enable = None


def update_skip_lists(draft: Draft) -> None:
    """Note the parent's hash where later ledgers look for it."""
    sequence, parent_hash = draft.info.sequence, draft.info.parent_hash
    if skip_list.extends_history(sequence):
        keylet = keylets.historic_hashes(sequence - 1)
        _store_skip_list(
            draft, keylet, skip_list.history_after(_load_skip_list(draft, keylet), sequence, parent_hash)
        )
    keylet = keylets.recent_hashes()
    _store_skip_list(
        draft, keylet, skip_list.recent_after(_load_skip_list(draft, keylet), sequence, parent_hash)
    )


def _load_skip_list(draft: Draft, keylet: Keylet[LedgerHashes]) -> SkipList:
    entry = draft.read(keylet)
    return SkipList() if entry is None else SkipList(entry.hashes, entry.last_ledger_sequence or 0)


def _store_skip_list(draft: Draft, keylet: Keylet[LedgerHashes], content: SkipList) -> None:
    entry = draft.edit(keylet)
    if entry is None:
        entry = LedgerHashes(keylet.key)
        draft.insert(entry)
    entry.hashes = content.hashes
    entry.last_ledger_sequence = content.last_sequence


# The first ledger


def genesis_entries(master: Account, amendment_ids: tuple[Hash256, ...], fees: Fees) -> list[Entry]:
    """The state of ledger 1: one account that holds everything, the fees, and the rules to begin with."""
    entries: list[Entry] = [
        AccountRoot(keylets.account(master).key, account=master, sequence=1, balance=GENESIS_DROPS)
    ]
    settings = FeeSettings(keylets.fee_settings().key)
    if XRPFees.id in amendment_ids:
        settings.base_fee_drops = fees.base
        settings.reserve_base_drops = fees.reserve
        settings.reserve_increment_drops = fees.increment
    else:
        settings.base_fee = fees.base
        settings.reference_fee_units = OLD_REFERENCE_FEE_UNITS
        settings.reserve_base = fees.reserve
        settings.reserve_increment = fees.increment
    entries.append(settings)
    if amendment_ids:
        entries.append(Amendments(keylets.amendments().key, amendments=amendment_ids))
    return entries


OLD_REFERENCE_FEE_UNITS = 10


def genesis_header(account_hash: Hash256) -> LedgerHeader:
    """The header of ledger 1, closed at time 0."""
    return LedgerHeader(
        sequence=1,
        drops=GENESIS_DROPS,
        parent_hash=ZERO_HASH,
        transaction_hash=ZERO_HASH,
        account_hash=account_hash,
        parent_close_time=0,
        close_time=0,
        close_time_resolution=close_time.GENESIS_RESOLUTION,
    )
