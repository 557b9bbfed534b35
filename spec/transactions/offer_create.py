"""OfferCreate offers to exchange one asset for another.

It takes what others offer at the same price or a better one, as far as that goes; what is left is placed in
the order book, at the price that was asked, for others to take. The sender may want it otherwise: that
nothing is placed (tfImmediateOrCancel), that all is taken at once or nothing (tfFillOrKill), that offers at
just the same price are left alone (tfPassive), or that all of TakerGets is sold, even for more than TakerPays
(tfSell).

An issuer's tick size rounds the price. An offer in a permissioned domain trades with offers in that domain
alone; a hybrid one also stands in the open book.

Source: CreateOffer.cpp (3.1.1); vectors: dex, paths, domain.
"""

from __future__ import annotations

from spec import accounts, amendments, amounts, credentials, directories, keylets, offers, tokens, trust_lines
from spec.amendments import Rules
from spec.directories import Describe
from spec.entries import DirectoryNode, Offer
from spec.flags import (
    lsfHybrid,
    lsfPassive,
    lsfRequireAuth,
    lsfSell,
    tfFillOrKill,
    tfHybrid,
    tfImmediateOrCancel,
    tfPassive,
    tfSell,
)
from spec.flow.crossing import Taker, cross
from spec.inner import Book
from spec.objects import optional, required
from spec.quality import MAX_TICK_SIZE, Amounts, Quality, get_rate
from spec.results import (
    fail,
    require,
    tecEXPIRED,
    tecFROZEN,
    tecINSUF_RESERVE_OFFER,
    tecINTERNAL,
    tecKILLED,
    tecNO_AUTH,
    tecNO_ISSUER,
    tecNO_LINE,
    tecNO_PERMISSION,
    tecUNFUNDED_OFFER,
    tefINTERNAL,
    temBAD_AMOUNT,
    temBAD_CURRENCY,
    temBAD_EXPIRATION,
    temBAD_ISSUER,
    temBAD_OFFER,
    temBAD_SEQUENCE,
    temINVALID_FLAG,
    temMALFORMED,
    temREDUNDANT,
    terNO_ACCOUNT,
)
from spec.transaction import Privilege, Transaction
from spec.trust_lines import AUTHORIZED, DEEP_FREEZE
from spec.values import ACCOUNT_ZERO, BAD_CURRENCY, Amount, Hash256, Issue, IssuedAmount, MPTAmount, asset_of
from spec.views import ApplyView, Layer, ReadView

ZERO_HASH = bytes(32)


class OfferCreate(Transaction, code=7, privileges=Privilege.MAY_CREATE_MPT):
    """What is wanted for what."""

    taker_pays: Amount = required("TakerPays", mpt=True)  #: what the sender wants
    taker_gets: Amount = required("TakerGets", mpt=True)  #: what it gives
    expiration: int | None = optional("Expiration")  #: when the offer counts no more
    offer_sequence: int | None = optional("OfferSequence")  #: an earlier offer, to be taken out
    domain_id: Hash256 | None = optional("DomainID")  #: whose order book is meant


# Preflight


def enabled(tx: OfferCreate, rules: Rules) -> bool:
    """Domains have books since PermissionedDEX. Multi-purpose tokens are not traded yet."""
    if isinstance(tx.taker_pays, MPTAmount) or isinstance(tx.taker_gets, MPTAmount):
        return False
    return tx.domain_id is None or rules.enabled(amendments.PermissionedDEX)


def known_flags(tx: OfferCreate, rules: Rules) -> int:
    """Offers are hybrid since PermissionedDEX."""
    return tx.known_flags if rules.enabled(amendments.PermissionedDEX) else tx.known_flags & ~tfHybrid


