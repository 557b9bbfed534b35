"""account_objects: what an account owns, entry by entry.

Pages of tokens come first, because they stand in no list; then the account's list, page by page. The marker
says which page of the list, 0 for the pages of tokens, and which entry comes next.

Source: AccountObjects.cpp, RPCHelpers.cpp (getAccountObjects) (3.1.1).
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from impl.edge import entry_types, errors, ledger_choice, loose, owned, render
from impl.edge.dispatch import LEDGER, method
from impl.edge.errors import Json
from impl.edge.owned import Limit
from impl.edge.reading import reading
from impl.edge.service import Request
from spec import keylets
from spec.addresses import encode_account, parse_hex
from spec.entries import DirectoryNode, Entry, NFTokenPage
from spec.values import Account, Hash256
from spec.views import StateView

LIMIT = Limit(10, 200, 400)

BLOCKERS = (
    "check",
    "escrow",
    "nft_page",
    "payment_channel",
    "state",
    "xchain_owned_claim_id",
    "xchain_owned_create_account_claim_id",
    "bridge",
    "mpt_issuance",
    "mptoken",
    "permissioned_domain",
    "vault",
)
"""The types of entry that keep an account from being deleted."""

_ZERO = bytes(32)

Types = Container[type[Entry]] | None


class Page(NamedTuple):
    """What one answer shows, and where the next one begins."""

    entries: list[Entry]
    marker: str | None


@method("account_objects", "account", "type", "deletion_blockers_only", "limit", "marker", *LEDGER)
def account_objects(request: Request) -> Json:
    """The entries that an account owns."""
    address = request.need_text("account")
    view, members = ledger_choice.choose(request)
    account_id = owned.account(address, members)
    state = reading(view)
    owned.need_account(state, account_id)
    types = _wanted(request)
    limit = owned.read_limit(request, LIMIT)
    directory, entry = _read_marker(request)
    page = _collect(state, account_id, types, limit, directory, entry)
    if page is None:
        raise errors.invalid_field("marker")
    members["account_objects"] = [render.entry(each) for each in page.entries]
    if page.marker is not None:
        members |= {"limit": limit, "marker": page.marker}
    members["account"] = encode_account(account_id)
    return members


def _wanted(request: Request) -> Types:
    if loose.flag(request.get("deletion_blockers_only")):
        return {
            entry_types.BY_RPC_NAME[name]
            for name in BLOCKERS
            if "type" not in request or request.get("type") == name
        }
    chosen = entry_types.choose(request)
    if chosen is None:
        return None
    if chosen in entry_types.UNOWNED:
        raise errors.invalid_field("type")
    return {chosen}


def _read_marker(request: Request) -> tuple[Hash256, Hash256]:
    if "marker" not in request:
        return _ZERO, _ZERO
    marker = request.get("marker")
    if not isinstance(marker, str):
        raise errors.invalid_field("marker", "string")
    first, comma, second = marker.partition(",")
    directory, entry = parse_hex(first, 32), parse_hex(second, 32)
    if not comma or directory is None or entry is None:
        raise errors.invalid_field("marker")
    return directory, entry


def _collect(
    state: StateView, account_id: Account, types: Types, limit: int, directory: Hash256, entry: Hash256
) -> Page | None:
    """One answer's worth; None when the marker leads nowhere. A limit of 0 never is reached."""
    found: list[Entry] = []
    room = limit
    if directory != _ZERO and not isinstance(state.get(directory), DirectoryNode):
        return None
    with_pages = directory == _ZERO and (types is None or NFTokenPage in types)
    if with_pages and (entry == _ZERO or entry[:20] == account_id):
        marker = _token_pages(state, account_id, entry, limit, found)
        if marker is not None:
            return Page(found, marker)
        room -= len(found)
        entry = _ZERO
    return _listed(state, account_id, types, room, limit, directory, entry, found)


def _token_pages(
    state: StateView, account_id: Account, entry: Hash256, limit: int, found: list[Entry]
) -> str | None:
    """Take pages of tokens up to the limit; gives the marker when more follow."""
    start = keylets.nftoken_page_min(account_id).key if entry == _ZERO else entry
    last = keylets.nftoken_page_max(account_id).key
    key = state.successor(start) or last
    key = min(key, last)
    page = state.get(key)
    while isinstance(page, NFTokenPage):
        found.append(page)
        following = page.next_page_min
        page = state.get(following) if following is not None else None
        if len(found) == limit and page is not None:
            return f"0,{key.hex().upper()}"
        if following is None:
            break
        key = following
    return None


def _listed(
    state: StateView,
    account_id: Account,
    types: Types,
    room: int,
    limit: int,
    directory: Hash256,
    entry: Hash256,
    found: list[Entry],
) -> Page | None:
    root = keylets.owner_directory(account_id).key
    seeking = directory != _ZERO
    page_key = directory if seeking else root
    page = state.get(page_key)
    count = 0
    while isinstance(page, DirectoryNode):
        indexes = page.indexes
        if seeking:
            if entry not in indexes:
                return None
            indexes = indexes[indexes.index(entry) :]
            seeking = False
        if count == room and room < limit and indexes:
            return Page(found, _marker(page_key, indexes[0]))
        for place, key in enumerate(indexes, 1):
            owned_entry = state.get(key)
            if owned_entry is not None and (types is None or type(owned_entry) in types):
                found.append(owned_entry)
            count += 1
            if count == room:
                if place < len(indexes):
                    return Page(found, _marker(page_key, indexes[place]))
                break
        if not page.index_next:
            break
        page_key = keylets.page(root, page.index_next).key
        page = state.get(page_key)
        if count == room and isinstance(page, DirectoryNode):
            return Page(found, _marker(page_key, page.indexes[0]) if page.indexes else None)
    return Page(found, None)


def _marker(directory: Hash256, entry: Hash256) -> str:
    return f"{directory.hex().upper()},{entry.hex().upper()}"
