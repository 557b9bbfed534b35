"""The node's fast twins do what the specification does.

Each function here puts the same, made of plain values, to both, and gives what comes of it side by side. Its
contract says that they are equal. Z3 proves it for payments; CrossHair looks for values for which they are
not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec.structs import replace

from impl import building, quick_metadata, quick_payments
from impl.shamap import SHAMap
from proofs.effects import ALICE, BOB, KEY, KNOWN_INFO, UnknownLedger
from proofs.registry import contract
from proofs.replacing import Seed
from proofs.unknown_state import SOME_BYTE
from proofs.unknowns import integer
from spec import engine, keylets, keys, metadata, shamap
from spec.amounts import MAX_DROPS
from spec.contracts import ensure, require
from spec.entries import AccountRoot
from spec.hashing import HashPrefix, sha512_half
from spec.ledger import Draft
from spec.metadata import Metadata
from spec.results import Result, tesSUCCESS
from spec.shamap import LeafKind
from spec.transactions.payment import Payment
from spec.values import Hash256
from spec.views import ApplyView, StateView

REGULAR_KEY = b"\xed" + b"\x05" * 32
EARLIER_ID = b"\x66" * 32
THIS_ID = SOME_BYTE * 32

Done: TypeAlias = tuple[Any, ...]
"""What became of a transaction, and of a ledger."""


class _Untold(Draft):
    """A ledger in which metadata are only a result: what they say is compared by itself."""

    def describe(self, view: ApplyView, result: Result) -> Metadata:
        """Nothing but the result."""
        return Metadata(result, 0, [])


def _done(outcome: engine.Outcome, draft: Draft) -> Done:
    entries = [(key, sorted(draft.entries[key].__dict__.items())) for key in sorted(draft.entries)]
    return outcome.result, outcome.applied, outcome.fee, draft.burned, draft.changes, entries


def _fit(values: tuple[int, ...]) -> bool:
    """Whether fields of 32 bits can hold these."""
    return all(0 <= value < 2**32 for value in values)


@require(lambda drops, fee: 0 < drops <= MAX_DROPS and 0 <= fee <= MAX_DROPS)
@require(lambda number, last, load_factor: _fit((number, last, load_factor)))
@require(lambda from_sequence, from_owned, from_flags: _fit((from_sequence, from_owned, from_flags)))
@require(lambda to_sequence, to_flags: _fit((to_sequence, to_flags)))
@ensure(lambda result: result[0] is None or result[0] == result[1])
def payment(
    drops: int,
    fee: int,
    number: int,
    last: int,
    load_factor: int,
    from_balance: int,
    from_sequence: int,
    from_owned: int,
    from_flags: int,
    to_balance: int,
    to_sequence: int,
    to_flags: int,
    *,
    is_open: bool,
    to_exists: bool,
    has_tag: bool,
    by_regular_key: bool,
    has_regular_key: bool,
) -> tuple[Done | None, Done | None]:
    """What a payment of drops does when the node does it at once, and as the engine does it. Both are
    ``None`` where it is left to the engine."""
    sender = AccountRoot(
        keylets.account(ALICE).key,
        account=ALICE,
        balance=from_balance,
        sequence=from_sequence,
        owner_count=from_owned,
        flags=from_flags,
    )
    if has_regular_key:
        sender.regular_key = _REGULAR
    receiver = AccountRoot(
        keylets.account(BOB).key,
        account=BOB,
        balance=to_balance,
        sequence=to_sequence,
        owner_count=0,
        flags=to_flags,
    )
    state = UnknownLedger()
    state.absent(keylets.account(BOB), keylets.deposit_preauth(BOB, ALICE))
    for root in (sender, receiver) if to_exists else (sender,):
        state.hold(root)
    info = replace(KNOWN_INFO, is_open=is_open, load_factor=load_factor)
    base = StateView(state, info)
    tx = Payment(account=ALICE, destination=BOB, amount=drops, fee=fee, sequence=number)
    tx.signing_pub_key = REGULAR_KEY if by_regular_key else KEY
    tx.last_ledger_sequence = last
    if has_tag:
        tx.destination_tag = 0
    tx._id, tx._blob = THIS_ID, b""
    draft, quick = _Untold(base, info), _Untold(base, info)
    outcome = quick_payments.apply(tx, quick)
    if outcome is None:
        return None, None
    return _done(outcome, quick), _done(engine.apply(tx, draft), draft)


_REGULAR = keys.account_id(REGULAR_KEY)


def _between(low: int, high: int) -> Callable[[str], int]:
    return lambda name: integer(name, low, high)


_UINT32, _ANY_DROPS = _between(0, 2**32 - 1), _between(-(2**62), 2**62)

contract(
    "fast twins",
    payment,
    makers={
        "number": _UINT32,
        "last": _UINT32,
        "load_factor": _between(256, 2**32 - 1),
        "from_balance": _ANY_DROPS,
        "from_sequence": _UINT32,
        "from_owned": _UINT32,
        "from_flags": _UINT32,
        "to_balance": _ANY_DROPS,
        "to_sequence": _UINT32,
        "to_flags": _UINT32,
    },
    twins=[
        Seed(quick_payments.apply, "max(info.fees.account_reserve(sender.owner_count), tx.fee)", "tx.fee"),
        Seed(quick_payments.apply, "tx.sequence + 1", "tx.sequence + 2"),
        Seed(quick_payments._may_sign, "signer == sender.regular_key or", "sender.regular_key or"),
        Seed(quick_payments._takes, "MAX_DROPS - drops", "MAX_DROPS"),
        Seed(quick_payments._takes, "receiver.flags & lsfDepositAuth or", ""),
    ],
)


def _change(version: int, balance: int, owned: int, domain: bytes, *, remembers: bool) -> ApplyView:
    """A transaction that changed one account to these values, and another but little."""
    info = KNOWN_INFO
    accounts = [
        AccountRoot(
            keylets.account(account).key, account=account, balance=1, sequence=1, owner_count=0, flags=0
        )
        for account in (ALICE, BOB)
    ]
    state = UnknownLedger()
    for root in accounts:
        if remembers:
            root.previous_txn_id, root.previous_txn_lgr_seq = EARLIER_ID, version
        state.hold(root)
    view = ApplyView(StateView(state, info), THIS_ID)
    first, second = (view.edit_needed(keylets.account(account), tesSUCCESS) for account in (ALICE, BOB))
    first.balance, first.owner_count, first.domain = balance, owned, domain or None
    second.sequence = version
    return view


@require(lambda version, balance, owned: _fit((version, balance, owned)))
@require(lambda domain: len(domain) < 200)
@ensure(lambda result: result[0] == result[1])
def described(
    version: int, balance: int, owned: int, domain: bytes, *, remembers: bool
) -> tuple[bytes, bytes]:
    """The metadata of a change of two accounts: written at once, and described and then encoded."""
    quick = quick_metadata.describe(
        _change(version, balance, owned, domain, remembers=remembers), tesSUCCESS, 1
    )
    slow = metadata.describe(_change(version, balance, owned, domain, remembers=remembers), tesSUCCESS, 1)
    return quick.encode(), slow.encode()


@require(lambda blobs: len(blobs) < 40)
@ensure(lambda result: result[0] == result[1])
def named(blobs: list[int]) -> tuple[Hash256, Hash256]:
    """The hash of a set of transactions, from their identifiers, and from their bytes."""
    written = [str(blob).encode() for blob in blobs]
    identifiers = {sha512_half(HashPrefix.TXN, blob) for blob in written}
    return building.set_hash(identifiers), shamap.transaction_set_hash(written)


@require(lambda one, other, gone: max(one, other, gone) < 2**16 and min(one, other, gone) >= 0)
@ensure(lambda result: result[0] == result[1])
def rooted(one: int, other: int, gone: int) -> tuple[Hash256, Hash256]:
    """The root hash of the node's tree after leaves were added and one was taken out, and that of the leaves
    which are left. They stand under keys that have all but the last two bytes in common."""
    tree, left = SHAMap(LeafKind.STATE), dict[Hash256, bytes]()
    for key in map(_key, (one, other, gone)):
        left[key] = key + THIS_ID
        tree.set(key, left[key])
    tree.delete(_key(gone))
    del left[_key(gone)]
    return tree.root_hash(), shamap.root_hash(LeafKind.STATE, left)


def _key(number: int) -> Hash256:
    return b"\x11" * 30 + number.to_bytes(2, "big")
