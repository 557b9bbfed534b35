"""Laws of what accounts own: counted, listed, and paid for with a reserve.

Two tables say of each kind of entry who counts it among its objects, and which directories list it. That the
counts of accounts and the pages of directories say the same are two balances.

Source: the rules that make and take out each kind of entry; vectors: all families.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct

from spec import keylets
from spec.entries import (
    AMM,
    DID,
    AccountRoot,
    Check,
    Credential,
    Delegate,
    DepositPreauth,
    DirectoryNode,
    Entry,
    Escrow,
    MPToken,
    MPTokenIssuance,
    NFTokenOffer,
    NFTokenPage,
    Offer,
    Oracle,
    PayChannel,
    PermissionedDomain,
    RippleState,
    SignerList,
    Ticket,
)
from spec.flags import lsfAccepted, lsfHighReserve, lsfLowReserve, lsfOneOwnerCount, lsfSellNFToken
from spec.laws.frame import Parts, balance, show
from spec.transactions.oracle_set import object_count
from spec.transactions.signer_list_set import OLD_LIST_COST
from spec.values import Account, Hash256


class Owner(Struct, frozen=True, eq=False):
    """An account, told from others by the key of its signer list: old signer lists do not say whose they
    are."""

    signer_list: Hash256
    account: Account | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Owner) and other.signer_list == self.signer_list

    def __hash__(self) -> int:
        return hash(self.signer_list)

    def __str__(self) -> str:
        if self.account is None:
            return f"whoever has the signer list {show(self.signer_list)}"
        return show(self.account)


@lru_cache(maxsize=1 << 12)
def owner(account: Account) -> Owner:
    """The owner that an account is."""
    return Owner(keylets.signer_list(account).key, account)


# Who counts an entry among its objects

Counted: TypeAlias = Iterator[tuple[Owner, int]]


def _by(attribute: str) -> Callable[[Any], Counted]:
    def count(entry: Any) -> Counted:
        yield owner(getattr(entry, attribute)), 1

    return count


def _count_line(line: RippleState) -> Counted:
    if line.flags & lsfLowReserve:
        yield owner(line.low_limit.issuer), 1
    if line.flags & lsfHighReserve:
        yield owner(line.high_limit.issuer), 1


def _count_signer_list(entry: SignerList) -> Counted:
    one = entry.flags & lsfOneOwnerCount
    yield Owner(entry.key, entry.owner), 1 if one else OLD_LIST_COST + len(entry.signer_entries)


def _count_credential(credential: Credential) -> Counted:
    accepted = credential.flags & lsfAccepted
    yield owner(credential.subject if accepted else credential.issuer), 1


def _count_oracle(oracle: Oracle) -> Counted:
    yield owner(oracle.owner), object_count(len(oracle.price_data_series))


def _count_page(page: NFTokenPage) -> Counted:
    yield owner(page.key[:20]), 1


COUNTED: dict[type[Entry], Callable[[Any], Counted]] = {
    Check: _by("account"),
    Credential: _count_credential,
    DID: _by("account"),
    Delegate: _by("account"),
    DepositPreauth: _by("account"),
    Escrow: _by("account"),
    MPToken: _by("account"),
    MPTokenIssuance: _by("issuer"),
    NFTokenOffer: _by("owner"),
    NFTokenPage: _count_page,
    Offer: _by("account"),
    Oracle: _count_oracle,
    PayChannel: _by("account"),
    PermissionedDomain: _by("owner"),
    RippleState: _count_line,
    SignerList: _count_signer_list,
    Ticket: _by("account"),
}
"""For each kind of entry, who counts it and for how many objects."""


@balance("owner-counts-agree")
def owner_counts(entry: Entry) -> Parts:
    """What an account says that it owns is what it owns: the objects that it holds the reserve for."""
    if isinstance(entry, AccountRoot):
        yield owner(entry.account), -entry.owner_count
    elif type(entry) in COUNTED:
        yield from COUNTED[type(entry)](entry)


@balance("ticket-counts-agree", failure_mode=83)
def ticket_counts(entry: Entry) -> Parts:
    """An account has as many tickets as it says."""
    if isinstance(entry, AccountRoot):
        yield entry.account, -(entry.ticket_count or 0)
    elif isinstance(entry, Ticket):
        yield entry.account, 1


# Where an entry is listed

Places: TypeAlias = Iterator[tuple[Hash256, int | None]]
"""The directory, and the number of the page."""


def _in(**nodes: str) -> Callable[[Any], Places]:
    """Listed with these accounts, in the pages that these fields tell; with each only once."""

    def places(entry: Any) -> Places:
        for account, node in nodes.items():
            number = getattr(entry, node)
            if number is not None:
                yield keylets.owner_directory(getattr(entry, account)).key, number

    return places


def _list_line(line: RippleState) -> Places:
    yield keylets.owner_directory(line.low_limit.issuer).key, line.low_node
    yield keylets.owner_directory(line.high_limit.issuer).key, line.high_node


def _list_escrow(escrow: Escrow) -> Places:
    yield from _in(account="owner_node", destination="destination_node")(escrow)
    if escrow.issuer_node is not None:
        yield keylets.owner_directory(getattr(escrow.amount, "issuer")).key, escrow.issuer_node  # noqa: B009


def _list_offer(offer: Offer) -> Places:
    yield keylets.owner_directory(offer.account).key, offer.owner_node
    yield offer.book_directory, offer.book_node
    for book in offer.additional_books or ():
        yield book.book_directory, book.book_node


def _list_nftoken_offer(offer: NFTokenOffer) -> Places:
    yield keylets.owner_directory(offer.owner).key, offer.owner_node
    sells = offer.flags & lsfSellNFToken
    of_token = keylets.nftoken_sell_offers if sells else keylets.nftoken_buy_offers
    yield of_token(offer.nftoken_id).key, offer.nftoken_offer_node


LISTED: dict[type[Entry], Callable[[Any], Places]] = {
    AMM: _in(account="owner_node"),
    Check: _in(account="owner_node", destination="destination_node"),
    Credential: _in(issuer="issuer_node", subject="subject_node"),
    DID: _in(account="owner_node"),
    Delegate: _in(account="owner_node", authorize="destination_node"),
    DepositPreauth: _in(account="owner_node"),
    Escrow: _list_escrow,
    MPToken: _in(account="owner_node"),
    MPTokenIssuance: _in(issuer="owner_node"),
    NFTokenOffer: _list_nftoken_offer,
    Offer: _list_offer,
    Oracle: _in(owner="owner_node"),
    PayChannel: _in(account="owner_node", destination="destination_node"),
    PermissionedDomain: _in(owner="owner_node"),
    RippleState: _list_line,
    Ticket: _in(account="owner_node"),
}
"""For each kind of entry, the directories that list it. Signer lists are listed with their owners too."""


@balance("directories-list-what-there-is")
def listings(entry: Entry) -> Parts:
    """What a page of a directory lists is there, and an entry is listed once in each page that it names."""
    if isinstance(entry, DirectoryNode):
        signer_list = owner(entry.owner).signer_list if entry.owner is not None else None
        for key in entry.indexes:
            yield (key if key == signer_list else (key, entry.key)), -1
    elif isinstance(entry, SignerList):
        yield entry.key, 1
    elif type(entry) in LISTED:
        for directory, number in LISTED[type(entry)](entry):
            yield (entry.key, keylets.page(directory, number or 0).key), 1
