"""What is done with offers keeps every law: of ordinary, permissioned and hybrid ones.

The key of a book's directory is made of the price, so what an offer asks and gives is chosen; what accounts
have, count and set is unknown, and so are the times. What traders hold of a token has an exponent of -15, or
where offers are taken of -13, and so many digits as before when a trade is done; nobody asks for a fee.
"""

from __future__ import annotations

from typing import Any

from proofs.effects import (
    ALICE,
    BOB,
    CAROL,
    EARLIER,
    FEES,
    NEIGHBOURS,
    SEQUENCE,
    UnknownLedger,
    keeps_the_laws,
    moment,
)
from proofs.replacing import Seed
from proofs.symbolic import every
from proofs.unknown_lines import FROZEN, TOP, USD, line, no_limit
from proofs.unknowns import assume, one_of, truth
from spec import keylets, offers
from spec.entries import Credential, DirectoryNode, Offer
from spec.entries import PermissionedDomain as Domain
from spec.flags import (
    lsfAccepted,
    lsfHybrid,
    tfFillOrKill,
    tfHybrid,
    tfImmediateOrCancel,
    tfPassive,
    tfSell,
)
from spec.flow import book_step, offer_stream
from spec.inner import AuthorizedCredential
from spec.inner import Book as OtherBook
from spec.keylets import Keylet
from spec.quality import get_rate
from spec.rounding import MAX_MANTISSA, MIN_MANTISSA
from spec.transactions import offer_create
from spec.transactions.offer_cancel import OfferCancel
from spec.transactions.offer_create import OfferCreate
from spec.trust_lines import FREEZE, RESERVE
from spec.values import (
    ACCOUNT_ZERO,
    XRP_CURRENCY,
    Account,
    Amount,
    Currency,
    Drops,
    Hash256,
    Issue,
    IssuedAmount,
    asset_of,
)

OF_OFFERS = ("offers-make-sense", "books-say-their-quality", "domains-trade-apart")
"""The laws that offers could break."""
OF_TRADES = (*OF_OFFERS, "frozen-tokens-stay", "issued-balances-sum-to-zero")
KIND = b"trader"
XRP_AMOUNT: Drops = 1
EUR: Currency = bytes(12) + b"EUR" + bytes(5)
MOST_FEE = 1_000_000
"""Of who takes an offer."""


def _dollars(units: int) -> IssuedAmount:
    """So many dollars of the one issuer that there is."""
    return IssuedAmount(units * 10**15, -15, USD, TOP)


PRICES: tuple[tuple[Amount, Amount], ...] = ((_dollars(3), 7_000_000), (7_000_000, _dollars(3)))
"""What is asked, and for what: one of the two is XRP."""


# Books.


def _issue(amount: Amount) -> Issue:
    found = asset_of(amount)
    assert isinstance(found, Issue)
    return found


def _base(pays: Amount, gets: Amount, domain: Hash256 | None = None) -> Hash256:
    return keylets.book_base(_issue(pays), _issue(gets), domain)


def _book(pays: Amount, gets: Amount, domain: Hash256 | None = None) -> Keylet[DirectoryNode]:
    """Where an offer of this price stands."""
    return keylets.quality(_base(pays, gets, domain), get_rate(gets, pays))


def _end(base: Hash256) -> Hash256:
    return (int.from_bytes(base, "big") + 2**64).to_bytes(32, "big")


def _list(
    state: UnknownLedger, pays: Amount, gets: Amount, *listed: Hash256, domain: Hash256 | None = None
) -> None:
    """The page of the book on which offers of this price are listed."""
    book, (into, out) = _book(pays, gets, domain), map(_issue, (pays, gets))
    state.hold(
        DirectoryNode(
            book.key,
            root_index=book.key,
            indexes=listed,
            exchange_rate=keylets.quality_of(book.key),
            taker_pays_currency=into.currency,
            taker_pays_issuer=into.issuer,
            taker_gets_currency=out.currency,
            taker_gets_issuer=out.issuer,
            domain_id=domain,
        )
    )


