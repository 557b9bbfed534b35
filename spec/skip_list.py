"""The skip lists: where a ledger keeps the hashes of the ledgers before it.

Every ledger ends by writing down its parent's hash, after its transactions were applied and before its
state tree is hashed. Two kinds of LedgerHashes entry hold them:

- the *recent* one: the hashes of the last 256 ledgers, ending with the parent's;
- the *history* ones: the hash of every 256th ledger. Each covers 65536 ledgers, so it holds up to 256
  hashes too, and is found under the upper 16 bits of the sequences that it covers.

No transaction touches these entries. The rules here are over plain values; whoever keeps the ledger puts
them in the entries' Hashes and LastLedgerSequence. A FirstLedgerSequence that very old entries carry stays
as it is.

Source: Ledger.cpp updateSkipList, View.cpp hashOfSeq (3.1.1).
"""

from __future__ import annotations

from msgspec import Struct

from spec import contracts
from spec.values import Hash256

RECENT_LIMIT = 256
"""How many ledgers back the recent entry reaches."""
HISTORY_INTERVAL = 256
"""Every ledger whose sequence is a multiple of this has its hash in a history entry."""


class SkipList(Struct, frozen=True):
    """What one LedgerHashes entry holds."""

    hashes: tuple[Hash256, ...] = ()
    """The oldest first."""
    last_sequence: int = 0
    """The sequence of the ledger with the last of the hashes."""


NOTHING = SkipList()
"""A skip list whose entry does not exist yet."""


def history_part(sequence: int) -> int:
    """The number of the history entry that can hold the hash of ledger ``sequence``."""
    return sequence >> 16


def extends_history(sequence: int) -> bool:
    """Whether ledger ``sequence`` writes its parent's hash to history as well."""
    return sequence > 0 and (sequence - 1) % HISTORY_INTERVAL == 0


@contracts.require(lambda recent, sequence: sequence > 0 and len(recent.hashes) <= RECENT_LIMIT)
@contracts.ensure(
    lambda result, recent, parent_hash: result.hashes == (*recent.hashes, parent_hash)[-RECENT_LIMIT:]
)
@contracts.ensure(lambda result, sequence: result.last_sequence == sequence - 1)
def recent_after(recent: SkipList, sequence: int, parent_hash: Hash256) -> SkipList:
    """What the recent entry holds at the end of ledger ``sequence`` (1 or more)."""
    kept = recent.hashes[1:] if len(recent.hashes) == RECENT_LIMIT else recent.hashes
    return SkipList((*kept, parent_hash), sequence - 1)


@contracts.require(lambda sequence: sequence > 0)
@contracts.ensure(
    lambda result, history, sequence, parent_hash: (
        result == history
        if (sequence - 1) % HISTORY_INTERVAL
        else (result.hashes, result.last_sequence) == ((*history.hashes, parent_hash), sequence - 1)
    )
)
def history_after(history: SkipList, sequence: int, parent_hash: Hash256) -> SkipList:
    """What the entry ``history_part(sequence - 1)`` holds at the end of ledger ``sequence`` (1 or more)."""
    if not extends_history(sequence):
        return history
    return SkipList((*history.hashes, parent_hash), sequence - 1)


def ancestor_hash(
    wanted: int, sequence: int, parent_hash: Hash256, recent: SkipList, history: SkipList
) -> Hash256 | None:
    """The hash of the earlier ledger ``wanted``, as ledger ``sequence`` knows it.

    Args:
        wanted: the sequence asked for.
        sequence: the sequence of the ledger that is asked.
        parent_hash: the parent hash in its header.
        recent: its recent entry.
        history: its history entry ``history_part(wanted)``.

    Returns:
        None where that ledger does not know: not an earlier one, or too far back and not a multiple of 256.

    """
    if wanted >= sequence:
        return None
    back = sequence - wanted
    if back == 1:
        return parent_hash
    if back <= RECENT_LIMIT and len(recent.hashes) >= back:
        return recent.hashes[-back]
    if wanted % HISTORY_INTERVAL:
        return None
    place = (history.last_sequence - wanted) // HISTORY_INTERVAL
    if not 0 <= place < len(history.hashes):
        return None
    return history.hashes[-1 - place]
