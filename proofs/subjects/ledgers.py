"""Whole ledgers of unknown numbers: what they do is told, comes out again, and is named in the header.

What is hashed has to be bytes, which the solver does not follow. Where a proof needs a hash, or the bytes of
an entry, what would be hashed or encoded stands in their place: as two of these are the same only when they
hold the same, so it is with hashes and encodings.
"""

from __future__ import annotations

from typing import Any

from impl import building, history
from impl.ledgers import ClosedLedger
from impl.shamap import SHAMap
from proofs.effects import ALICE, KEY, KNOWN_INFO, SEQUENCE, UnknownLedger
from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth
from proofs.unknown_state import SOME_BYTE
from proofs.unknowns import assume, integer, note, one_of
from spec import close_time, keylets, keys, ledger, metadata, validity
from spec.amounts import MAX_DROPS
from spec.entries import AccountRoot
from spec.header import LedgerHeader, ledger_hash
from spec.invariants.frame import Difference
from spec.laws.effects import metadata_tell_the_difference
from spec.laws.headers import headers_follow_from_their_parents
from spec.laws.replaying import replaying_gives_the_same
from spec.laws.steps import LedgerStep
from spec.ledger import Built
from spec.metadata import Metadata
from spec.objects import Record
from spec.shamap import LeafKind
from spec.transactions.payment import Payment
from spec.values import Account
from spec.views import Layer, StateView

OTHER_KEY = b"\xed" + b"\x02" * 32
BOB = keys.account_id(OTHER_KEY)
EARLIER = b"\x66" * 32
SALT = SOME_BYTE * 32
"""The hash of the set, which gives the order of execution."""
_HEADER = LedgerHeader(SEQUENCE, MAX_DROPS, SOME_BYTE * 32, SOME_BYTE * 32, SOME_BYTE * 32, 0, 10, 10)


def _root(name: str, account: Account) -> AccountRoot:
    return AccountRoot(
        keylets.account(account).key,
        account=account,
        balance=integer(f"{name}.balance", 0, MAX_DROPS),
        sequence=SEQUENCE,
        owner_count=0,
        flags=0,
        previous_txn_id=EARLIER,
        previous_txn_lgr_seq=3,
    )


def _payment(name: str, account: Account, key: bytes, destination: Account) -> Payment:
    """A payment of anything."""
    tx = Payment(account=account, destination=destination, sequence=SEQUENCE, signing_pub_key=key)
    tx.amount, tx.fee = integer(f"{name}.amount", 1, MAX_DROPS), 10
    tx._id, tx._blob = account + bytes(12), account
    return tx


def _ledger_of_two_payments() -> LedgerStep:
    """Alice and Bob pay each other, and the ledger is built as a set of transactions is: which payment comes
    first, and which is tried again, follows from who they are."""
    alice, bob = _root("alice", ALICE), _root("bob", BOB)
    assume(alice.balance + bob.balance <= MAX_DROPS)
    state = UnknownLedger()
    state.absent(keylets.recent_hashes())
    state.absent(keylets.deposit_preauth(BOB, ALICE), keylets.deposit_preauth(ALICE, BOB))
    for root in (alice, bob):
        state.hold(root)
    payments = [_payment("alice", ALICE, KEY, BOB), _payment("bob", BOB, OTHER_KEY, ALICE)]
    draft = ledger.build(StateView(state, KNOWN_INFO), KNOWN_INFO, payments, SALT).draft
    ledger.update_skip_lists(draft)
    for one in draft.transactions.values():
        note(one.metadata.result.name)
    differences = tuple(Difference(change, before, entry) for _, change, before, entry in draft.changed())
    transactions = tuple(draft.transactions.values())
    return LedgerStep(_HEADER, _HEADER, KNOWN_INFO, state, draft, transactions, differences)


def _in_place_of_metadata(effects: Metadata) -> Any:
    return effects.result, effects.index, effects.nodes, effects.delivered


