"""Ledgers as the node holds them: closed ones over the stored trees, and the open one as queries see it.

Both are what ``impl.boundary.LedgerView`` promises: nothing that is asked of them later differs from what was
asked before.
"""

from __future__ import annotations

from collections.abc import Iterator

from impl.boundary import StoredTransaction
from impl.shamap import SHAMap
from spec.entries import Entry, decode_entry
from spec.hashing import ZERO_HASH
from spec.header import LedgerHeader
from spec.ledger import AppliedTransaction, Draft, next_resolution, read_fees, read_rules
from spec.results import BY_CODE
from spec.shamap import split_transaction
from spec.transaction import decode_transaction
from spec.values import Hash256
from spec.views import LedgerInfo, StateView

_INDEX = slice(2, 6)
"""Where metadata say their place in the order of execution: it is their first field."""
KNOWN_LIMIT = 1 << 17
"""So many entries of one ledger are at hand without a walk through its tree."""


class TreeState:
    """The entries in a state tree. Each is decoded once, and stays with its leaf.

    Rules ask for the same few entries again and again, and for the first offers of the same books, so what
    was asked for is at hand without a walk through the tree, until ``forget``.
    """

    __slots__ = ("_following", "_known", "tree")

    def __init__(self, tree: SHAMap) -> None:
        self.tree = tree
        self._known: dict[Hash256, Entry] = {}
        self._following: dict[Hash256, Hash256 | None] = {}

    def __len__(self) -> int:
        """How many entries are at hand."""
        return len(self._known)

    def forget(self) -> None:
        """Look entries up in the tree again."""
        self._known.clear()
        self._following.clear()

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key. It must not be changed. Raises what the node store raises."""
        known = self._known.get(key)
        if known is not None:
            return known
        leaf = self.tree.get(key)
        if leaf is None:
            return None
        entry = leaf.parsed
        if entry is None:
            entry = leaf.parsed = decode_entry(key, leaf.data)
        assert isinstance(entry, Entry)
        if len(self._known) >= KNOWN_LIMIT:
            self._known.clear()
        self._known[key] = entry
        return entry

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""
        if key in self._following:
            following = self._following[key]
        else:
            leaf = self.tree.successor(key)
            following = None if leaf is None else leaf.key
            if len(self._following) >= KNOWN_LIMIT:
                self._following.clear()
            self._following[key] = following
        return None if following is None or (end is not None and following >= end) else following


class ClosedLedger:
    """A closed ledger: its header, and the trees of its state and of its transactions."""

    def __init__(
        self, header: LedgerHeader, ledger_hash: Hash256, state: SHAMap, transactions: SHAMap
    ) -> None:
        self._header = header
        self._hash = ledger_hash
        self.state = TreeState(state)
        self.transaction_tree = transactions
        self._info: LedgerInfo | None = None

    @property
    def info(self) -> LedgerInfo:
        """Sequence, rules and fees."""
        if self._info is None:
            header = self._header
            self._info = LedgerInfo(
                sequence=header.sequence,
                parent_hash=header.parent_hash,
                parent_close_time=header.parent_close_time,
                rules=read_rules(self.state),
                fees=read_fees(self.state),
                close_time=header.close_time,
            )
        return self._info

    @property
    def header(self) -> LedgerHeader:
        """The header."""
        return self._header

    @property
    def hash(self) -> Hash256:
        """The ledger's hash."""
        return self._hash

    @property
    def validated(self) -> bool:
        """Always: a node that stands alone agrees with itself."""
        return True

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key. It must not be changed. Raises what the node store raises."""
        return self.state.get(key)

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""
        return self.state.successor(key, end)

    def transactions(self) -> Iterator[StoredTransaction]:
        """Its transactions in the order of their identifiers."""
        for leaf in self.transaction_tree:
            yield self._stored(leaf.data)

    def transaction(self, transaction_id: Hash256) -> StoredTransaction | None:
        """One of its transactions."""
        leaf = self.transaction_tree.get(transaction_id)
        return None if leaf is None else self._stored(leaf.data)

    def apart(self) -> ClosedLedger:
        """The same ledger, with entries at hand of its own."""
        return ClosedLedger(self._header, self._hash, self.state.tree, self.transaction_tree)

    def _stored(self, data: bytes) -> StoredTransaction:
        blob, metadata = split_transaction(data)
        return StoredTransaction(
            decode_transaction(blob),
            metadata,
            BY_CODE[metadata[-1]],
            self._header.sequence,
            self._hash,
            self._header.close_time,
            int.from_bytes(metadata[_INDEX], "big"),
        )


class OpenView:
    """The open ledger at one moment.

    It shares what it shows with the draft for as long as the draft stays as it is. Whoever changes the draft
    calls ``detach`` before, so a view that is dropped by then, as most are, costs nothing.
    """

    def __init__(self, draft: Draft, parent: ClosedLedger) -> None:
        self._draft = draft
        self._parent = parent

    def detach(self) -> None:
        """Keep what there is now, whatever becomes of the draft."""
        self._draft = self._draft.fork()

    @property
    def info(self) -> LedgerInfo:
        """Sequence, rules and fees."""
        return self._draft.info

    @property
    def header(self) -> LedgerHeader:
        """What is known of the header so far."""
        parent, info = self._parent.header, self._draft.info
        return LedgerHeader(
            sequence=info.sequence,
            drops=parent.drops,
            parent_hash=info.parent_hash,
            transaction_hash=ZERO_HASH,
            account_hash=ZERO_HASH,
            parent_close_time=parent.close_time,
            close_time=info.close_time,
            close_time_resolution=next_resolution(parent),
        )

    @property
    def hash(self) -> None:
        """None: what is open has no hash."""
        return

    @property
    def validated(self) -> bool:
        """Never."""
        return False

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key. It must not be changed."""
        return self._draft.get(key)

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""
        return self._draft.successor(key, end)

    def transactions(self) -> Iterator[StoredTransaction]:
        """Its transactions in the order of their identifiers, without metadata."""
        for _, applied in sorted(self._draft.transactions.items()):
            yield self._stored(applied)

    def transaction(self, transaction_id: Hash256) -> StoredTransaction | None:
        """One of its transactions, without metadata."""
        applied = self._draft.transactions.get(transaction_id)
        return None if applied is None else self._stored(applied)

    def apart(self) -> OpenView:
        """The same ledger as it is now, with a draft of its own."""
        return OpenView(self._draft.fork(), self._parent)

    def _stored(self, applied: AppliedTransaction) -> StoredTransaction:
        metadata, info = applied.metadata, self._draft.info
        return StoredTransaction(
            applied.tx, b"", metadata.result, info.sequence, ZERO_HASH, info.close_time, metadata.index
        )


def state_view(ledger: ClosedLedger, info: LedgerInfo) -> StateView:
    """The closed ledger as rules see it that make the ledger ``info`` from it."""
    return StateView(ledger.state, info)
