"""Small ledgers with trust lines and order books, to try payments and offers on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spec import accounts, amounts, directories, keylets, trust_lines
from spec.entries import DirectoryNode, Offer
from spec.flags import lsfDefaultRipple
from spec.quality import get_rate
from spec.results import Result, tesSUCCESS
from spec.transactions.offer_create import OfferCreate
from spec.transactions.payment import Payment
from spec.transactions.trust_set import TrustSet
from spec.values import Amount, Hash256, Issue, IssuedAmount, Path, PathElement, asset_of
from tests.spec.ledgers import SmallLedger, account, currency


class Token:
    """What an account issues in a currency: ``USD = Token("USD", "gw")``, and ``USD("1.5")`` is an amount."""

    def __init__(self, code: str, issuer: str) -> None:
        self.currency = currency(code)
        self.issuer_name = issuer
        self.issuer = account(issuer)
        self.issue = Issue(self.currency, self.issuer)

    def __call__(self, value: int | str) -> IssuedAmount:
        """So much of it."""
        sign, digits, exponent = Decimal(value).as_tuple()
        assert isinstance(exponent, int)
        mantissa = int("".join(map(str, digits))) * (-1 if sign else 1)
        return amounts.issued(mantissa, exponent, self.currency, self.issuer)

    @property
    def book(self) -> PathElement:
        """The element of a path that changes into it."""
        return PathElement(None, self.currency, self.issuer)


TO_XRP = PathElement(currency=bytes(20))
"""The element of a path that changes into XRP."""


def through(name: str) -> PathElement:
    """The element of a path that goes through an account."""
    return PathElement(account(name))


class Market(SmallLedger):
    """A ledger of accounts that let value ripple through, with plenty of XRP."""

    def __init__(self, *names: str, **options: Any) -> None:
        super().__init__(**options)
        for name in names:
            self.fund(name, 10**14)
            self.change(name, flags=lsfDefaultRipple)

    def trust(self, name: str, limit: IssuedAmount, **fields: Any) -> None:
        """Have the account trust the issuer of an amount up to it."""
        assert self.apply(TrustSet, name, limit_amount=limit, **fields) is tesSUCCESS

    def hold(self, name: str, amount: IssuedAmount, limit: IssuedAmount | None = None) -> None:
        """Have the account hold an amount; it trusts the issuer up to a limit, or to that amount if it did
        not trust it at all."""
        line = keylets.line(account(name), amount.issuer, amount.currency)
        if limit is not None or not self.draft.exists(line):
            self.trust(name, amount if limit is None else limit)
        trust_lines.direct_send(self.draft, amount.issuer, account(name), amount)

    def pay(self, sender: str, receiver: str, amount: Amount, **fields: Any) -> Result:
        """Pay; ``paths`` are given as lists of elements."""
        paths: tuple[Path, ...] = tuple(tuple(path) for path in fields.pop("paths", ()))
        if paths:
            fields["paths"] = paths
        return self.apply(Payment, sender, destination=account(receiver), amount=amount, **fields)

    def offer(self, name: str, pays: Amount, gets: Amount, **fields: Any) -> Result:
        """Offer to give the second amount for the first."""
        return self.apply(OfferCreate, name, taker_pays=pays, taker_gets=gets, **fields)

    def place(self, name: str, pays: Amount, gets: Amount, count: int = 1, **fields: Any) -> list[Hash256]:
        """Put offers into the book as they are, without crossing, checks or fees. Gives their keys."""
        root = self.draft.edit(keylets.account(account(name)))
        assert root is not None
        into, out = asset_of(pays), asset_of(gets)
        domain = fields.get("domain_id")
        book = keylets.quality(keylets.book_base(into, out, domain), get_rate(gets, pays))
        made = []
        for _ in range(count):
            keylet = keylets.offer(root.account, root.sequence)
            offer = Offer(keylet.key, flags=0, account=root.account, sequence=root.sequence, **fields)
            offer.taker_pays, offer.taker_gets = pays, gets
            offer.owner_node = directories.add_owned(self.draft, root.account, keylet.key)
            offer.book_directory = book.key
            offer.book_node = directories.append(self.draft, book, keylet.key, _describe)
            self.draft.insert(offer)
            root.sequence += 1
            made.append(keylet.key)
        accounts.adjust_owner_count(self.draft, root.account, count)
        return made

    def balance(self, name: str, token: Token) -> Decimal | int | None:
        """What the account holds of a token; none without a line."""
        line = trust_lines.read(self.draft, account(name), token.issuer, token.currency)
        return None if line is None else value_of(line.balance)

    def xrp(self, name: str) -> int:
        """The account's drops."""
        return self.root(name).balance

    def owned(self, name: str) -> int:
        """How many objects the account owns."""
        return self.root(name).owner_count

    def offers(self, name: str) -> list[Offer]:
        """The account's offers, the oldest first."""
        listed = directories.entries(self.draft, keylets.owner_directory(account(name)))
        return sorted((one for one in listed if isinstance(one, Offer)), key=lambda one: one.sequence)

    @property
    def base_fee(self) -> int:
        """What each transaction costs."""
        return self.draft.info.fees.base

    @property
    def delivered(self) -> Amount | None:
        """What metadata say that the last payment delivered."""
        assert self.last is not None
        assert self.last.metadata is not None
        return self.last.metadata.delivered


def _describe(page: DirectoryNode) -> None:
    """Pages of these books say nothing."""


def value_of(amount: Amount) -> Decimal:
    """The amount as a number."""
    return Decimal(amounts.mantissa_of(amount)).scaleb(amounts.exponent_of(amount)).normalize()
