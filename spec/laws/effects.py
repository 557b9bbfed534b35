"""Laws of metadata: they tell exactly what became of the ledger.

Whoever knows an entry as it was, and the metadata of the transactions since, knows it as it is, but for what
metadata never show: which keys a directory's page lists, and that an entry remembers a transaction which is
the first that it remembers.

Source: ApplyStateTable.cpp, TxMeta.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any, TypeAlias

from spec.entries import Entry, LedgerHashes, NegativeUNL
from spec.fields import FIELDS, Field, Shown
from spec.laws.frame import Faults, describe, law, show
from spec.laws.steps import LedgerStep, TransactionStep
from spec.metadata import AffectedNode, differing, is_threaded
from spec.objects import DEFAULTS
from spec.values import Hash256
from spec.views import Change

Fields: TypeAlias = dict[Field, Any]
"""What metadata can tell of an entry. A default value counts as absent: a new entry's is not told."""

_TOLD = frozenset(field for field in FIELDS.values() if field.shown & (Shown.FINAL | Shown.ALWAYS))
THREADING = frozenset({"previous_txn_id", "previous_txn_lgr_seq"})
"""The fields by which an entry remembers the last transaction that changed it."""
_KEPT_BY_THE_LEDGER = (LedgerHashes, NegativeUNL)
"""What changes without a transaction: the lists of hashes, and in flag ledgers the negative UNL."""


def told(entry: Entry | None) -> Fields | None:
    """What metadata can tell of an entry; ``None`` of one that is not there."""
    return None if entry is None else _as_told(list(entry.present()))


def _as_told(values: list[tuple[Field, Any]]) -> Fields:
    return {field: value for field, value in values if field in _TOLD and value != DEFAULTS.get(field.type)}


def after(node: AffectedNode, was: Fields | None) -> Fields | None:
    """What an entry is after a transaction, from its metadata."""
    if node.change is Change.ERASED:
        return None
    if node.change is Change.INSERTED:
        return _as_told(node.new or [])
    return was if node.final is None else _as_told(node.final)


def contradictions(node: AffectedNode, was: Fields | None) -> Faults:
    """Where the metadata of a transaction say something else of what was before it than what was."""
    name = f"{node.type.__name__} {show(node.key)}"
    if (was is None) is not (node.change is Change.INSERTED):
        yield f"{name} was {'not ' if was is None else ''}there and was {node.change.value}"
        return
    if was is None or node.final is None:
        return
    previous, final = _as_told(node.previous or []), _as_told(node.final)
    for field in was.keys() | previous.keys():
        before = was.get(field)
        expected = previous.get(field, final.get(field))
        if before != expected:
            yield f"{field.name} of {name} was {before}, and the metadata say {expected}"
    for field in previous:
        if previous[field] == final.get(field):
            yield f"{field.name} of {name} did not change, and the metadata say that it did"


@law("metadata-tell-what-was-done")
def metadata_tell_what_was_done(step: TransactionStep) -> Faults:
    """The metadata of a transaction name each entry that it changed, as it was and as it is, and no other.

    An open ledger makes none.
    """
    if step.view.info.is_open:
        return
    nodes = {node.key: node for node in step.metadata.nodes}
    if list(nodes) != sorted(nodes) or len(nodes) != len(step.metadata.nodes):
        yield "the nodes are not in the order of their keys"
    changed: set[Hash256] = set()
    for change, before, entry in step.differences:
        if before is not None and change is Change.MODIFIED and _is_silent(before, entry):
            continue
        changed.add(entry.key)
        node = nodes.get(entry.key)
        if node is None or (node.change, node.type) != (change, type(entry)):
            yield f"{type(entry).__name__} {show(entry.key)} was {change.value} and is told of as {node}"
            continue
        yield from contradictions(node, told(before))
        if change is not Change.ERASED:
            if after(node, told(before)) != told(entry):
                yield f"{type(entry).__name__} {show(entry.key)} is not what the metadata say"
            yield from _unthreaded(step, entry)
    yield from (f"{show(key)} is told of and was not changed" for key in nodes.keys() - changed)


def _is_silent(before: Any, entry: Any) -> bool:
    """Whether the entry is as it was, but that it may remember its first transaction."""
    changed = differing(before, entry)
    if not changed:
        return True
    remembered = before.previous_txn_id if entry.threaded else None
    return changed <= THREADING and not any(remembered or b"")


def _unthreaded(step: TransactionStep, entry: Any) -> Faults:
    if is_threaded(entry, step.view.info.rules):
        remembers = entry.previous_txn_id, entry.previous_txn_lgr_seq
        if remembers != (step.tx.id, step.view.info.sequence):
            yield f"{type(entry).__name__} {show(entry.key)} does not remember the transaction"


@law("metadata-tell-the-difference")
def metadata_tell_the_difference(step: LedgerStep) -> Faults:
    """The metadata of a ledger's transactions lead, one after the other, from its parent's state to its
    own."""
    states: dict[Hash256, Fields | None] = {}
    for place, applied in enumerate(step.transactions):
        if applied.metadata.index != place:
            yield f"the metadata of transaction {place} say that it was number {applied.metadata.index}"
        for node in applied.metadata.nodes:
            was = states[node.key] if node.key in states else told(step.before.get(node.key))
            yield from contradictions(node, was)
            states[node.key] = after(node, was)
    for key, is_now in states.items():
        if is_now != told(step.after.get(key)):
            yield f"{show(key)} is not what the metadata say"
    for difference in step.differences:
        entry = difference.after
        if entry.key in states or isinstance(entry, _KEPT_BY_THE_LEDGER):
            continue
        if difference.change is not Change.MODIFIED or not _is_silent(difference.before, entry):
            yield f"{describe(difference)}, which no metadata say"
