"""Non-fungible tokens: what their identifiers say, and the pages on which an owner keeps them.

A token is little more than its identifier, whose 256 bits say all that can never change:

    flags (16) | transfer fee (16) | issuer (160) | taxon (32) | sequence (32)

The taxon is the issuer's own number for a kind of token. It is stored scrambled by the sequence, so that
tokens of one kind do not end up side by side.

An owner's tokens stand on pages of at most 32, in the order of the low 96 bits of their identifiers. A page's
key is the owner and 96 bits more, its bound: a token stands on the first page with a bound above its own low
bits. The last page has the highest bound that there is. Tokens with the same low bits can not be told apart
by a bound, and so never stand on different pages. Each page names its neighbours, and its owner pays the
reserve of one object for it.

A page that is full is split when a token has to go there; two neighbours become one page when their tokens
fit on one.

Source: NFTokenUtils.cpp, NFTokenMint.cpp, nft.h (3.1.1); vectors: nft.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spec import accounts, amendments, keylets
from spec.entries import NFTokenPage
from spec.inner import NFToken
from spec.keylets import Keylet
from spec.results import (
    fail,
    require,
    tecINTERNAL,
    tecNO_ENTRY,
    tecNO_SUITABLE_NFTOKEN_PAGE,
    tefEXCEPTION,
)
from spec.termination import Variant
from spec.values import Account, Hash256
from spec.views import Layer, ReadView

MAX_TOKENS = 32
"""A page holds no more."""
MAX_URI_LENGTH = 256
"""Bytes of the place where a token says that there is more about it."""

BURNABLE = 0x0001
"""The issuer may destroy the token whoever has it."""
ONLY_XRP = 0x0002
"""The token is sold for XRP alone."""
CREATE_TRUST_LINES = 0x0004
"""The issuer gets trust lines for its share of sales; no longer given to tokens since
fixRemoveNFTokenAutoTrustLine."""
TRANSFERABLE = 0x0008
"""Others than the issuer may sell the token."""
MUTABLE = 0x0010
"""The issuer may change the token's URI."""

_TAXON_FACTOR = 384_160_001
_TAXON_SUMMAND = 2_459
_UINT32 = 2**32
_BOUNDS = 2**96
_FIRST_LOW_BYTE = 20
_LAST_BOUND = b"\xff" * 12


# What an identifier says.


def token_id(*, flags: int, transfer_fee: int, issuer: Account, taxon: int, sequence: int) -> Hash256:
    """The identifier of a token. The transfer fee is in units of 1/100,000 of a sale."""
    scrambled = taxon ^ _scramble(sequence)
    return (
        flags.to_bytes(2, "big")
        + transfer_fee.to_bytes(2, "big")
        + issuer
        + scrambled.to_bytes(4, "big")
        + sequence.to_bytes(4, "big")
    )


def _scramble(sequence: int) -> int:
    return (_TAXON_FACTOR * sequence + _TAXON_SUMMAND) % _UINT32


def flags_of(token: Hash256) -> int:
    """What may be done with the token."""
    return int.from_bytes(token[:2], "big")


def transfer_fee_of(token: Hash256) -> int:
    """What the issuer gets of each sale, in units of 1/100,000."""
    return int.from_bytes(token[2:4], "big")


def issuer_of(token: Hash256) -> Account:
    """In whose name the token was made."""
    return token[4:24]


def taxon_of(token: Hash256) -> int:
    """The issuer's own number for this kind of token."""
    return int.from_bytes(token[24:28], "big") ^ _scramble(sequence_of(token))


def sequence_of(token: Hash256) -> int:
    """Which of the issuer's tokens it is."""
    return int.from_bytes(token[28:], "big")


def low_bits(token: Hash256) -> bytes:
    """What decides on which page the token stands: the last 12 bytes."""
    return token[_FIRST_LOW_BYTE:]


def _place(token: NFToken) -> tuple[bytes, Hash256]:
    """What tokens are sorted by."""
    return low_bits(token.nftoken_id), token.nftoken_id


def _in_order(tokens: Iterable[NFToken]) -> tuple[NFToken, ...]:
    return tuple(sorted(tokens, key=_place))


# Where an owner's tokens are.


