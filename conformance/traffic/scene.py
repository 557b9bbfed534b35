"""What a generator sees: the present ledger, who acts, and where choices come from.

Makers name live objects by their place in these lists, so that most of what they make means something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple, TypeVar, cast

from conformance.traffic.actors import Actor
from conformance.traffic.choices import Choices
from spec import accounts, amounts, keylets
from spec.entries import (
    AccountRoot,
    Credential,
    Entry,
    MPToken,
    MPTokenIssuance,
    NFTokenPage,
    PermissionedDomain,
    RippleState,
    SignerList,
)
from spec.flags import lsfAccepted
from spec.inner import AuthorizedCredential, NFToken
from spec.transaction import Transaction
from spec.values import (
    ACCOUNT_ZERO,
    XRP,
    Account,
    Amount,
    Asset,
    Currency,
    Hash256,
    Issue,
    IssuedAmount,
    MPTAmount,
    MPTIssue,
)
from spec.views import ReadView

E = TypeVar("E", bound=Entry)
T = TypeVar("T")

GATEWAYS = 3
"""So many of the actors issue most of the tokens, so that lines and books meet."""
CURRENCIES: tuple[Currency, ...] = (
    *(bytes(12) + code + bytes(5) for code in (b"USD", b"EUR", b"BTC")),
    b"\x01long currency name\0",
)
CREDENTIAL_TYPES = (b"K", b"KYC", b"\xff" * 64)
DROPS_PER_XRP = 1_000_000
MAX_MANTISSA = 9_999_999_999_999_999


class Holding(NamedTuple):
    """What somebody holds of a token of a trust line."""

    holder: Account
    amount: IssuedAmount
    """In the name of its issuer."""


class Scene:
    """One moment of a ledger."""

    def __init__(self, choose: Choices, view: ReadView, actors: Sequence[Actor]) -> None:
        self.choose = choose
        self.view = view
        self.actors = actors
        self.now = view.info.parent_close_time

    # ------------------------------------------------------------------------------------------ what there is

    @cached_property
    def _by_type(self) -> dict[type[Entry], list[Entry]]:
        found: dict[type[Entry], list[Entry]] = {}
        key = self.view.successor(bytes(32))
        while key is not None:
            entry = self.view.get(key)
            assert entry is not None
            found.setdefault(type(entry), []).append(entry)
            key = self.view.successor(key)
        return found

    @cached_property
    def everything(self) -> list[Entry]:
        """Every entry, in the order of the types' names and the keys."""
        return [
            one
            for kind in sorted(self._by_type, key=lambda each: each.__name__)
            for one in self._by_type[kind]
        ]

    def live(self, kind: type[E], where: Callable[[E], bool] | None = None) -> list[E]:
        """The entries of a type, in the order of their keys."""
        found = cast("list[E]", self._by_type.get(kind, []))
        return found if where is None else [entry for entry in found if where(entry)]

    def one(self, kind: type[E], where: Callable[[E], bool] | None = None) -> E | None:
        """One of the entries of a type that pass; of any, now and then; none where there is none."""
        if where is not None and self.choose.chance(8):
            where = None
        return self.any_of(self.live(kind, where))

    def any_of(self, items: Sequence[T]) -> T | None:
        """One of the items, or none where there is none."""
        return self.choose.pick(items) if items else None

    def sometimes(self, percent: int, value: Callable[[], T]) -> T | None:
        """A value in so many cases of a hundred, otherwise none."""
        return value() if self.choose.chance(percent) else None

    # ------------------------------------------------------------------------------------------------- people

    @cached_property
    def people(self) -> list[Account]:
        """The actors that have an account; all of them while none has."""
        there = [one.account for one in self.actors if self.view.exists(keylets.account(one.account))]
        return there or [one.account for one in self.actors]

    @cached_property
    def strangers(self) -> list[Account]:
        """The actors that have no account."""
        return [one.account for one in self.actors if one.account not in set(self.people)]

    def account(self) -> Account:
        """An account that is there."""
        return self.choose.pick(self.people)

    def other(self, *than: Account) -> Account:
        """Another account; now and then one that is not there, or the same one."""
        if self.choose.chance(4):
            return self.choose.pick([*self.strangers, ACCOUNT_ZERO, *than])
        rest = [one for one in self.people if one not in than]
        return self.choose.pick(rest or self.people)

    def mostly(self, account: Account) -> Account:
        """The account, or now and then another one."""
        return self.other() if self.choose.chance(6) else account

    def root(self, account: Account) -> AccountRoot | None:
        """The account's entry."""
        return self.view.read(keylets.account(account))

    def by_account(self, account: Account) -> Actor | None:
        """Whose account it is, if it is an actor's."""
        return next((one for one in self.actors if one.account == account), None)

    def flagged(self, account: Account, flag: int) -> bool:
        """Whether the account has a flag."""
        root = self.root(account)
        return root is not None and bool(root.flags & flag)

    def balance(self, account: Account) -> int:
        """How many drops the account has; none where there is no account."""
        root = self.root(account)
        return 0 if root is None else root.balance

    def owned(self, account: Account) -> int:
        """How many objects the account owns; none where there is no account."""
        root = self.root(account)
        return 0 if root is None else root.owner_count

    def signer_list(self, account: Account) -> SignerList | None:
        """The account's signers."""
        return self.view.read(keylets.signer_list(account))

    # -------------------------------------------------------------------------------------------------- times

    def soon(self) -> int:
        """A time around now, mostly to come."""
        return self.now + self.choose.pick((20, 5, 60, 1, 0, -1, 3_000))

    def tag(self) -> int | None:
        """A destination tag, often enough."""
        return self.sometimes(30, lambda: self.choose.pick((7, 0, 2**32 - 1)))

    # ------------------------------------------------------------------------------------------------- tokens

    @cached_property
    def gateways(self) -> list[Account]:
        """Those who issue most of the tokens."""
        return self.people[:GATEWAYS]

    @cached_property
    def holdings(self) -> list[Holding]:
        """Every positive balance of a trust line, from its holder's side."""
        found: list[Holding] = []
        for line in self.live(RippleState):
            low, high = line.low_limit.issuer, line.high_limit.issuer
            balance = line.balance
            if balance.mantissa:
                holder, issuer = (low, high) if balance.mantissa > 0 else (high, low)
                amount = IssuedAmount(abs(balance.mantissa), balance.exponent, balance.currency, issuer)
                found.append(Holding(holder, amount))
        return found

    def issue(self) -> Issue:
        """An issued currency: one that somebody holds, or one of a gateway."""
        held = self.any_of(self.holdings) if self.choose.chance(60) else None
        if held is not None:
            return Issue(held.amount.currency, held.amount.issuer)
        return Issue(self.choose.pick(CURRENCIES), self.choose.pick(self.gateways))

    def holders(self, asset: Asset) -> list[Account]:
        """The actors that have some of an asset."""
        known = set(self.people)
        if isinstance(asset, MPTIssue):
            held = [one.account for one in self.mptokens(asset.issuance_id)]
        elif asset == XRP:
            return self.people
        else:
            held = [
                one.holder
                for one in self.holdings
                if (one.amount.currency, one.amount.issuer) == (asset.currency, asset.issuer)
            ]
        return [one for one in held if one in known]

    def holder(self, asset: Asset) -> Account:
        """Somebody who has some of an asset, or might."""
        return self.any_of(self.holders(asset)) or self.account()

    def liners(self, token: Issue) -> list[Account]:
        """The actors that have a line for a token."""
        return [
            one
            for one in self.people
            if one != token.issuer and self.view.exists(keylets.line(one, token.issuer, token.currency))
        ]

    @cached_property
    def issuances(self) -> list[MPTokenIssuance]:
        """The multi-purpose tokens."""
        return self.live(MPTokenIssuance)

    def mptokens(self, issuance_id: bytes) -> list[MPToken]:
        """The holdings of a multi-purpose token."""
        return self.live(MPToken, lambda e: e.mptoken_issuance_id == issuance_id)

    def issuance_id(self, issuance: MPTokenIssuance | None) -> bytes:
        """The name of an issuance, or one that no issuance has."""
        if issuance is None:
            return keylets.issuance_id(77, self.account())
        return keylets.issuance_id(issuance.sequence, issuance.issuer)

    @cached_property
    def nftokens(self) -> list[tuple[Account, NFToken]]:
        """The non-fungible tokens and who has them."""
        return [(page.key[:20], token) for page in self.live(NFTokenPage) for token in page.nftokens]

    def nftoken(self) -> tuple[Account, NFToken] | None:
        """One of them: of any page as often as of any other, however many are on it."""
        page = self.any_of(self.live(NFTokenPage))
        return None if page is None else (page.key[:20], self.choose.pick(page.nftokens))

    # ------------------------------------------------------------------------------------------------ amounts

    def drops(self, account: Account | None = None) -> int:
        """An amount of XRP, around what matters to the account."""
        choose = self.choose
        root = None if account is None else self.root(account)
        if root is not None and choose.chance(15):
            free = root.balance - accounts.reserve(self.view, root)
            return choose.near(
                choose.pick([max(free, 1), root.balance, max(free - 10, 1), max(free // 2, 1)])
            )
        if choose.chance(15):
            fees = self.view.info.fees
            return choose.near(choose.pick([fees.reserve, fees.increment, fees.base, 1]))
        return choose.integer(1, 50) * choose.pick((DROPS_PER_XRP, 1_000, 1, 10 * DROPS_PER_XRP))

    def units(self, issue: Issue, holder: Account | None = None) -> IssuedAmount:
        """An amount of an issued currency, around what the holder has of it."""
        choose = self.choose
        if holder is not None and choose.chance(25):
            for one, held in self.holdings:
                if one == holder and (held.currency, held.issuer) == (issue.currency, issue.issuer):
                    mantissa = choose.pick(
                        (held.mantissa, held.mantissa + 1, held.mantissa - 1, held.mantissa // 2)
                    )
                    return self.units_of(issue, max(mantissa, 1), held.exponent)
        if choose.chance(6):
            value, exponent = choose.pick(((1, -81), (MAX_MANTISSA, 80), (MAX_MANTISSA, -15), (10**15, -96)))
        elif choose.chance(20):
            value, exponent = choose.integer(1, MAX_MANTISSA), choose.integer(-18, -12)
        else:
            value, exponent = choose.integer(1, 100), choose.pick((0, -1, 1, -6, 3))
        return self.units_of(issue, value, exponent)

    def units_of(self, asset: Asset, value: int, exponent: int) -> IssuedAmount:
        """So much of an issued currency; the least or the most where it would be beyond them."""
        assert isinstance(asset, Issue)
        try:
            return amounts.issued(value, exponent, asset.currency, asset.issuer)
        except ArithmeticError:
            return amounts.issued(MAX_MANTISSA, 80, asset.currency, asset.issuer)

    def mpt(self, issuance_id: bytes, holder: Account | None = None) -> MPTAmount:
        """An amount of a multi-purpose token, around what there is of it."""
        choose = self.choose
        marks = [1, amounts.MAX_MPT]
        issuance = self.view.read(keylets.mptoken_issuance(issuance_id))
        if issuance is not None:
            most = issuance.maximum_amount or amounts.MAX_MPT
            marks += [most - issuance.outstanding_amount, issuance.outstanding_amount]
        holding = None if holder is None else self.view.read(keylets.mptoken(issuance_id, holder))
        if holding is not None:
            marks += [holding.mpt_amount, holding.mpt_amount // 2]
        value = choose.near(choose.pick(marks)) if choose.chance(20) else choose.integer(1, 1_000)
        return MPTAmount(min(max(value, 1), amounts.MAX_MPT), issuance_id)

    def asset(self, *, mpt: int = 0) -> Asset:
        """XRP, an issued currency, or in so many cases of a hundred a multi-purpose token."""
        if self.issuances and self.choose.chance(mpt):
            return MPTIssue(self.issuance_id(self.any_of(self.issuances)))
        return XRP if self.choose.chance(35) else self.issue()

    def amount(self, asset: Asset, holder: Account | None = None) -> Amount:
        """An amount of an asset."""
        if isinstance(asset, MPTIssue):
            return self.mpt(asset.issuance_id, holder)
        return self.drops(holder) if asset == XRP else self.units(asset, holder)

    # -------------------------------------------------------------------------------------------- credentials

    def credential_ids(self, subject: Account, percent: int = 15) -> tuple[Hash256, ...] | None:
        """Credentials of the account, as a transaction shows them."""
        if not self.choose.chance(percent):
            return None
        own = self.live(Credential, lambda e: e.subject == subject and bool(e.flags & lsfAccepted))
        some = self.choose.some(own or self.live(Credential), 1, 2)
        return tuple(one.key for one in some) or (bytes(31) + b"\x01",)

    def accepted(self, least: int = 1, most: int = 3) -> tuple[AuthorizedCredential, ...]:
        """Credentials that somebody may accept, those that there are first."""
        known = {(one.issuer, one.credential_type) for one in self.live(Credential)}
        possible = sorted(known) + [one for one in product(self.people, CREDENTIAL_TYPES) if one not in known]
        few = self.choose.some(possible[:8], least, most)
        return tuple(AuthorizedCredential(issuer=issuer, credential_type=kind) for issuer, kind in few)

    def domain(self, percent: int) -> Hash256 | None:
        """A permissioned domain, in so many cases of a hundred."""
        domains = self.live(PermissionedDomain)
        return self.sometimes(percent, lambda: self.choose.pick(domains).key) if domains else None


Maker = Callable[[Scene], Transaction | None]
"""Makes a transaction without a number, fee or signature; or none, where what it needs is not there."""
Mix = tuple[tuple[int, Maker], ...]
"""Makers, and how often each is asked."""
Aims = dict[tuple[str, str], Maker]
"""Makers of what is to come to a certain end, by type and result."""


def given(**fields: Any) -> dict[str, Any]:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}