def _in_place_of_bytes(record: Record) -> Any:
    return list(record.present())


_SIGNED = {validity.signature_fault: lambda tx: None}


@proof(
    "ledgers",
    "metadata-tell-the-difference",
    twins=[
        Seed(metadata._previous, "in shown", "not in shown"),
        Seed(ledger.Draft.describe, "index = len(self.transactions)", "index = 0"),
    ],
    covers=("tesSUCCESS tesSUCCESS",),
    instead=_SIGNED,
)
def metadata_lead_from_ledger_to_ledger() -> Truth:
    """The metadata of two payments, one there and one back, lead from the ledger before to the
    ledger after, whatever is paid and whether or not it can be."""
    return not list(metadata_tell_the_difference(_ledger_of_two_payments()))


@proof(
    "ledgers",
    "replaying-gives-the-same",
    twins=[
        Seed(Layer.edit, "found.copy()", "found"),
        Seed(ledger.replay, "in transactions", "in reversed(list(transactions))"),
    ],
    covers=("tesSUCCESS tesSUCCESS",),
    instead={
        **_SIGNED,
        Metadata.encode: _in_place_of_metadata,
        Record.encode: _in_place_of_bytes,
    },
)
def a_set_of_payments_comes_out_again() -> Truth:
    """What a set of two payments makes of a ledger, tried in several passes, is what they make of it again in
    the order of execution, whatever is paid and whether or not it can be."""
    return not list(replaying_gives_the_same(_ledger_of_two_payments()))


class _Fields(tuple[Any, ...]):
    """What would be hashed, in the place of a hash."""

    __slots__ = ()

    def hex(self) -> str:
        """What it is called where something is wrong."""
        return repr(self)


def _in_place_of_a_hash(header: LedgerHeader) -> Any:
    return _Fields(getattr(header, name) for name in header.__struct_fields__)


@proof(
    "ledgers",
    "headers-follow-from-their-parents",
    twins=[
        Seed(building.finish, "sequence=draft.info.sequence", "sequence=parent.header.sequence"),
        Seed(building.finish, "parent_hash=parent.hash", "parent_hash=parent.header.parent_hash"),
        Seed(close_time.effective_close_time, "parent_close_time + 1", "parent_close_time"),
    ],
    instead={
        ledger_hash: _in_place_of_a_hash,
        ledger.update_skip_lists: lambda draft: None,
        history.records_of: lambda sequence, ledger_hash, executed: {},
    },
)
def headers_name_and_follow_their_parents() -> Truth:
    """The header that the node makes for a ledger without transactions follows from its parent's, whatever
    that one's number and times are, and whatever the clock shows."""
    before = LedgerHeader(
        sequence=integer("sequence", 1, 2**32 - 2),
        drops=integer("drops", 0, MAX_DROPS),
        parent_hash=SOME_BYTE * 32,
        transaction_hash=SOME_BYTE * 32,
        account_hash=SOME_BYTE * 32,
        parent_close_time=integer("close time of the ledger before", 0, 2**32 - 2),
        close_time=integer("close time", 0, 2**32 - 2),
        close_time_resolution=one_of("resolution", *close_time.RESOLUTIONS),
        close_flags=one_of("close flags", 0, 1),
    )
    trees = SHAMap(LeafKind.STATE), SHAMap(LeafKind.TRANSACTION_WITH_METADATA)
    parent = ClosedLedger(before, ledger_hash(before), *trees)
    info = building.info_after(parent)
    draft = ledger.begin(StateView(parent.state, info), info)
    at = building.closing_time(integer("clock", 0, 2**32 - 2**8), before)
    store: Any = None  # nothing is stored
    header = building.finish(parent, Built(draft, {}, {}), at, store).ledger.header
    return not list(
        headers_follow_from_their_parents(
            LedgerStep(before, header, info, parent.state, draft, tuple(draft.transactions.values()), ())
        )
    )
