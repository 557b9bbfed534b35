"""Methods about trust lines and offers: account_lines, account_currencies, account_offers.

Source: AccountLines.cpp, AccountCurrenciesHandler.cpp, AccountOffers.cpp, TrustLine.cpp (3.1.1).
"""

from __future__ import annotations

from impl.edge import errors, ledger_choice, loose, owned, render
from impl.edge.dispatch import LEDGER, method
from impl.edge.errors import Json, Refusal
from impl.edge.methods.accounts import account_or_ident
from impl.edge.owned import Limit
from impl.edge.reading import reading
from impl.edge.service import Request
from impl.edge.trust import line_of, settings
from spec import keylets
from spec.addresses import encode_account
from spec.amounts import compare, negate
from spec.entries import Offer, RippleState
from spec.trust_lines import RESERVE, Line
from spec.values import BAD_CURRENCY, Account

LIMIT = Limit(10, 200, 400)


@method("account_lines", "account", "peer", "ignore_default", "limit", "marker", *LEDGER)
def account_lines(request: Request) -> Json:
    """The trust lines of an account, as it sees them."""
    request.need_text("account")
    view, members = ledger_choice.choose(request)
    account_id = owned.owner(request, members)
    state = reading(view)
    owned.need_account(state, account_id)
    peer_address = loose.text(request.get("peer"))
    peer = owned.account(peer_address, members) if peer_address else None
    limit = owned.read_limit(request, LIMIT)
    if limit == 0:
        raise Refusal(errors.invalidParams)
    states, more = owned.page(request, state, account_id, limit, RippleState, Refusal(errors.invalidParams))
    members |= more
    members["account"] = encode_account(account_id)
    lines = [line_of(account_id, each) for each in states]
    quiet = loose.flag(request.get("ignore_default"))
    members["lines"] = [
        _line(line)
        for line in lines
        if (peer is None or line.peer == peer) and (line.has(RESERVE) or not quiet)
    ]
    return members


def _line(line: Line) -> Json:
    shown: Json = {
        "account": encode_account(line.peer),
        "balance": render.text(line.balance),
        "currency": render.currency(line.balance.currency),
        "limit": render.text(line.limit),
        "limit_peer": render.text(line.peer_limit),
        "quality_in": line.quality_in,
        "quality_out": line.quality_out,
    }
    return shown | dict.fromkeys(settings(line), True)


@method("account_currencies", "account", "ident", *LEDGER)
def account_currencies(request: Request) -> Json:
    """The currencies that an account can receive and send over its trust lines."""
    address = account_or_ident(request)
    view, members = ledger_choice.choose(request)
    account_id = owned.account(address, members)
    state = reading(view)
    owned.need_account(state, account_id)
    receive: set[bytes] = set()
    send: set[bytes] = set()
    for entry in owned.after(state, keylets.owner_directory(account_id), None, 0):
        if not isinstance(entry, RippleState):
            continue
        line = line_of(account_id, entry)
        currency = line.balance.currency
        if compare(line.balance, line.limit) < 0:
            receive.add(currency)
        if compare(negate(line.balance), line.peer_limit) < 0:
            send.add(currency)
    for name, currencies in (("receive_currencies", receive), ("send_currencies", send)):
        members[name] = [render.currency(each) for each in sorted(currencies - {BAD_CURRENCY})]
    return members


@method("account_offers", "account", "limit", "marker", *LEDGER)
def account_offers(request: Request) -> Json:
    """The offers that an account has in order books."""
    request.need_text("account")
    view, members = ledger_choice.choose(request)
    account_id: Account = owned.owner(request, members)
    state = reading(view)
    owned.need_account(state, account_id)
    limit = owned.read_limit(request, LIMIT)
    if limit == 0:
        raise errors.invalid_field("limit")
    offers, more = owned.page(request, state, account_id, limit, Offer, errors.invalid_field("marker"))
    members |= more
    members["account"] = encode_account(account_id)
    members["offers"] = [_offer(each) for each in offers]
    return members


def _offer(offer: Offer) -> Json:
    shown = {
        "flags": offer.flags,
        "quality": render.quality(offer.book_directory),
        "seq": offer.sequence,
        "taker_gets": render.amount(offer.taker_gets),
        "taker_pays": render.amount(offer.taker_pays),
    }
    if offer.expiration is not None:
        shown["expiration"] = offer.expiration
    return shown
