"""The state of a ledger as a dictionary."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from spec.entries import Entry
from spec.invariants.frame import Difference
from spec.shamap import LeafKind, root_hash
from spec.values import Hash256
from spec.views import Change, Layer


class DictState:
    """A map from key to entry that never changes; a change makes another one."""

    def __init__(self, entries: Mapping[Hash256, Entry]) -> None:
        self.entries = dict(entries)
        self._keys = sorted(self.entries)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> DictState:
        """The state that consists of these entries."""
        return cls({entry.key: entry for entry in entries})

    def get(self, key: Hash256) -> Entry | None:
        """The entry at the key. It must not be changed."""
        return self.entries.get(key)

    def successor(self, key: Hash256, end: Hash256 | None = None) -> Hash256 | None:
        """The next key after this one that has an entry, if it is below ``end``."""
        place = bisect_right(self._keys, key)
        if place == len(self._keys) or (end is not None and self._keys[place] >= end):
            return None
        return self._keys[place]

    def after(self, changes: Layer) -> DictState:
        """The state with the changes of a layer made to it."""
        entries = dict(self.entries)
        for key, change, _, entry in changes.changed():
            if change is Change.ERASED:
                del entries[key]
            else:
                entries[key] = entry.copy()
        return DictState(entries)

    def differences(self, earlier: DictState) -> tuple[Difference, ...]:
        """What is not as it was in an earlier state, in the order of the keys."""
        found: dict[Hash256, Difference] = {}
        for key, before in earlier.entries.items():
            after = self.entries.get(key)
            if after is None:
                found[key] = Difference(Change.ERASED, before, before)
            elif after is not before and after != before:
                found[key] = Difference(Change.MODIFIED, before, after)
        for key in self.entries.keys() - earlier.entries.keys():
            found[key] = Difference(Change.INSERTED, None, self.entries[key])
        return tuple(found[key] for key in sorted(found))

    def encoded(self) -> dict[Hash256, bytes]:
        """Every entry's bytes."""
        return {key: entry.encode() for key, entry in self.entries.items()}

    def root(self) -> Hash256:
        """The root of the state tree, computed from scratch."""
        return root_hash(LeafKind.STATE, self.encoded())