# Offers that cross nothing.


def _trader(state: UnknownLedger, without: int = FROZEN & ~FREEZE[True]) -> None:
    """Who offers has some dollars. The line is its own; the issuer may have frozen it, unless said."""
    held = keylets.line(ALICE, TOP, USD)
    state.account("alice", ALICE, held, counts=0)
    state.account("issuer", TOP, held, counts=0)
    without |= RESERVE[True]
    line(state, ALICE, TOP, -15, signs=(1,), limits=no_limit, having=RESERVE[False], without=without)
    state.absent(keylets.account(ACCOUNT_ZERO), keylets.line(ALICE, ACCOUNT_ZERO, XRP_CURRENCY))


def _alone(state: UnknownLedger, pays: Amount, gets: Amount, domain: Hash256 | None = None) -> None:
    """Nobody offers the opposite, not even a pool."""
    base = _base(gets, pays, domain)
    state.known.append((base, _end(base)))
    state.absent(keylets.amm(asset_of(pays), asset_of(gets)), keylets.offer(ALICE, SEQUENCE))


def _place(state: UnknownLedger) -> OfferCreate:
    """It stands in the book, alone at its price or behind others."""
    pays, gets = one_of("price", *PRICES)
    _trader(state)
    _alone(state, pays, gets)
    if truth("there are others"):
        _list(state, pays, gets, *NEIGHBOURS)
    else:
        state.absent(_book(pays, gets))
    return OfferCreate(taker_pays=pays, taker_gets=gets, flags=tfPassive | tfSell)


keeps_the_laws(
    _place,
    Seed(offer_create._place, "accounts.adjust_owner_count(view, tx.account, 1)", "pass"),
    Seed(offer_create._place, "= left.in_, left.out", "= left.in_, amounts.negate(left.out)"),
    Seed(offer_create._describe, "page.exchange_rate = rate", "page.exchange_rate = rate + 1"),
    covers=("tesSUCCESS", "tecUNFUNDED_OFFER", "tecFROZEN", "tecINSUF_RESERVE_OFFER"),
    also=OF_OFFERS,
)


def _swap(state: UnknownLedger) -> OfferCreate:
    """Dollars are offered for euros of the same issuer, which nobody sells, nor by way of XRP."""
    pays, gets = IssuedAmount(2 * 10**15, -15, EUR, TOP), _dollars(3)
    _trader(state, without=FROZEN)
    euros = keylets.line(ALICE, TOP, EUR)
    state.absent(euros)
    _alone(state, pays, gets)
    _alone(state, XRP_AMOUNT, gets)
    _alone(state, pays, XRP_AMOUNT)
    state.absent(_book(pays, gets))
    return OfferCreate(taker_pays=pays, taker_gets=gets, flags=0)


keeps_the_laws(
    _swap,
    Seed(offer_create._describe, "page.exchange_rate = rate", "page.exchange_rate = rate + 1"),
    covers=("tesSUCCESS", "tecNO_LINE", "tecINSUF_RESERVE_OFFER"),
    also=OF_OFFERS,
)


def _domain(state: UnknownLedger) -> Hash256:
    """A domain that lets in whoever has somebody's credential, which the trader may have."""
    keylet, credential = keylets.permissioned_domain(BOB, EARLIER), keylets.credential(ALICE, BOB, KIND)
    accepted = (AuthorizedCredential(issuer=BOB, credential_type=KIND),)
    state.hold(Domain(keylet.key, owner=BOB, sequence=EARLIER, accepted_credentials=accepted, owner_node=0))
    if truth("there is a credential"):
        flags = lsfAccepted if truth("it is accepted") else 0
        expires = moment("credential.expiration")
        state.hold(
            Credential(
                credential.key,
                subject=ALICE,
                issuer=BOB,
                credential_type=KIND,
                expiration=expires,
                issuer_node=0,
                flags=flags,
            )
        )
    else:
        state.absent(credential)
    return keylet.key


