"""What is done with non-fungible tokens keeps every law: pages are in order, and tokens come and go only when
they are minted and burned.

Which tokens there are, and on which pages, is known, for these are bytes: there are pages of one token, full
ones, and such as are merged. Prices, balances, counts, flags and times are unknown.
"""

from __future__ import annotations

from typing import Any

from proofs.effects import (
    ALICE,
    BOB,
    CAROL,
    EARLIER,
    NEIGHBOURS,
    SEQUENCE,
    UnknownLedger,
    keeps_the_laws,
    moment,
)
from proofs.replacing import Seed
from proofs.unknowns import integer, one_of, truth
from spec import keylets, nftoken_offers, nftokens
from spec.amounts import MAX_DROPS
from spec.entries import DirectoryNode, NFTokenOffer, NFTokenPage
from spec.flags import lsfSellNFToken, tfSellNFToken
from spec.inner import NFToken
from spec.nftokens import BURNABLE, MAX_TOKENS, TRANSFERABLE
from spec.transactions import nftoken_accept_offer, nftoken_burn, nftoken_mint
from spec.transactions.nftoken_accept_offer import NFTokenAcceptOffer
from spec.transactions.nftoken_burn import NFTokenBurn
from spec.transactions.nftoken_cancel_offer import NFTokenCancelOffer
from spec.transactions.nftoken_create_offer import NFTokenCreateOffer
from spec.transactions.nftoken_mint import NFTokenMint
from spec.transactions.nftoken_modify import NFTokenModify
from spec.values import Account, Hash256

MINTED = 100
"""So many tokens every issuer has made."""
LAWS_OF_TOKENS = ("pages-are-in-order", "counts-of-tokens", "nftokens-are-minted-and-burned")
PAGES = (
    (1,),
    (2,),
    (MAX_TOKENS,),
    (1, 1),
    (1, 2, MAX_TOKENS),
    (MAX_TOKENS, 1, MAX_TOKENS),
    (16, 1, 16),
    (2, 1, MAX_TOKENS),
)
"""How many tokens stand on each of an owner's pages."""


def _tokens(issuer: Account, count: int, fee: int = 0) -> list[Hash256]:
    """So many tokens of an issuer, in order."""
    made = (
        nftokens.token_id(
            flags=BURNABLE | TRANSFERABLE | nftokens.MUTABLE,
            transfer_fee=fee,
            issuer=issuer,
            taxon=0,
            sequence=number,
        )
        for number in range(count)
    )
    return sorted(made, key=lambda token: (nftokens.low_bits(token), token))


def _own(state: UnknownLedger, owner: Account, tokens: list[Hash256], *counts: int) -> int:
    """Let the owner have these tokens, so many on each page. Gives how many pages these are."""
    state.known.append((keylets.nftoken_page_min(owner).key, keylets.nftoken_page_max(owner).key))
    begin, groups = 0, []
    for count in counts:
        groups.append(tokens[begin : begin + count])
        begin += count
    keys = [keylets.nftoken_page(owner, nftokens.low_bits(group[0])).key for group in groups[1:]]
    keys.append(keylets.nftoken_page_max(owner).key)
    for place, group in enumerate(groups):
        state.hold(
            NFTokenPage(
                keys[place],
                nftokens=tuple(NFToken(nftoken_id=token) for token in group),
                previous_page_min=keys[place - 1] if place else None,
                next_page_min=keys[place + 1] if place + 1 < len(keys) else None,
            )
        )
    return len(groups)


def _account(
    state: UnknownLedger, name: str, account: Account, pages: int = 0, *owned: Any, **fields: Any
) -> None:
    """An account that has made and burned tokens, and owns so many pages of them besides what it lists."""
    least = len(NEIGHBOURS) + len(owned) + pages
    burned = integer(f"{name}.burned", 0, 50)
    state.account(
        name,
        account,
        *owned,
        counts=least,
        first_nftoken_sequence=0,
        minted_nftokens=MINTED,
        burned_nftokens=burned,
        **fields,
    )


def _without_offers(state: UnknownLedger, token: Hash256) -> None:
    state.absent(keylets.nftoken_sell_offers(token), keylets.nftoken_buy_offers(token))