def preflight(tx: OfferCreate, rules: Rules) -> None:
    """Something is offered for something else, and what is said of the offer makes sense.

    1. A hybrid offer names a domain (temINVALID_FLAG), since fixCleanup3_2_0 one that can exist
       (temMALFORMED).
    2. It is not both to be taken at once and to be taken whole: temINVALID_FLAG.
    3. A time to expire (temBAD_EXPIRATION) and an earlier offer (temBAD_SEQUENCE) are not zero.
    4. Both amounts can exist: temBAD_AMOUNT.
    5. They are not both XRP, and both more than nothing: temBAD_OFFER.
    6. They are not of the same (temREDUNDANT), nor of the currency that stands for none (temBAD_CURRENCY),
       and each has an issuer (temBAD_ISSUER).
    """
    require(not tx.has_flag(tfHybrid) or tx.domain_id is not None, temINVALID_FLAG)
    require(not rules.enabled(amendments.fixCleanup3_2_0) or tx.domain_id != ZERO_HASH, temMALFORMED)
    require(not (tx.has_flag(tfImmediateOrCancel) and tx.has_flag(tfFillOrKill)), temINVALID_FLAG)
    require(tx.expiration != 0, temBAD_EXPIRATION)
    require(tx.offer_sequence != 0, temBAD_SEQUENCE)
    pays, gets = tx.taker_pays, tx.taker_gets
    require(amounts.is_legal_net(pays) and amounts.is_legal_net(gets), temBAD_AMOUNT)
    require(not (isinstance(pays, int) and isinstance(gets, int)), temBAD_OFFER)
    require(amounts.signum(pays) > 0 and amounts.signum(gets) > 0, temBAD_OFFER)
    require(asset_of(pays) != asset_of(gets), temREDUNDANT)
    issued = [one for one in (pays, gets) if isinstance(one, IssuedAmount)]
    require(all(one.currency != BAD_CURRENCY for one in issued), temBAD_CURRENCY)
    require(all(one.issuer != ACCOUNT_ZERO for one in issued), temBAD_ISSUER)


# Preclaim


def preclaim(tx: OfferCreate, view: ReadView) -> None:
    """The sender has something of what it gives, and may hold what it wants.

    1. The sender exists: terNO_ACCOUNT.
    2. Neither asset is frozen as a whole: tecFROZEN.
    3. It has something of what it gives: tecUNFUNDED_OFFER.
    4. The number of an earlier offer has been used: temBAD_SEQUENCE.
    5. The offer has not expired: tecEXPIRED.
    6. The issuer of what it wants exists (tecNO_ISSUER), has authorised a line where it asks for that
       (tecNO_LINE, tecNO_AUTH), and the line is not deep frozen by either side (tecFROZEN).
    7. It may use the domain's book: tecNO_PERMISSION.
    """
    root = view.need(keylets.account(tx.account), terNO_ACCOUNT)
    for amount in (tx.taker_pays, tx.taker_gets):
        require(not tokens.is_globally_frozen(view, asset_of(amount)), tecFROZEN)
    funds = tokens.account_funds(view, tx.account, tx.taker_gets, zero_if_frozen=True)
    require(amounts.signum(funds) > 0, tecUNFUNDED_OFFER)
    require(tx.offer_sequence is None or tx.offer_sequence < root.sequence, temBAD_SEQUENCE)
    require(not accounts.expired(view, tx.expiration), tecEXPIRED)
    if isinstance(tx.taker_pays, IssuedAmount):
        _check_may_hold(tx, view, tx.taker_pays)
    if tx.domain_id is not None:
        require(credentials.account_in_domain(view, tx.domain_id, tx.account), tecNO_PERMISSION)


def _check_may_hold(tx: OfferCreate, view: ReadView, amount: IssuedAmount) -> None:
    """The issuer exists and lets the sender hold what it issues."""
    issuer = view.need(keylets.account(amount.issuer), tecNO_ISSUER)
    if amount.issuer == tx.account:
        return
    line = trust_lines.read(view, tx.account, amount.issuer, amount.currency)
    if issuer.flags & lsfRequireAuth:
        require(line is not None, tecNO_LINE)
        require(line is not None and line.peer_has(AUTHORIZED), tecNO_AUTH)
    frozen = line is not None and (line.has(DEEP_FREEZE) or line.peer_has(DEEP_FREEZE))
    require(not frozen, tecFROZEN)


# Apply


def apply(tx: OfferCreate, view: ApplyView) -> None:
    """Take out an earlier offer, cross, and place what is left.

    An offer that is killed leaves nothing of that behind, not even that the earlier offer is gone; only
    offers that were found dead on the way stay removed.

    1. It has not expired: tecEXPIRED.
    2. What is to be taken whole is, and of what is to be taken at once something is: tecKILLED.
    3. Where nothing crossed, what the sender held before the fee is enough for the reserve of one more
       object: tecINSUF_RESERVE_OFFER. Where something did, the rest is not placed.
    """
    done, killed = Layer(view), Layer(view)
    if tx.offer_sequence is not None:
        offers.delete(done, keylets.offer(tx.account, tx.offer_sequence))
    require(not accounts.expired(view, tx.expiration), tecEXPIRED)
    wanted = _rounded_to_tick(tx, done)
    if not wanted.is_empty():
        _trade(tx, view, done, killed, wanted)
    done.commit()


