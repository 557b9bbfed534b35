"""Directories: what is put in is found in the page that it was put into, and pages know their neighbours.

The last page has any of a few numbers and is nearly empty, nearly full or full; rules ask no more of either.
"""

from __future__ import annotations

from proofs.effects import UnknownLedger
from proofs.registry import proof
from proofs.replacing import Seed
from proofs.symbolic import Truth
from proofs.unknown_state import SOME_BYTE, UnknownState, ledger_info, view_of
from proofs.unknowns import note, one_of, outcome_of, truth
from spec import directories, keylets
from spec.directories import MAX_ENTRIES
from spec.entries import DirectoryNode
from spec.laws.pages import directories_can_be_walked
from spec.laws.steps import TransactionStep
from spec.metadata import Metadata
from spec.results import Failure, tesSUCCESS
from spec.transactions.payment import Payment
from spec.views import ApplyView

OWNER = b"\x01" * 20
DIRECTORY = keylets.owner_directory(OWNER)
NEW = b"\x80" * 32
FILLINGS = (1, MAX_ENTRIES - 1, MAX_ENTRIES)
LAST_PAGES = (0, 1, 2, 7)


def _entries(count: int) -> tuple[bytes, ...]:
    """So many keys, about half of them on either side of the new one."""
    return tuple(bytes((number * 255 // MAX_ENTRIES, number)) * 16 for number in range(count))


def _directory() -> tuple[ApplyView, int]:
    """A directory whose last page has this number."""
    last, count = one_of("last page", *LAST_PAGES), one_of("entries", *FILLINGS)
    state = UnknownState()
    first = {"indexes": _entries(count if last == 0 else MAX_ENTRIES)}
    links = {"index_previous": last or None, "index_next": (1 if last else None)}
    state.expect(DIRECTORY, "first page", exists=True, root_index=DIRECTORY.key, **first, **links)
    if last:
        page = keylets.page(DIRECTORY.key, last)
        before = last - 1 or None
        state.expect(
            page, "last page", exists=True, indexes=_entries(count), index_previous=before, index_next=None
        )
    state.expect(keylets.page(DIRECTORY.key, last + 1), "next page", exists=False)
    return ApplyView(view_of(state, ledger_info()), SOME_BYTE * 32), last


def _describe(page: DirectoryNode) -> None:
    page.owner = OWNER


@proof(
    "directories",
    directories.insert,
    directories.append,
    twins=[
        Seed(directories._add, "page.index_next = number", "page.index_next = number - 1"),
        Seed(directories._add, "return number\n    number += 1", "return number + 1\n    number += 1"),
        Seed(directories._add, "len(indexes) < MAX_ENTRIES", "len(indexes) <= MAX_ENTRIES"),
    ],
    covers=("in the last page", "in a new page"),
)
def what_is_put_in_is_found_where_it_was_put() -> Truth:
    """An entry stands in the page whose number is given back, once; no page has more than 32; a new page is
    the last, and its neighbours and the first page know of it."""
    view, last = _directory()
    put = directories.append if truth("in the order of coming") else directories.insert
    number = outcome_of(put, view, DIRECTORY, NEW, _describe, refusals=(Failure,))
    if number is Failure:
        note("full")
        return False
    page = view.read(keylets.page(DIRECTORY.key, number))
    assert page is not None
    note("in the last page" if number == last else "in a new page")
    good = page.indexes.count(NEW) == 1 and len(page.indexes) <= MAX_ENTRIES
    if number == last:
        return good
    root, before = view.read(DIRECTORY), view.read(keylets.page(DIRECTORY.key, last))
    assert root is not None
    assert before is not None
    linked = root.index_previous == number and before.index_next == number
    return (
        good and number == last + 1 and linked and (page.index_previous or 0) == last and not page.index_next
    )


@proof(
    "directories",
    directories.remove,
    twins=[Seed(directories.remove, "if other != key", "if other == key")],
    covers=("taken out", "not there"),
)
def what_is_taken_out_is_gone() -> Truth:
    """An entry that is taken out of its page is no longer in it, and the others are; what is not there is not
    found."""
    view, last = _directory()
    keys = _entries(MAX_ENTRIES)
    key = one_of("key", keys[0], NEW)
    before = view.read(keylets.page(DIRECTORY.key, last))
    assert before is not None
    if len(before.indexes) == 1:
        return True  # the page goes too: its neighbours are not foreseen here
    others = [one for one in before.indexes if one != key]
    found = directories.remove(view, DIRECTORY, last, key, keep_root=True)
    note("taken out" if found else "not there")
    page = view.read(keylets.page(DIRECTORY.key, last))
    assert page is not None
    return found == (key in before.indexes) and list(page.indexes) == others


NUMBERS = ((0,), (0, 1), (0, 3), (0, 1, 2), (0, 2, 5), (0, 1, 2, 3))
"""Which pages there may be: some were taken out."""


def _pages() -> tuple[ApplyView, tuple[int, ...]]:
    """A directory of these pages, each of them with one entry, with two, or full."""
    numbers = one_of("pages", *NUMBERS)
    state = UnknownLedger()
    for place, number in enumerate(numbers):
        state.hold(
            DirectoryNode(
                keylets.page(DIRECTORY.key, number).key,
                owner=OWNER,
                root_index=DIRECTORY.key,
                indexes=_entries(one_of(f"entries in page {number}", 1, 2, MAX_ENTRIES)),
                index_previous=numbers[place - 1] or None,
                index_next=numbers[(place + 1) % len(numbers)] or None,
            )
        )
    state.absent(keylets.page(DIRECTORY.key, numbers[-1] + 1))
    return ApplyView(view_of(state, ledger_info()), SOME_BYTE * 32), numbers


@proof(
    "directories",
    directories.append,
    directories.insert,
    directories.remove,
    "directories-can-be-walked",
    twins=[
        Seed(directories._add, "root.index_previous = number", "root.index_previous = number - 1"),
        Seed(directories.remove, "previous_page.index_next = after", "previous_page.index_next = before"),
        Seed(directories.remove, "next_page.index_previous = before", "next_page.index_previous = after"),
        Seed(directories._add, "len(indexes) < MAX_ENTRIES", "len(indexes) <= MAX_ENTRIES"),
    ],
    covers=("put in", "taken out"),
)
def directories_can_be_walked_afterwards() -> Truth:
    """Whatever is put into a directory, or taken out of any of its pages, its pages name each other from the
    first to the last, and none but the first is empty."""
    view, numbers = _pages()
    if truth("something is put in"):
        put = directories.append if truth("in the order of coming") else directories.insert
        put(view, DIRECTORY, NEW, _describe)
        note("put in")
    else:
        number, kept = one_of("from page", *numbers), bool(truth("the first page stays"))
        gone = directories.remove(view, DIRECTORY, number, _entries(1)[0], keep_root=kept)
        note("taken out" if gone else "not found")
    step = TransactionStep(Payment(account=OWNER), Metadata(tesSUCCESS, 0, []), 0, view)
    return not list(directories_can_be_walked(step))