def page_for(view: ReadView, owner: Account, token: Hash256) -> Keylet[NFTokenPage]:
    """The page on which the owner's token stands, if the owner has it: the first with a bound above it."""
    last = keylets.nftoken_page_max(owner)
    key = view.successor(owner + low_bits(token), last.key)
    return last if key is None else Keylet(key, NFTokenPage)


def find(view: ReadView, owner: Account, token: Hash256) -> NFToken | None:
    """The token, if the owner has it."""
    page = view.read(page_for(view, owner, token))
    return None if page is None else _on_page(page, token)


def _on_page(page: NFTokenPage, token: Hash256) -> NFToken | None:
    return next((one for one in page.nftokens if one.nftoken_id == token), None)


# Tokens come.


def insert(view: Layer, owner: Account, token: NFToken) -> None:
    """Give the owner a token.

    Raises Failure with tecNO_SUITABLE_NFTOKEN_PAGE when the one page where it could stand is full of tokens
    with the same low bits.
    """
    page = _page_with_space(view, owner, token.nftoken_id)
    page.nftokens = _in_order((*page.nftokens, token))


def _page_with_space(view: Layer, owner: Account, token: Hash256) -> NFTokenPage:
    page = view.edit(page_for(view, owner, token))
    if page is None:
        page = NFTokenPage(keylets.nftoken_page_max(owner).key, nftokens=())
        view.insert(page)
        accounts.adjust_owner_count(view, owner, 1)
        return page
    if len(page.nftokens) < MAX_TOKENS:
        return page
    before, after = _split(page.nftokens, low_bits(token))
    bound = low_bits(after[0].nftoken_id) if after else _next(low_bits(before[-1].nftoken_id))
    new = NFTokenPage(
        keylets.nftoken_page(owner, bound).key,
        nftokens=before,
        previous_page_min=page.previous_page_min,
        next_page_min=page.key,
    )
    if page.previous_page_min is not None:
        previous = view.edit(Keylet(page.previous_page_min, NFTokenPage))
        if previous is not None:
            previous.next_page_min = new.key
    view.insert(new)
    page.nftokens = after
    page.previous_page_min = new.key
    accounts.adjust_owner_count(view, owner, 1)
    return new if owner + low_bits(token) < new.key else page


