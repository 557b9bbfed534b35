"""Offers: how they leave the ledger.

An offer is listed by its owner and in a book, in the directory of its quality. A hybrid offer, which stands
in a domain's book and in the open one, is listed in both.

Source: View.cpp (3.1.1).
"""

from __future__ import annotations

from spec import accounts, directories
from spec.entries import DirectoryNode, Offer
from spec.keylets import Keylet
from spec.removal import removes
from spec.results import require, tefBAD_LEDGER
from spec.views import Layer


@removes(Offer)
def delete(view: Layer, keylet: Keylet[Offer]) -> None:
    """Take an offer out of the ledger, if it is there. Raises Failure with tefBAD_LEDGER."""
    offer = view.read(keylet)
    if offer is None:
        return
    directories.remove_owned(view, offer.account, offer.owner_node, keylet.key, keep_root=False)
    _leave_book(view, offer.book_directory, offer.book_node, keylet)
    for book in offer.additional_books or ():
        _leave_book(view, book.book_directory, book.book_node, keylet)
    accounts.adjust_owner_count(view, offer.account, -1)
    view.erase(keylet)


def _leave_book(view: Layer, directory: bytes, page: int, keylet: Keylet[Offer]) -> None:
    book = Keylet(directory, DirectoryNode)
    require(directories.remove(view, book, page, keylet.key, keep_root=False), tefBAD_LEDGER)
