"""The law of directories' pages: they can be walked from the first to the last.

Source: ApplyView.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator

from spec import keylets
from spec.directories import MAX_ENTRIES
from spec.entries import DirectoryNode
from spec.keylets import Keylet
from spec.laws.frame import Faults, law, show
from spec.laws.steps import TransactionStep
from spec.values import Hash256
from spec.views import Change, ReadView


@law("directories-can-be-walked", failure_mode=85)
def directories_can_be_walked(step: TransactionStep) -> Faults:
    """The pages of a directory name each other from the first to the last, no page lists more than 32
    entries or one twice, and only the first page may list none."""
    seen: set[Hash256] = set()
    for page in _concerned(step):
        if page.key not in seen:
            seen.add(page.key)
            yield from (f"page {show(page.key)} {fault}" for fault in page_faults(step.view, page))


def _concerned(step: TransactionStep) -> Iterator[DirectoryNode]:
    """The pages that were changed, and the neighbours of those that were taken out."""
    view = step.view
    for change, before, page in step.changed(DirectoryNode):
        if change is not Change.ERASED:
            yield page
        elif before is not None:
            for number in (before.index_previous, before.index_next, 0):
                found = view.read(keylets.page(before.root_index, number or 0))
                if found is not None:
                    yield found


def page_faults(view: ReadView, page: DirectoryNode) -> Iterator[str]:
    """What is wrong with a page, and with how it and its neighbours name each other."""
    if len(page.indexes) > MAX_ENTRIES:
        yield f"lists {len(page.indexes)} entries"
    if len(set(page.indexes)) < len(page.indexes):
        yield "lists an entry twice"
    root = view.read(Keylet(page.root_index, DirectoryNode))
    if root is None:
        yield "has no first page"
        return
    number_after, number_before = page.index_next or 0, page.index_previous or 0
    following = view.read(keylets.page(root.key, number_after))
    preceding = view.read(keylets.page(root.key, number_before))
    is_first = page.key == root.key
    if not is_first and not page.indexes:
        yield "lists nothing"
    if following is None or preceding is None:
        yield f"comes between {number_before} and {number_after}, which are not both there"
        return
    if number_after and keylets.page(root.key, following.index_previous or 0).key != page.key:
        yield f"is followed by page {number_after}, which follows another"
    if not is_first and keylets.page(root.key, preceding.index_next or 0).key != page.key:
        yield f"follows page {number_before}, which is followed by another"
    if not number_after and keylets.page(root.key, root.index_previous or 0).key != page.key:
        yield "is the last one, and the first page says that another is"
