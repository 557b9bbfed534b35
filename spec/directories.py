"""Directories: lists of entries, kept in pages of at most 32.

The first page, number 0, is the directory's root and stands at the directory's own key. Each page names the
next one, the root also names the last one, and the last one names the root by naming none. Pages are only
ever added at the end, and a page that becomes empty is taken out, so that page numbers grow and are not used
again while later pages exist.

An owner directory lists what an account owns. A book directory lists the offers of one quality, in the order
in which they came. A token's directories list the offers to buy and to sell it.

Source: ApplyView.cpp, Dir.cpp (3.1.1).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

from spec import amendments, keylets
from spec.entries import DirectoryNode, Entry
from spec.keylets import Keylet
from spec.results import Failure, tecDIR_FULL, tefBAD_LEDGER
from spec.termination import Variant
from spec.values import Account, Hash256
from spec.views import Layer, ReadView

MAX_ENTRIES = 32
"""A page holds no more."""
MAX_PAGES_BEFORE_FIX = 262_144
"""Where directories ended before fixDirectoryLimit."""
MAX_PAGE = 2**64 - 1

Describe = Callable[[DirectoryNode], None]
"""Sets on a new page what it says about its directory."""


def _describe_owner(owner: Account) -> Describe:
    def describe(page: DirectoryNode) -> None:
        page.owner = owner

    return describe


def add_owned(view: Layer, owner: Account, key: Hash256) -> int:
    """List an entry among what the account owns. Gives the number of the page, which the entry has to
    remember.

    Raises Failure with tecDIR_FULL when there is no page left.
    """
    return insert(view, keylets.owner_directory(owner), key, _describe_owner(owner))


def insert(view: Layer, directory: Keylet[DirectoryNode], key: Hash256, describe: Describe) -> int:
    """List an entry, in the order of the keys within the last page. Gives the number of the page.

    Raises:
        Failure: tecDIR_FULL when there is no page left.
        ValueError: the entry is listed already.

    """
    return _add(view, directory, key, describe, keep_order=False)


def append(view: Layer, directory: Keylet[DirectoryNode], key: Hash256, describe: Describe) -> int:
    """List an entry after all others, as books do. Otherwise as ``insert``."""
    return _add(view, directory, key, describe, keep_order=True)


def _add(
    view: Layer, directory: Keylet[DirectoryNode], key: Hash256, describe: Describe, *, keep_order: bool
) -> int:
    root = view.edit(directory)
    if root is None:
        root = DirectoryNode(directory.key, root_index=directory.key, indexes=(key,))
        describe(root)
        view.insert(root)
        return 0
    number = root.index_previous or 0
    page = _edit_page(view, directory, number) if number else root
    indexes = page.indexes
    if len(indexes) < MAX_ENTRIES:
        if key in indexes:
            raise ValueError(f"{key.hex().upper()} stands in its directory already")
        if keep_order:
            page.indexes = (*indexes, key)
        else:
            ordered = sorted(indexes)
            place = bisect_left(ordered, key)
            page.indexes = (*ordered[:place], key, *ordered[place:])
        return number
    number += 1
    limited = not view.info.rules.enabled(amendments.fixDirectoryLimit)
    if number > MAX_PAGE or (limited and number >= MAX_PAGES_BEFORE_FIX):
        raise Failure(tecDIR_FULL)
    page.index_next = number
    root.index_previous = number
    new = DirectoryNode(
        keylets.page(directory.key, number).key,
        root_index=directory.key,
        indexes=(key,),
        index_previous=number - 1 if number > 1 else None,
    )
    describe(new)
    view.insert(new)
    return number


def remove_owned(view: Layer, owner: Account, page: int, key: Hash256, *, keep_root: bool) -> None:
    """Take an entry from the list of what the account owns. Raises Failure with tefBAD_LEDGER where it is
    not."""
    if not remove(view, keylets.owner_directory(owner), page, key, keep_root=keep_root):
        raise Failure(tefBAD_LEDGER)


def remove(
    view: Layer, directory: Keylet[DirectoryNode], number: int, key: Hash256, *, keep_root: bool
) -> bool:
    """Take an entry out of its page, and the page out of the directory when that leaves it empty.

    An empty root stays while there are other pages, and with ``keep_root`` in any case. Gives whether the
    entry was there.
    """
    page = view.edit(keylets.page(directory.key, number))
    if page is None or key not in page.indexes:
        return False
    page.indexes = tuple(other for other in page.indexes if other != key)
    if page.indexes:
        return True
    if number == 0:
        _drop_empty_last_page(view, directory, page)
        if not keep_root and not page.index_next and not page.index_previous:
            view.erase(directory)
        return True
    before, after = page.index_previous or 0, page.index_next or 0
    previous_page = _edit_page(view, directory, before)
    next_page = _edit_page(view, directory, after)
    previous_page.index_next = after
    next_page.index_previous = before
    view.erase(keylets.page(directory.key, number))
    if after and not next_page.index_next and not next_page.indexes:
        view.erase(keylets.page(directory.key, after))
        previous_page.index_next = 0
        _edit_page(view, directory, 0).index_previous = before
        after = 0
    if not keep_root and not after and not before and not previous_page.indexes:
        view.erase(directory)
    return True


def _drop_empty_last_page(view: Layer, directory: Keylet[DirectoryNode], root: DirectoryNode) -> None:
    """Take out the only other page when it is empty, as ledgers of old left some."""
    only = root.index_next or 0
    if only and only == (root.index_previous or 0) and not _edit_page(view, directory, only).indexes:
        root.index_next = root.index_previous = 0
        view.erase(keylets.page(directory.key, only))


def erase_if_empty(view: Layer, directory: Keylet[DirectoryNode]) -> bool:
    """Take out a directory that lists nothing. Gives whether it listed nothing."""
    root = view.edit(directory)
    if root is None or root.indexes:
        return False
    _drop_empty_last_page(view, directory, root)
    if root.index_next or root.index_previous:
        return False
    view.erase(directory)
    return True


def is_empty(view: ReadView, directory: Keylet[DirectoryNode]) -> bool:
    """Whether the directory lists nothing."""
    root = view.read(directory)
    return root is None or (not root.indexes and not root.index_next)


def pages(view: ReadView, directory: Keylet[DirectoryNode]) -> Iterator[tuple[int, DirectoryNode]]:
    """The pages with their numbers, in order: they only ever rise."""
    number = 0
    page = view.read(directory)
    left = Variant("pages of a directory")
    while page is not None:
        left.decrease_to(MAX_PAGE - number)
        yield number, page
        number = page.index_next or 0
        if not number:
            return
        page = view.read(keylets.page(directory.key, number))


def keys(view: ReadView, directory: Keylet[DirectoryNode]) -> Iterator[Hash256]:
    """What the directory lists, in order."""
    for _, page in pages(view, directory):
        yield from page.indexes


def entries(view: ReadView, directory: Keylet[DirectoryNode]) -> Iterator[Entry]:
    """The entries that the directory lists, in order."""
    for key in keys(view, directory):
        entry = view.get(key)
        if entry is not None:
            yield entry


def _edit_page(view: Layer, directory: Keylet[DirectoryNode], number: int) -> DirectoryNode:
    page = view.edit(keylets.page(directory.key, number))
    if page is None:
        raise ValueError(f"directory {directory.key.hex().upper()} has lost its page {number}")
    return page
