"""Invariants of directories.

Source: DirectoryInvariant.cpp (3.3.0-b0).
"""

from __future__ import annotations

from spec import amendments, keylets
from spec.entries import DirectoryNode
from spec.invariants.frame import Step, invariant
from spec.keylets import Keylet
from spec.views import Change

_OF_BOOKS = (
    "exchange_rate",
    "taker_pays_currency",
    "taker_pays_issuer",
    "taker_pays_mpt",
    "taker_gets_currency",
    "taker_gets_issuer",
    "taker_gets_mpt",
    "domain_id",
)


@invariant("ValidBookDirectory", DirectoryNode, since=(amendments.fixCleanup3_2_0,))
def books_say_their_quality(step: Step) -> bool:
    """A new book directory says the quality that its key ends with, and a new page has a root.

    In force since fixCleanup3_2_0.
    """
    for change, before, page in step.changed(DirectoryNode):
        if change is Change.ERASED or (before is not None and before.root_index == page.root_index):
            continue
        if page.key == page.root_index:
            of_book = any(getattr(page, attribute) is not None for attribute in _OF_BOOKS)
            if of_book and page.exchange_rate != keylets.quality_of(page.key):
                return False
        elif not step.view.exists(Keylet(page.root_index, DirectoryNode)):
            return False
    return True