def _place_in_domain(state: UnknownLedger) -> OfferCreate:
    """It stands in the domain's book, and if it is hybrid in the open one as well."""
    pays, gets = PRICES[0]
    _trader(state, without=FROZEN)
    domain = _domain(state)
    _alone(state, pays, gets, domain)
    state.absent(_book(pays, gets), _book(pays, gets, domain))
    flags = one_of("flags", 0, tfHybrid)
    return OfferCreate(taker_pays=pays, taker_gets=gets, domain_id=domain, flags=flags)


keeps_the_laws(
    _place_in_domain,
    Seed(offer_create._place, "offer.domain_id = tx.domain_id", "pass"),
    Seed(offer_create._place, "offer.additional_books = (Book(", "(Book("),
    covers=("tesSUCCESS", "tecNO_PERMISSION"),
    also=OF_OFFERS,
    slow=True,
)


# Offers that are taken out.


def _offer(state: UnknownLedger, owner: Account, pays: Amount, gets: Amount, **fields: Any) -> Keylet[Offer]:
    """An offer that its owner's list and a book have; the account must be there."""
    keylet = keylets.offer(owner, EARLIER)
    state.hold(
        Offer(
            keylet.key,
            account=owner,
            sequence=EARLIER,
            taker_pays=pays,
            taker_gets=gets,
            book_directory=_book(pays, gets, fields.get("domain_id")).key,
            book_node=0,
            owner_node=0,
            **fields,
        )
    )
    return keylet


def _cancel(state: UnknownLedger) -> OfferCancel:
    """An offer that may be there, in one book or, if it is hybrid, in two, alone or beside others."""
    keylet = keylets.offer(ALICE, EARLIER)
    if not truth("it is there"):
        state.account("alice", ALICE)
        state.absent(keylet)
        return OfferCancel(offer_sequence=EARLIER)
    state.account("alice", ALICE, keylet)
    pays, gets = one_of("price", *PRICES)
    kind = one_of("it is", "ordinary", "in a domain", "hybrid")
    domain = None if kind == "ordinary" else keylets.permissioned_domain(BOB, EARLIER).key
    fields: dict[str, Any] = {"flags": 0, "expiration": moment("expiration"), "domain_id": domain}
    if kind == "hybrid":
        open_book = OtherBook(book_directory=_book(pays, gets).key, book_node=0)
        fields |= {"flags": lsfHybrid, "additional_books": (open_book,)}
    _offer(state, ALICE, pays, gets, **fields)
    others = NEIGHBOURS if truth("there are others") else ()
    for place in {domain, None if kind == "hybrid" else domain}:
        _list(state, pays, gets, keylet.key, *others, domain=place)
    return OfferCancel(offer_sequence=EARLIER)


keeps_the_laws(
    _cancel,
    Seed(offers.delete, "offer.account, -1)", "offer.account, 0)"),
    Seed(offers.delete, "for book in offer.additional_books or ():", "for book in ():"),
    also=OF_OFFERS,
)


# Offers that are taken.


def _line_of(state: UnknownLedger, holder: Account, name: str) -> None:
    """Some hundreds or thousands of dollars, on a line that is the holder's own and not frozen.

    So many that a few more or less change no number of digits.
    """
    having, without = RESERVE[False], RESERVE[True] | FROZEN
    held = line(
        state, holder, TOP, -13, name=name, signs=(1,), limits=no_limit, having=having, without=without
    )
    few = 10**14
    assume(every(held.balance.mantissa >= MIN_MANTISSA + few, held.balance.mantissa <= MAX_MANTISSA - few))


def _offered(
    state: UnknownLedger,
    pays: Amount,
    gets: Amount,
    owner: Account = BOB,
    domain: Hash256 | None = None,
) -> None:
    """Somebody offers what it has, at this price, and nobody else does in this book."""
    offer, held = keylets.offer(owner, EARLIER), keylets.line(owner, TOP, USD)
    name = "bob" if owner == BOB else "carol"
    state.account(name, owner, held, offer, counts=2)
    _line_of(state, owner, f"{name}'s line")
    _offer(state, owner, pays, gets, flags=0, domain_id=domain)
    _list(state, pays, gets, offer.key, domain=domain)
    base = _base(pays, gets, domain)
    state.known.append((base, _end(base)))
    state.absent(keylets.amm(asset_of(pays), asset_of(gets)))