def _mint(state: UnknownLedger) -> NFTokenMint:
    issuer = one_of("issuer", ALICE, BOB)
    counts = one_of("pages", (), (1,), (MAX_TOKENS - 1,), (MAX_TOKENS,), (MAX_TOKENS, MAX_TOKENS))
    pages = _own(state, ALICE, _tokens(issuer, sum(counts)), *counts)
    _account(state, "alice", ALICE, pages)
    minter = one_of("minter", ALICE, CAROL)
    _account(state, "bob", BOB, nftoken_minter=minter)
    return NFTokenMint(issuer=None if issuer == ALICE else BOB, flags=TRANSFERABLE)


keeps_the_laws(
    _mint,
    Seed(nftoken_mint._next_sequence, "root.minted_nftokens += 1", "root.minted_nftokens += 2"),
    Seed(nftokens._page_with_space, "page.nftokens = after", "page.nftokens = after[1:]"),
    Seed(nftokens.insert, "_in_order((*page.nftokens, token))", "(token, *page.nftokens)"),
    covers=("tesSUCCESS", "tecINSUFFICIENT_RESERVE", "tecNO_PERMISSION"),
    also=LAWS_OF_TOKENS,
)


def _burn(state: UnknownLedger) -> NFTokenBurn:
    owner = one_of("owner", ALICE, BOB)
    counts = one_of("pages", *PAGES)
    tokens = _tokens(ALICE, sum(counts))
    pages = _own(state, owner, tokens, *counts)
    _account(state, "alice", ALICE, pages if owner == ALICE else 0)
    _account(state, "bob", BOB, pages if owner == BOB else 0)
    token = tokens[sum(counts[: one_of("page", *range(len(counts)))])]
    _without_offers(state, token)
    return NFTokenBurn(nftoken_id=token, owner=None if owner == ALICE else BOB)


keeps_the_laws(
    _burn,
    Seed(nftoken_burn.apply, "issuer.burned_nftokens += 1", "issuer.burned_nftokens += 0"),
    Seed(nftokens.take, "one is not found", "one is found"),
    Seed(nftokens._merge, "_in_order((*page.nftokens, *following.nftokens))", "page.nftokens"),
    Seed(nftokens._close_up, "before.next_page_min = following.key", "before.next_page_min = None"),
    also=LAWS_OF_TOKENS,
)


def _modify(state: UnknownLedger) -> NFTokenModify:
    owner = one_of("owner", ALICE, BOB)
    (token,) = _tokens(ALICE, 1)
    _own(state, owner, [token], 1)
    _account(state, "alice", ALICE, 1 if owner == ALICE else 0)
    _account(state, "bob", BOB, 1 if owner == BOB else 0)
    uri = b"\x01" if truth("it has a URI") else None
    return NFTokenModify(nftoken_id=token, owner=None if owner == ALICE else BOB, uri=uri)


keeps_the_laws(
    _modify,
    Seed(nftokens.change_uri, "uri=uri", 'uri=uri or b""'),
    also=LAWS_OF_TOKENS,
)


# Offers.


def _price(name: str = "price", least: int = 1) -> int:
    return integer(name, least, MAX_DROPS)


def _offer(state: UnknownLedger) -> NFTokenCreateOffer:
    sells = bool(truth("it sells"))
    (token,) = _tokens(CAROL, 1)
    _own(state, ALICE, [token], *((1,) if sells else ()))
    _own(state, BOB, [token], *(() if sells else (1,)))
    _account(state, "alice", ALICE, int(sells))
    _account(state, "bob", BOB, int(not sells))
    _without_offers(state, token)
    state.absent(keylets.nftoken_offer(ALICE, SEQUENCE))
    return NFTokenCreateOffer(
        nftoken_id=token,
        amount=_price(least=0 if sells else 1),
        owner=None if sells else BOB,
        expiration=moment("expiration"),
        destination=BOB if sells and truth("it is for bob") else None,
        flags=tfSellNFToken if sells else 0,
    )


keeps_the_laws(
    _offer,
    Seed(
        nftoken_offers.create, "adjust_owner_count(view, account, 1)", "adjust_owner_count(view, account, 0)"
    ),
    covers=("tesSUCCESS", "tecINSUFFICIENT_RESERVE", "tecEXPIRED", "tecUNFUNDED_OFFER"),
    also=LAWS_OF_TOKENS,
)


