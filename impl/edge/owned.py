"""Walks over what an account owns, page by page of the answer.

Every method that lists some of an account's entries walks the whole list and counts every entry towards the
limit, wanted or not, so that an answer may hold fewer than the limit, or none, and still have more to follow.

Source: View.cpp (forEachItemAfter), AccountLines.cpp, RPCHelpers.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from impl.edge import errors, loose
from impl.edge.assets import try_account
from impl.edge.errors import Json, Refusal
from impl.edge.service import Request
from spec import keylets
from spec.addresses import parse_hex
from spec.entries import DirectoryNode, Entry, NFTokenOffer, RippleState, SignerList
from spec.keylets import Keylet
from spec.values import Account, Hash256
from spec.views import StateView

E = TypeVar("E", bound=Entry)

_LONGEST_HINT = 2**64 - 1


class Limit(NamedTuple):
    """The fewest, usual and most entries of one answer, for whoever is not the administrator."""

    least: int
    usual: int
    most: int


def read_limit(request: Request, limit: Limit) -> int:
    """How many entries are asked for. Raises Refusal."""
    asked = request.get("limit")
    if asked in (None, "", [], {}):
        return limit.usual
    if not loose.is_unsigned(asked):
        raise errors.invalid_field("limit", "unsigned integer")
    count: int = asked
    return count if request.role.unlimited else max(limit.least, min(limit.most, count))


def account(address: str, members: Json | None = None) -> Account:
    """The account of an address. Raises Refusal: actMalformed, with these members."""
    found = try_account(address)
    if found is None:
        raise Refusal(errors.actMalformed, members=members)
    return found


def owner(request: Request, members: Json) -> Account:
    """The account in the parameter ``account``, which must be in the form of an address. Raises Refusal."""
    return account(request.need_text("account"), members)


def need_account(state: StateView, account_id: Account) -> None:
    """Refuse an account that the ledger does not have. Raises Refusal."""
    if not state.exists(keylets.account(account_id)):
        raise Refusal(errors.actNotFound)


def after(
    state: StateView, directory: Keylet[DirectoryNode], start: Hash256 | None, hint: int
) -> Iterator[Entry | None]:
    """The entries that the directory lists after ``start``, which is thought to stand on page ``hint``.

    Raises Refusal when the list does not have ``start``.
    """
    page = state.read(directory)
    if start is not None:
        hinted = state.read(keylets.page(directory.key, hint))
        if hinted is not None and start in hinted.indexes:
            page = hinted
    found = start is None
    while page is not None:
        for key in page.indexes:
            if found:
                yield state.get(key)
            elif key == start:
                found = True
        if not page.index_next:
            break
        page = state.read(keylets.page(directory.key, page.index_next))
    if not found:
        raise Refusal(errors.invalidParams)


def relates(entry: Entry, account_id: Account) -> bool:
    """Whether an entry may stand in the list of what the account owns."""
    if isinstance(entry, RippleState):
        return account_id in (entry.low_limit.issuer, entry.high_limit.issuer)
    if isinstance(entry, SignerList):
        return entry.key == keylets.signer_list(account_id).key
    if isinstance(entry, NFTokenOffer):
        return entry.owner == account_id
    if getattr(entry, "account", None) is None:
        return False
    return account_id in (entry.account, getattr(entry, "destination", None))  # type: ignore[attr-defined]


def page_hint(entry: Entry, account_id: Account) -> int:
    """The page of the account's list on which the entry says that it stands."""
    if isinstance(entry, RippleState):
        if entry.low_limit.issuer == account_id:
            return entry.low_node or 0
        if entry.high_limit.issuer == account_id:
            return entry.high_node or 0
    hint: int | None = getattr(entry, "owner_node", None)
    return hint or 0


def page(
    request: Request, state: StateView, account_id: Account, limit: int, wanted: type[E], malformed: Refusal
) -> tuple[list[E], Json]:
    """One answer's worth of the account's entries of a type, and ``limit`` and ``marker`` when more follow.

    ``malformed`` is what a marker of a wrong form is answered with. Raises Refusal.
    """
    start, hint = _read_marker(request, state, account_id, malformed)
    found: list[E] = []
    last: Entry | None = None
    entries = after(state, keylets.owner_directory(account_id), start, hint)
    for count, entry in enumerate(entries, 1):
        if count > limit:
            if last is None:
                return found, {}
            return found, {
                "limit": limit,
                "marker": f"{last.key.hex().upper()},{page_hint(last, account_id)}",
            }
        last = entry
        if isinstance(entry, wanted):
            found.append(entry)
    return found, {}


def _read_marker(
    request: Request, state: StateView, account_id: Account, malformed: Refusal
) -> tuple[Hash256 | None, int]:
    if "marker" not in request:
        return None, 0
    marker = request.get("marker")
    if not isinstance(marker, str):
        raise errors.invalid_field("marker", "string")
    digits, comma, rest = marker.partition(",")
    start = parse_hex(digits, 32)
    hint = loose.parse_uint(rest.partition(",")[0], _LONGEST_HINT)
    if start is None or not comma or hint is None:
        raise malformed
    entry = state.get(start)
    if entry is None or not relates(entry, account_id):
        raise Refusal(errors.invalidParams)
    return start, hint