def _taker(state: UnknownLedger, pays: Amount, gets: Amount, *others: Account) -> None:
    """Alice has the means to take the offer, and a line for what it brings."""
    mine = keylets.line(ALICE, TOP, USD)
    state.account("alice", ALICE, mine, counts=1)
    theirs = (keylets.line(one, TOP, USD) for one in (BOB, *others))
    state.account("issuer", TOP, mine, *theirs, counts=0)
    _line_of(state, ALICE, "alice's line")
    state.absent(keylets.account(ACCOUNT_ZERO), keylets.line(ALICE, ACCOUNT_ZERO, XRP_CURRENCY))
    state.absent(keylets.offer(ALICE, SEQUENCE), _book(gets, pays))


def _rich(state: UnknownLedger, who: Account, drops: Drops) -> None:
    """The account can spend so much, and a fee."""
    root = state.root(who)
    assume(root.balance >= FEES.account_reserve(root.owner_count + 1) + drops + MOST_FEE)


def _buy(state: UnknownLedger) -> OfferCreate:
    """Dollars are offered for XRP, and all of them or a third of them are bought."""
    pays, gets = 6_000_000, _dollars(3)
    _taker(state, pays, gets)
    _rich(state, ALICE, pays)
    _offered(state, pays, gets)
    if truth("all of it"):
        return OfferCreate(taker_pays=gets, taker_gets=pays, flags=0)
    return OfferCreate(taker_pays=_dollars(1), taker_gets=2_000_000, flags=tfFillOrKill)


def _sell(state: UnknownLedger) -> OfferCreate:
    """XRP is offered for dollars, and dollars are sold for all of it or a third."""
    pays, gets = _dollars(3), 6_000_000
    _taker(state, pays, gets)
    _offered(state, pays, gets)
    _rich(state, BOB, gets)
    if truth("all of it"):
        return OfferCreate(taker_pays=gets, taker_gets=pays, flags=tfSell)
    return OfferCreate(taker_pays=2_000_000, taker_gets=_dollars(1), flags=tfSell | tfImmediateOrCancel)


keeps_the_laws(
    _buy,
    Seed(offers.delete, "offer.account, -1)", "offer.account, 0)"),
    Seed(
        offer_stream.BookOffer.consume, "difference_in(numbers, of.out, taken.out)", "amounts.negate(of.out)"
    ),
    covers=("tesSUCCESS", "tecFROZEN"),
    also=OF_TRADES,
    most_fee=MOST_FEE,
)
keeps_the_laws(
    _sell,
    Seed(book_step.BookStep._consume, "offer.owner, out.issuer, given", "offer.owner, out.issuer, 2 * given"),
    covers=("tesSUCCESS", "tecFROZEN"),
    also=OF_TRADES,
    most_fee=MOST_FEE,
)


def _buy_in_domain(state: UnknownLedger) -> OfferCreate:
    """A third of what is offered in a domain is bought there; in the open book somebody offers the same."""
    pays, gets = 6_000_000, _dollars(3)
    domain = _domain(state)
    _taker(state, pays, gets, CAROL)
    _rich(state, ALICE, pays)
    _offered(state, pays, gets, domain=domain)
    _offered(state, pays, gets, CAROL)
    state.absent(_book(gets, pays, domain))
    return OfferCreate(taker_pays=_dollars(1), taker_gets=2_000_000, flags=0, domain_id=domain)


keeps_the_laws(
    _buy_in_domain,
    Seed(offer_create._trade, "domain=tx.domain_id", "domain=None"),
    covers=("tesSUCCESS", "tecNO_PERMISSION"),
    also=OF_TRADES,
    most_fee=MOST_FEE,
)
