"""Methods about non-fungible tokens: account_nfts, nft_buy_offers, nft_sell_offers.

Source: AccountObjects.cpp (doAccountNFTs), NFTOffers.cpp, nft.h (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator

from impl.edge import errors, ledger_choice, loose, owned, render
from impl.edge.dispatch import LEDGER, method
from impl.edge.errors import Json, Refusal
from impl.edge.owned import Limit
from impl.edge.reading import reading
from impl.edge.service import Request
from spec import keylets
from spec.addresses import encode_account, parse_hex
from spec.entries import DirectoryNode, NFTokenOffer, NFTokenPage
from spec.inner import NFToken
from spec.keylets import Keylet
from spec.values import Account, Hash256
from spec.views import StateView

TOKENS = Limit(20, 100, 400)
OFFERS = Limit(50, 250, 500)

_LOW_BITS = 20
"""Where in an identifier the 12 bytes begin that pages are ordered by."""


def taxon(token_id: Hash256) -> int:
    """What kind of token the issuer says it is; identifiers carry it scrambled with the serial number."""
    serial = int.from_bytes(token_id[28:], "big")
    return int.from_bytes(token_id[24:28], "big") ^ (384_160_001 * serial + 2459) & 0xFFFF_FFFF


@method("account_nfts", "account", "limit", "marker", *LEDGER)
def account_nfts(request: Request) -> Json:
    """The tokens that an account owns."""
    account_id = owned.account(request.need_text("account"))
    view, members = ledger_choice.choose(request)
    state = reading(view)
    owned.need_account(state, account_id)
    limit = owned.read_limit(request, TOKENS)
    marker = None
    if "marker" in request:
        text = request.get("marker")
        if not isinstance(text, str):
            raise errors.invalid_field("marker", "string")
        marker = parse_hex(text, 32)
        if marker is None:
            raise errors.invalid_field("marker")
    shown: list[Json] = []
    members["account_nfts"] = shown
    for token in _after(state, account_id, marker):
        shown.append(_token(token))
        if len(shown) == limit:
            return members | {"limit": limit, "marker": token.nftoken_id.hex().upper()}
    members["account"] = encode_account(account_id)
    return members


def _after(state: StateView, account_id: Account, marker: Hash256 | None) -> Iterator[NFToken]:
    """The account's tokens that come after the marker's. Raises Refusal where that one is not among them."""
    start = keylets.nftoken_page(account_id, (marker or bytes(32))[_LOW_BITS:]).key
    last = keylets.nftoken_page_max(account_id).key
    page = state.get(min(state.successor(start) or last, last))
    found = past = marker is None
    if marker is not None and not any(marker):
        past = True
    while isinstance(page, NFTokenPage):
        for token in page.nftokens:
            key = token.nftoken_id
            if marker is not None and not past:
                if (key[_LOW_BITS:], key) < (marker[_LOW_BITS:], marker):
                    continue
                if key == marker:
                    found = True
                    continue
            if not found:
                raise errors.invalid_field("marker")
            past = True
            yield token
        page = state.get(page.next_page_min) if page.next_page_min is not None else None
    if not found:
        raise errors.invalid_field("marker")


def _token(token: NFToken) -> Json:
    key = token.nftoken_id
    shown = render.record(token) | {
        "Flags": int.from_bytes(key[:2], "big"),
        "Issuer": encode_account(key[4:24]),
        "NFTokenTaxon": taxon(key),
        "nft_serial": int.from_bytes(key[28:], "big"),
    }
    transfer_fee = int.from_bytes(key[2:4], "big")
    if transfer_fee:
        shown["TransferFee"] = transfer_fee
    return shown


@method("nft_buy_offers", "nft_id", "limit", "marker", *LEDGER)
def nft_buy_offers(request: Request) -> Json:
    """The offers to buy a token."""
    token_id = _token_id(request)
    return _offers(request, token_id, keylets.nftoken_buy_offers(token_id))


@method("nft_sell_offers", "nft_id", "limit", "marker", *LEDGER)
def nft_sell_offers(request: Request) -> Json:
    """The offers to sell a token."""
    token_id = _token_id(request)
    return _offers(request, token_id, keylets.nftoken_sell_offers(token_id))


def _token_id(request: Request) -> Hash256:
    found = parse_hex(loose.text(request.need("nft_id")), 32)
    if found is None:
        raise errors.invalid_field("nft_id")
    return found


def _offers(request: Request, token_id: Hash256, directory: Keylet[DirectoryNode]) -> Json:
    limit = owned.read_limit(request, OFFERS)
    view, _ = ledger_choice.choose(request)
    state = reading(view)
    if not state.exists(directory):
        raise Refusal(errors.objectNotFound)
    offers: list[NFTokenOffer] = []
    start, hint = None, 0
    if "marker" in request:
        text = request.get("marker")
        if not isinstance(text, str):
            raise errors.invalid_field("marker", "string")
        start = parse_hex(text, 32)
        first = state.get(start) if start is not None else None
        if not isinstance(first, NFTokenOffer) or first.nftoken_id != token_id:
            raise Refusal(errors.invalidParams)
        hint = first.nftoken_offer_node
        offers.append(first)
    answer: Json = {"nft_id": token_id.hex().upper()}
    for entry in owned.after(state, directory, start, hint):
        if not isinstance(entry, NFTokenOffer):
            continue
        if len(offers) == limit:
            answer |= {"limit": limit, "marker": entry.key.hex().upper()}
            break
        offers.append(entry)
    answer["offers"] = [_offer(each) for each in offers]
    return answer


def _offer(offer: NFTokenOffer) -> Json:
    shown: Json = {
        "nft_offer_index": offer.key.hex().upper(),
        "flags": offer.flags,
        "owner": encode_account(offer.owner),
        "amount": render.amount(offer.amount),
    }
    if offer.destination is not None:
        shown["destination"] = encode_account(offer.destination)
    if offer.expiration is not None:
        shown["expiration"] = offer.expiration
    return shown
