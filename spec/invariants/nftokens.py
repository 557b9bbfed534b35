"""Invariants of non-fungible tokens.

Source: InvariantCheck.cpp (3.1.1).
"""

from __future__ import annotations

from spec import amendments
from spec.entries import AccountRoot, NFTokenPage
from spec.invariants.frame import Step, invariant
from spec.transaction import Privilege
from spec.views import Change

MAX_TOKENS = 32
"""A page holds no more."""
LAST_PAGE = b"\xff" * 12
"""How the key of an owner's last page ends."""


@invariant("ValidNFTokenPage", NFTokenPage)
def pages_are_in_order(step: Step) -> bool:
    """Pages hold 1 to 32 tokens in order, each on the page where it belongs, and are linked in the order
    of keys."""
    for change, before, after in step.changed(NFTokenPage):
        erased = change is Change.ERASED
        pages = (after,) if before is None else (before, after)
        if not all(_is_in_order(page, may_be_empty=erased) for page in pages):
            return False
        if (
            before is not None
            and step.enabled(amendments.fixNFTokenPageLinks)
            and _loses_page(before, after, erased)
        ):
            return False
    return True


def _is_in_order(page: NFTokenPage, *, may_be_empty: bool) -> bool:
    owner, limit = page.key[:20], page.key[20:]
    lowest = bytes(12)
    for link, comes_before in ((page.previous_page_min, True), (page.next_page_min, False)):
        if link is not None:
            neighbours = link[20:] < limit if comes_before else link[20:] > limit
            if link[:20] != owner or not neighbours:
                return False
    if page.previous_page_min is not None:
        lowest = page.previous_page_min[20:]
    tokens = page.nftokens
    if len(tokens) > MAX_TOKENS or not (tokens or may_be_empty):
        return False
    last = lowest, bytes(20) + lowest
    for token in tokens:
        place = token.nftoken_id[20:], token.nftoken_id
        if place <= last or not lowest <= place[0] < limit or token.uri == b"":
            return False
        last = place
    return True


def _loses_page(before: NFTokenPage, after: NFTokenPage, erased: bool) -> bool:
    """Whether the last page goes while there are others, or a page in the middle loses its way to the
    next."""
    is_last = before.key[20:] == LAST_PAGE
    if erased:
        return is_last and before.previous_page_min is not None
    return not is_last and before.next_page_min is not None and after.next_page_min is None


@invariant("NFTokenCountTracking", AccountRoot)
def counts_of_tokens(step: Step) -> bool:
    """Only minting adds to the tokens that an account has minted, and only burning to those that were
    burned."""
    minted = burned = 0
    for _, before, after in step.changed(AccountRoot):
        minted += after.minted_nftokens - (before.minted_nftokens if before is not None else 0)
        burned += after.burned_nftokens - (before.burned_nftokens if before is not None else 0)
    if not step.may(Privilege.CHANGE_NFT_COUNTS):
        return minted == burned == 0
    mints = step.tx.type_name == "NFTokenMint"
    grows, stays = (minted, burned) if mints else (burned, minted)
    return stays == 0 and (grows > 0 if step.succeeded else grows == 0)