def _split(tokens: tuple[NFToken, ...], coming: bytes) -> tuple[tuple[NFToken, ...], tuple[NFToken, ...]]:
    """The tokens of a full page that go to a new page before it, and those that stay.

    Tokens with the same low bits stay together: the page is cut in the middle, or after those that the middle
    would part, or before them. Where all are alike they go as a whole to that side where the coming token
    does not belong.
    """
    middle = low_bits(tokens[MAX_TOKENS // 2 - 1].nftoken_id)
    alike = [low_bits(one.nftoken_id) == middle for one in tokens]
    cut = alike.index(True)
    if not all(alike[MAX_TOKENS // 2 :]):
        cut = alike.index(False, MAX_TOKENS // 2)
    elif cut == 0:
        require(coming != middle, tecNO_SUITABLE_NFTOKEN_PAGE)
        if coming > middle:
            cut = len(tokens)
    return tokens[:cut], tokens[cut:]


def _next(bits: bytes) -> bytes:
    return ((int.from_bytes(bits, "big") + 1) % _BOUNDS).to_bytes(len(bits), "big")


# Tokens go.


def take(view: Layer, owner: Account, token: Hash256) -> NFToken:
    """Take a token from its owner.

    Raises Failure with tecNO_ENTRY where the owner does not have it, or tefEXCEPTION where the pages around
    it do not fit together.
    """
    page = view.edit_needed(page_for(view, owner, token), tecNO_ENTRY)
    found = _on_page(page, token)
    if found is None:
        fail(tecNO_ENTRY)
    left = tuple(one for one in page.nftokens if one is not found)
    previous, following = _linked(view, page.previous_page_min), _linked(view, page.next_page_min)
    if left:
        page.nftokens = left
        gone = int(previous is not None and _merge(view, previous, page))
        gone += following is not None and _merge(view, page, following)
    elif previous is not None and _stays_as_last(view, page):
        page.nftokens = previous.nftokens
        _close_up(view, previous, page)
        gone = 1
    else:
        if previous is not None:
            previous.next_page_min = page.next_page_min
        if following is not None:
            following.previous_page_min = page.previous_page_min
        _erase(view, page)
        gone = 1
        if previous is not None and following is not None:
            gone += _merge(view, previous, following)
    if gone:
        accounts.adjust_owner_count(view, owner, -gone)
    return found


def _linked(view: Layer, key: Hash256 | None) -> NFTokenPage | None:
    """The page that another one names, if it names one. Raises Failure with tefEXCEPTION where there is
    none."""
    return None if key is None else view.edit_needed(Keylet(key, NFTokenPage), tefEXCEPTION)


def _stays_as_last(view: Layer, page: NFTokenPage) -> bool:
    """Whether the page is the last, which since fixNFTokenPageLinks stays when others are left."""
    is_last = page.key[_FIRST_LOW_BYTE:] == _LAST_BOUND
    return is_last and view.info.rules.enabled(amendments.fixNFTokenPageLinks)


def _merge(view: Layer, page: NFTokenPage, following: NFTokenPage) -> bool:
    """Move a page's tokens to the one that follows it, if they have room there. Gives whether they had.

    Raises Failure with tefEXCEPTION where the two do not name each other.
    """
    require(page.key < following.key, tefEXCEPTION)
    require(page.next_page_min == following.key and following.previous_page_min == page.key, tefEXCEPTION)
    if len(page.nftokens) + len(following.nftokens) > MAX_TOKENS:
        return False
    following.nftokens = _in_order((*page.nftokens, *following.nftokens))
    _close_up(view, page, following)
    return True


def _close_up(view: Layer, page: NFTokenPage, following: NFTokenPage) -> None:
    """Take out a page whose tokens the one that follows it has now, and link that one in its place."""
    following.previous_page_min = page.previous_page_min
    before = _linked(view, page.previous_page_min)
    if before is not None:
        before.next_page_min = following.key
    _erase(view, page)


def _erase(view: Layer, page: NFTokenPage) -> None:
    view.erase(Keylet(page.key, NFTokenPage))


# Tokens and pages are changed.


def change_uri(view: Layer, owner: Account, token: Hash256, uri: bytes | None) -> None:
    """Let the token say that there is more about it elsewhere, or no longer.

    Raises Failure with tecINTERNAL where the owner does not have it.
    """
    page = view.edit_needed(page_for(view, owner, token), tecINTERNAL)
    require(_on_page(page, token) is not None, tecINTERNAL)
    page.nftokens = tuple(one.replace(uri=uri) if one.nftoken_id == token else one for one in page.nftokens)


def repair_links(view: Layer, owner: Account) -> bool:
    """Let the owner's pages name their neighbours rightly, and give the last its bound. Gives whether
    anything was wrong.

    Before fixNFTokenPageLinks the last page could be lost when it became empty, and with it the link of the
    page before.
    """
    last = keylets.nftoken_page_max(owner)
    pages = list(_pages(view, owner))
    if not pages:
        return False
    final = pages[-1]
    ends_right = final.key == last.key
    repaired = not ends_right
    for place, page in enumerate(pages):
        before = pages[place - 1].key if place else None
        after = pages[place + 1].key if page is not final else None
        if page.previous_page_min != before:
            page.previous_page_min = before
            repaired = True
        if page.next_page_min != after and (page is not final or ends_right):
            page.next_page_min = after
            repaired = True
    if not ends_right:
        moved = NFTokenPage(last.key, nftokens=final.nftokens)
        _close_up(view, final, moved)
        view.insert(moved)
    return repaired


def _pages(view: Layer, owner: Account) -> Iterator[NFTokenPage]:
    """The owner's pages in order, as the repair finds them: it passes over a bound that is the one after
    another's."""
    last = keylets.nftoken_page_max(owner)
    key = view.successor(keylets.nftoken_page_min(owner).key, last.key)
    left = Variant("pages of non-fungible tokens")
    while key is not None:
        left.decrease_to(int.from_bytes(last.key, "big") - int.from_bytes(key, "big"))
        page = view.edit(Keylet(key, NFTokenPage))
        if page is None:
            return
        yield page
        key = view.successor(owner + _next(key[_FIRST_LOW_BYTE:]), last.key)
    page = view.edit(last)
    if page is not None:
        yield page
