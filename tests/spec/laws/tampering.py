"""Ledgers in which somebody tampers with what a transaction did, before anyone looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from reference.node import LawfulDraft
from spec.entries import Entry
from spec.metadata import Metadata
from spec.results import Result
from spec.views import ApplyView, Change
from tests.spec.ledgers import SmallLedger

T = TypeVar("T", bound=Entry)
Tamper = Callable[[ApplyView], None]
TamperWithMetadata = Callable[[Metadata], None]


class TamperedDraft(LawfulDraft):
    """A draft that is not told the whole truth."""

    tamper: Tamper | None = None
    tamper_with_metadata: TamperWithMetadata | None = None

    def describe(self, view: ApplyView, result: Result) -> Metadata:
        """What was done, and what somebody did besides."""
        if self.tamper is not None:
            self.tamper(view)
        metadata = super().describe(view, result)
        if self.tamper_with_metadata is not None:
            self.tamper_with_metadata(metadata)
        return metadata


def tampered(ledger: SmallLedger, **tampering: Any) -> SmallLedger:
    """The ledger with a draft that lets somebody tamper: with what was done, or with its ``metadata``."""
    honest = ledger.draft
    draft = TamperedDraft(honest.base, honest.info)
    for key, change, _, entry in honest.changed():
        draft.put(key, change, entry)
    draft.tamper = tampering.get("deeds")
    draft.tamper_with_metadata = tampering.get("metadata")
    ledger.draft = draft
    return ledger


def changed(view: ApplyView, kind: type[T], which: Callable[[T], bool] = lambda entry: True) -> T:
    """The first of the entries of a kind that the transaction changed and that pass."""
    return next(
        entry
        for _, change, _, entry in view.changed()
        if isinstance(entry, kind) and change is not Change.ERASED and which(entry)
    )