def _there_is_an_offer(
    state: UnknownLedger,
    token: Hash256,
    owner: Account,
    *,
    sells: bool,
    amount: int | None = None,
    **fields: Any,
) -> Any:
    """An offer that is there. Gives its keylet."""
    keylet = keylets.nftoken_offer(owner, EARLIER)
    directory = (keylets.nftoken_sell_offers if sells else keylets.nftoken_buy_offers)(token)
    state.hold(
        NFTokenOffer(
            keylet.key,
            owner=owner,
            nftoken_id=token,
            amount=_price(least=0 if sells else 1) if amount is None else amount,
            flags=lsfSellNFToken if sells else 0,
            owner_node=0,
            nftoken_offer_node=0,
            expiration=moment("expiration of the offer"),
            **fields,
        )
    )
    state.hold(
        DirectoryNode(directory.key, root_index=directory.key, nftoken_id=token, indexes=(keylet.key,))
    )
    return keylet


def _cancel_offer(state: UnknownLedger) -> NFTokenCancelOffer:
    owner, sells = one_of("owner", ALICE, BOB), bool(truth("it sells"))
    (token,) = _tokens(CAROL, 1)
    destination = one_of("for", None, ALICE)
    keylet = _there_is_an_offer(
        state, token, owner, sells=sells, destination=destination if owner == BOB else None
    )
    for name, account in (("alice", ALICE), ("bob", BOB)):
        _account(state, name, account, 0, *((keylet,) if account == owner else ()))
    return NFTokenCancelOffer(nftoken_offers=(keylet.key,))


keeps_the_laws(
    _cancel_offer,
    Seed(
        nftoken_offers.delete,
        "adjust_owner_count(view, offer.owner, -1)",
        "adjust_owner_count(view, offer.owner, 0)",
    ),
    Seed(nftoken_offers.delete, "view.erase(keylet)", "pass"),
    covers=("tesSUCCESS", "tecNO_PERMISSION"),
    also=LAWS_OF_TOKENS,
)


def _offer_of_bob(
    state: UnknownLedger, *, sells: bool, fee: int = 0, price: int | None = None
) -> NFTokenAcceptOffer:
    """Bob sells a token of Carol's to Alice, or buys it from her."""
    owner, other = (BOB, ALICE) if sells else (ALICE, BOB)
    tokens = _tokens(CAROL, 2, fee)
    keylet = _there_is_an_offer(state, tokens[0], BOB, sells=sells, amount=price)
    pages = {
        owner: _own(state, owner, tokens[:1], 1),
        other: _own(state, other, tokens[1:], *((1,) if truth("the buyer has a page") else ())),
    }
    _account(state, "alice", ALICE, pages[ALICE])
    _account(state, "bob", BOB, pages[BOB], keylet)
    _account(state, "carol", CAROL)
    return NFTokenAcceptOffer(
        nftoken_sell_offer=keylet.key if sells else None, nftoken_buy_offer=None if sells else keylet.key
    )


def _buy(state: UnknownLedger) -> NFTokenAcceptOffer:
    return _offer_of_bob(state, sells=True)


def _sell(state: UnknownLedger) -> NFTokenAcceptOffer:
    return _offer_of_bob(state, sells=False)


def _buy_with_a_share(state: UnknownLedger) -> NFTokenAcceptOffer:
    """The issuer gets a tenth of a price, of which the solver knows."""
    return _offer_of_bob(state, sells=True, fee=10_000, price=one_of("price", 1, 1_000_005))


keeps_the_laws(
    _buy,
    Seed(nftoken_accept_offer._transfer, "nftokens.insert(view, buyer, moved)", "pass"),
    Seed(nftoken_accept_offer._transfer, "root.owner_count <= before or affordable", "True"),
    covers=("tesSUCCESS", "tecINSUFFICIENT_FUNDS", "tecINSUFFICIENT_RESERVE", "tecEXPIRED"),
    also=LAWS_OF_TOKENS,
    slow=True,
)
keeps_the_laws(
    _sell,
    Seed(nftokens.take, "accounts.adjust_owner_count(view, owner, -gone)", "pass"),
    covers=("tesSUCCESS", "tecINSUFFICIENT_FUNDS", "tecEXPIRED"),
    also=LAWS_OF_TOKENS,
    slow=True,
)
keeps_the_laws(
    _buy_with_a_share,
    Seed(nftoken_accept_offer._settle, "amounts.subtract(amount, share)", "amount"),
    also=LAWS_OF_TOKENS,
    slow=True,
)