def _trade(tx: OfferCreate, view: ApplyView, done: Layer, killed: Layer, wanted: Amounts) -> None:
    """Cross, and place what is left if it is to be placed. ``wanted`` goes in and comes out for a taker."""
    taker = Taker(
        tx.account,
        passive=tx.has_flag(tfPassive),
        sell=tx.has_flag(tfSell),
        fill_or_kill=tx.has_flag(tfFillOrKill),
        domain=tx.domain_id,
    )
    taking = Amounts(wanted.out, wanted.in_)
    try:
        remainder = cross(done, killed, taker, taking)
    except ArithmeticError:
        fail(tecINTERNAL)
    left = Amounts(remainder.out, remainder.in_)
    crossed = not (amounts.equal(left.in_, wanted.in_) and amounts.equal(left.out, wanted.out))
    require(amounts.signum(left.in_) >= 0 and amounts.signum(left.out) >= 0, tefINTERNAL)
    if left.is_empty():
        return
    immediate = tx.has_flag(tfImmediateOrCancel)
    if tx.has_flag(tfFillOrKill) or (immediate and not crossed):
        killed.commit()
        fail(tecKILLED)
    if immediate:
        return
    root = done.edit_needed(keylets.account(tx.account), tefINTERNAL)
    if view.prior_balance >= accounts.reserve(view, root, 1):
        _place(tx, done, left, get_rate(wanted.out, wanted.in_))
    else:
        require(crossed, tecINSUF_RESERVE_OFFER)


def _rounded_to_tick(tx: OfferCreate, view: Layer) -> Amounts:
    """TakerPays and TakerGets, one of which is changed so that the price has no more digits than an issuer
    allows: to sell it is TakerPays, to buy TakerGets."""
    pays, gets = tx.taker_pays, tx.taker_gets
    ticks = [MAX_TICK_SIZE]
    for amount in (pays, gets):
        if isinstance(amount, IssuedAmount):
            root = view.read(keylets.account(amount.issuer))
            if root is not None and root.tick_size is not None:
                ticks.append(root.tick_size)
    tick = min(ticks)
    if tick < MAX_TICK_SIZE:
        rate = Quality.of(Amounts(pays, gets)).round(tick).rate()
        if tx.has_flag(tfSell):
            pays = amounts.multiply(gets, rate, asset_of(pays))
        else:
            gets = amounts.divide(pays, rate, asset_of(gets))
    return Amounts(pays, gets)


def _place(tx: OfferCreate, view: Layer, left: Amounts, rate: int) -> None:
    """Put what is left of the offer into the book, at the price of the whole offer.

    Raises Failure with tecDIR_FULL.
    """
    keylet = keylets.offer(tx.account, tx.sequence_or_ticket)
    pays, gets = _issue(left.in_), _issue(left.out)
    offer = Offer(keylet.key, account=tx.account, sequence=tx.sequence_or_ticket, flags=0)
    offer.owner_node = directories.add_owned(view, tx.account, keylet.key)
    accounts.adjust_owner_count(view, tx.account, 1)
    book = keylets.quality(keylets.book_base(pays, gets, tx.domain_id), rate)
    describe = _describe(pays, gets, rate, tx.domain_id)
    offer.book_directory = book.key
    offer.book_node = directories.append(view, book, keylet.key, describe)
    offer.taker_pays, offer.taker_gets = left.in_, left.out
    offer.expiration = tx.expiration
    offer.domain_id = tx.domain_id
    offer.flags |= lsfPassive if tx.has_flag(tfPassive) else 0
    offer.flags |= lsfSell if tx.has_flag(tfSell) else 0
    if tx.has_flag(tfHybrid):
        offer.flags |= lsfHybrid
        # Before fixCleanup3_2_0 the price in the open book was that of what is left.
        fixed = view.info.rules.enabled(amendments.fixCleanup3_2_0)
        open_rate = rate if fixed else get_rate(left.out, left.in_)
        open_book = keylets.quality(keylets.book_base(pays, gets), open_rate)
        number = directories.append(view, open_book, keylet.key, _describe(pays, gets, rate, None))
        offer.additional_books = (Book(book_directory=open_book.key, book_node=number),)
    view.insert(offer)


def _issue(amount: Amount) -> Issue:
    asset = asset_of(amount)
    if not isinstance(asset, Issue):
        fail(tefINTERNAL)
    return asset


def _describe(pays: Issue, gets: Issue, rate: int, domain: Hash256 | None) -> Describe:
    """What a page of a book says of the book."""

    def describe(page: DirectoryNode) -> None:
        page.taker_pays_currency, page.taker_pays_issuer = pays.currency, pays.issuer
        page.taker_gets_currency, page.taker_gets_issuer = gets.currency, gets.issuer
        page.exchange_rate = rate
        page.domain_id = domain

    return describe
