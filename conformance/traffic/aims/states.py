"""States of a ledger that aimed transactions look for, and the ways to get there.

A way is a maker: what it makes brings the state, or a step towards it. ``once`` puts the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from conformance.traffic.scene import CURRENCIES, DROPS_PER_XRP, Maker, Scene
from spec import accounts, amounts, flags, keylets
from spec.entries import AccountRoot, Credential, MPToken, MPTokenIssuance, RippleState
from spec.transaction import Transaction
from spec.transactions.account_set import AccountSet
from spec.transactions.amm_create import AMMCreate
from spec.transactions.credential_accept import CredentialAccept
from spec.transactions.credential_create import CredentialCreate
from spec.transactions.mptoken_authorize import MPTokenAuthorize
from spec.transactions.mptoken_issuance_create import MPTokenIssuanceCreate
from spec.transactions.mptoken_issuance_set import MPTokenIssuanceSet
from spec.transactions.payment import Payment
from spec.transactions.ticket_create import TicketCreate
from spec.transactions.trust_set import TrustSet
from spec.values import XRP, Account, Issue, IssuedAmount, MPTAmount

T = TypeVar("T")
Make = Callable[[Scene, T], Transaction | None]

NOBODY: Account = b"\x07" * 20
"""Has no account in any ledger."""
NOTHING = b"\x11" * 32
"""Names no entry in any ledger."""


def once(find: Callable[[Scene], Sequence[T]], prepare: Maker, make: Make[T]) -> Maker:
    """Make a transaction of one of those that are found, or prepare one where there is none."""

    def maker(scene: Scene) -> Transaction | None:
        found = scene.any_of(find(scene))
        return prepare(scene) if found is None else make(scene, found)

    return maker


def on_its_own(make: Callable[[Scene], Transaction | None]) -> Maker:
    """The same transaction, of an account that is not there."""

    def maker(scene: Scene) -> Transaction | None:
        tx = make(scene)
        if tx is not None:
            tx.account = scene.strangers[0] if scene.strangers else NOBODY
        return tx

    return maker


def nothing(scene: Scene) -> None:
    """There is no way to get there."""


# Accounts


def roots(scene: Scene, where: Callable[[AccountRoot], bool]) -> list[Account]:
    """The actors whose entry is such."""
    found = [(one, scene.root(one)) for one in scene.people]
    return [one for one, root in found if root is not None and where(root)]


def pools(scene: Scene) -> list[Account]:
    """The accounts of pools, which are nobody's."""
    return [one.account for one in scene.live(AccountRoot) if one.amm_id is not None]


def can_pay_fees(root: AccountRoot) -> bool:
    """Whether the account can pay what the dearest transactions cost."""
    return root.balance > 3 * DROPS_PER_XRP


def poor(scene: Scene) -> list[Account]:
    """Those who cannot pay the reserve of one more object, nor of one that they have."""
    return roots(scene, lambda root: can_pay_fees(root) and root.balance < accounts.reserve(scene.view, root))


def burdened(scene: Scene) -> list[Account]:
    """The poor to whom places for tokens are not free any more."""
    return [one for one in poor(scene) if scene.owned(one) >= accounts.FREE_HOLDINGS]


def spend_all(scene: Scene, account: Account) -> Transaction | None:
    """The account pays whatever it can, and has its reserve left, less the fee."""
    free = accounts.liquid(scene.view, account)
    if not free:
        return None
    to = next(one for one in [*scene.people, NOBODY] if one != account)
    return Payment(account=account, destination=to, amount=free)


def become_poor(scene: Scene) -> Transaction | None:
    """Somebody who issues no tokens pays whatever it can."""
    return spend_all(scene, scene.choose.pick(scene.people[3:] or scene.people))


def become_burdened(scene: Scene) -> Transaction | None:
    """Somebody who owns a few objects, or comes to own them, pays whatever it can."""
    one = scene.choose.pick(scene.people[3:] or scene.people)
    if scene.owned(one) < accounts.FREE_HOLDINGS:
        return TicketCreate(account=one, ticket_count=accounts.FREE_HOLDINGS)
    return spend_all(scene, one)


def flagged(flag: int) -> Callable[[Scene], list[Account]]:
    """The actors that have a flag."""
    return lambda scene: roots(scene, lambda root: bool(root.flags & flag))


def set_flag(setting: int) -> Maker:
    """Somebody sets a setting."""
    return lambda scene: AccountSet(account=scene.account(), set_flag=setting)


# Pools


def begin_pool(scene: Scene, issuer: Account) -> Transaction | None:
    """An issuer whose tokens ripple makes a pool of them, and is not asked whether it has any."""
    if not scene.flagged(issuer, flags.lsfDefaultRipple):
        return AccountSet(account=issuer, set_flag=flags.asfDefaultRipple)
    free = [one for one in CURRENCIES if not scene.view.exists(keylets.amm(XRP, Issue(one, issuer)))]
    currency = scene.any_of(free[:2])
    if currency is None:
        return None
    return AMMCreate(
        account=issuer,
        amount=20 * DROPS_PER_XRP,
        amount2=amounts.issued(100, 0, currency, issuer),
        trading_fee=10,
    )


def begin_any_pool(scene: Scene) -> Transaction | None:
    """A gateway makes a pool."""
    return begin_pool(scene, scene.choose.pick(scene.gateways))


# Credentials


def accepted(scene: Scene) -> list[Credential]:
    """The credentials that their subjects have accepted, both sides being different actors."""
    return scene.live(
        Credential, lambda e: bool(e.flags & flags.lsfAccepted) and e.subject in set(scene.people)
    )


def expired(scene: Scene) -> list[Credential]:
    """Those of them that count no more."""
    return [one for one in accepted(scene) if accounts.passed(scene.view, one.expiration)]


BRIEF = tuple(b"brief %d" % one for one in range(10))
"""Types of credentials that expire soon; a domain can accept as many."""


def let_expire(scene: Scene, subject: Account | None = None) -> Transaction | None:
    """Issue a credential that expires soon, of anybody or of one account, or accept it before that."""
    hasty = scene.live(
        Credential,
        lambda e: (
            not e.flags & flags.lsfAccepted
            and e.expiration is not None
            and e.expiration >= scene.now
            and e.subject in ({subject} if subject else set(scene.people))
        ),
    )
    one = scene.any_of(hasty)
    if one is not None:
        return CredentialAccept(account=one.subject, issuer=one.issuer, credential_type=one.credential_type)
    issuer = scene.people[0]
    return CredentialCreate(
        account=issuer,
        subject=subject or scene.choose.pick(scene.people[1:] or scene.people),
        credential_type=scene.choose.pick(BRIEF),
        expiration=scene.now + 12,
    )


# Tokens of trust lines


class Place(NamedTuple):
    """A line, from the side of its holder."""

    holder: Account
    token: Issue
    line: RippleState

    @property
    def is_low(self) -> bool:
        """Whether the holder is the low account of the line."""
        return self.line.low_limit.issuer == self.holder

    @property
    def balance(self) -> IssuedAmount:
        """What the holder has, in the name of the issuer; less than nothing where it owes."""
        one = self.line.balance
        sign = 1 if self.is_low else -1
        return IssuedAmount(sign * one.mantissa, one.exponent, one.currency, self.token.issuer)

    @property
    def limit(self) -> IssuedAmount:
        """How much the holder trusts the issuer with."""
        return self.line.low_limit if self.is_low else self.line.high_limit

    def has(self, low: int, high: int) -> bool:
        """Whether the issuer has set a flag, given for the low and the high account."""
        return bool(self.line.flags & (high if self.is_low else low))

    @property
    def frozen(self) -> bool:
        """Whether the issuer has frozen the line."""
        return self.has(flags.lsfLowFreeze, flags.lsfHighFreeze)

    @property
    def deep_frozen(self) -> bool:
        """Whether the issuer has frozen the line deeply."""
        return self.has(flags.lsfLowDeepFreeze, flags.lsfHighDeepFreeze)

    @property
    def authorised(self) -> bool:
        """Whether the issuer lets the holder hold."""
        return self.has(flags.lsfLowAuth, flags.lsfHighAuth)


def places(scene: Scene) -> list[Place]:
    """Every line between actors, from each side that trusts the other or has something."""
    found = []
    known = set(scene.people)
    for line in scene.live(RippleState):
        for own, other in ((line.low_limit, line.high_limit), (line.high_limit, line.low_limit)):
            place = Place(own.issuer, Issue(own.currency, other.issuer), line)
            if {own.issuer, other.issuer} <= known and (own.mantissa or place.balance.mantissa > 0):
                found.append(place)
    return found


def tokens_of(scene: Scene, place: Place, value: int = 1, exponent: int = 0) -> IssuedAmount:
    """So much of what the line is of."""
    return scene.units_of(place.token, value, exponent)


def filled(scene: Scene) -> list[Place]:
    """The lines whose holders have something."""
    return [one for one in places(scene) if one.balance.mantissa > 0]


def fill(scene: Scene) -> Transaction | None:
    """Give a holder something, or make a line for it."""
    place = scene.any_of(places(scene))
    if place is None or scene.choose.chance(30):
        return open_line(scene)
    return Payment(account=place.token.issuer, destination=place.holder, amount=tokens_of(scene, place, 10))


def open_line(scene: Scene, issuer: Account | None = None, holder: Account | None = None) -> Transaction:
    """Trust an issuer, or a gateway."""
    issuer = issuer or scene.choose.pick(scene.gateways)
    others = [one for one in scene.people if one != issuer]
    limit = amounts.issued(1_000, 0, scene.choose.pick(CURRENCIES), issuer)
    return TrustSet(account=holder or scene.choose.pick(others or scene.people), limit_amount=limit)


def share(scene: Scene, place: Place) -> Transaction | None:
    """Somebody else comes to have some of what is on a line, or to have a line for it."""
    others = [one for one in places(scene) if one.token == place.token and one.holder != place.holder]
    other = scene.any_of(others)
    if other is not None:
        return Payment(
            account=place.token.issuer, destination=other.holder, amount=tokens_of(scene, place, 10)
        )
    free = [one for one in scene.people if one not in (place.holder, place.token.issuer)]
    holder = scene.any_of(free)
    if holder is None:
        return None
    return TrustSet(account=holder, limit_amount=tokens_of(scene, place, 1_000))


def no_amount(place: Place, holder: Account) -> IssuedAmount:
    """A limit of zero, from the issuer to the holder."""
    return IssuedAmount(0, -100, place.token.currency, holder)


def freeze(scene: Scene, place: Place, deep: bool = False) -> Transaction:
    """The issuer freezes a line."""
    chosen = flags.tfSetFreeze | (flags.tfSetDeepFreeze if deep else 0)
    return TrustSet(account=place.token.issuer, limit_amount=no_amount(place, place.holder), flags=chosen)


def close_line(scene: Scene, place: Place) -> Transaction:
    """The holder needs the line no more, which goes if nothing is on it."""
    root = scene.root(place.holder)
    ripples = root is not None and root.flags & flags.lsfDefaultRipple
    return TrustSet(
        account=place.holder,
        limit_amount=no_amount(place, place.token.issuer),
        quality_in=0,
        quality_out=0,
        flags=flags.tfClearNoRipple if ripples else flags.tfSetNoRipple,
    )


def frozen(scene: Scene) -> list[Place]:
    """The lines that their issuers have frozen, with something on them."""
    return [one for one in filled(scene) if one.frozen]


def deep_frozen(scene: Scene) -> list[Place]:
    """The lines that their issuers have frozen deeply."""
    return [one for one in places(scene) if one.deep_frozen]


def lockable(scene: Scene) -> list[Place]:
    """The lines with something on them that may be put in escrow."""
    return [one for one in filled(scene) if scene.flagged(one.token.issuer, flags.lsfAllowTrustLineLocking)]


def allow_locking(scene: Scene) -> Transaction | None:
    """The issuer of what somebody has lets it be put in escrow."""
    place = scene.any_of(filled(scene))
    if place is None or scene.flagged(place.token.issuer, flags.lsfAllowTrustLineLocking):
        return fill(scene)
    return AccountSet(account=place.token.issuer, set_flag=flags.asfAllowTrustLineLocking)


make_frozen = once(filled, fill, freeze)
make_deep_frozen = once(filled, fill, lambda scene, place: freeze(scene, place, deep=True))


# Issuers that ask for authorisation


def strict(scene: Scene) -> list[Account]:
    """The issuers that ask for authorisation."""
    return flagged(flags.lsfRequireAuth)(scene)


def become_strict(scene: Scene) -> Transaction | None:
    """Somebody who owns nothing asks for authorisation from now on."""
    free = [one for one in scene.people[3:] if not scene.owned(one)]
    one = scene.any_of(free)
    return None if one is None else AccountSet(account=one, set_flag=flags.asfRequireAuth)


def outsiders(scene: Scene) -> list[tuple[Account, Issue]]:
    """Those who have no line to a strict issuer, and its token."""
    return [
        (holder, token)
        for issuer in strict(scene)
        for token in (Issue(CURRENCIES[0], issuer),)
        for holder in scene.people
        if holder != issuer
        and not scene.view.exists(keylets.line(holder, token.issuer, token.currency))
        and accounts.liquid(scene.view, holder, 2)
    ]


def unauthorised(scene: Scene) -> list[Place]:
    """The lines to strict issuers that were not authorised."""
    known = set(strict(scene))
    return [one for one in places(scene) if one.token.issuer in known and not one.authorised]


def authorised(scene: Scene) -> list[Place]:
    """The lines to strict issuers that were authorised."""
    known = set(strict(scene))
    return [one for one in places(scene) if one.token.issuer in known and one.authorised]


def _trust(scene: Scene, pair: tuple[Account, Issue]) -> Transaction:
    return TrustSet(account=pair[0], limit_amount=scene.units_of(pair[1], 1_000, 0))


become_unauthorised = once(outsiders, become_strict, _trust)
"""Somebody makes a line to a strict issuer."""


def authorise(scene: Scene, place: Place) -> Transaction:
    """The issuer authorises a line."""
    return TrustSet(
        account=place.token.issuer, limit_amount=no_amount(place, place.holder), flags=flags.tfSetfAuth
    )


become_authorised = once(unauthorised, become_unauthorised, authorise)


# Multi-purpose tokens


def held(
    scene: Scene, has: int = 0, hasnt: int = 0, *, where: Callable[[MPToken], bool] = lambda e: True
) -> list[MPToken]:
    """The holdings of tokens that have all of some flags and none of others."""
    known = {
        scene.issuance_id(one) for one in scene.issuances if one.flags & has == has and not one.flags & hasnt
    }
    people = set(scene.people)
    return [
        one
        for one in scene.live(MPToken)
        if one.mptoken_issuance_id in known and one.account in people and where(one)
    ]


def is_full(holding: MPToken) -> bool:
    """Whether there is something in it."""
    return holding.mpt_amount > 0


def is_locked(holding: MPToken) -> bool:
    """Whether it is locked by itself."""
    return bool(holding.flags & flags.lsfMPTLocked)


def issuer_of(holding: MPToken) -> Account:
    """Who issues what is held."""
    return holding.mptoken_issuance_id[4:]


FREE = flags.lsfMPTCanTransfer | flags.lsfMPTCanEscrow | flags.lsfMPTCanLock | flags.lsfMPTCanClawback
"""What the issuer of a token can allow that keeps nobody from anything."""


def issuance(has: int) -> Maker:
    """Define a token with these flags, which are the same in the ledger and in the transaction."""
    return lambda scene: MPTokenIssuanceCreate(account=scene.choose.pick(scene.gateways), flags=has)


def fill_holding(has: int, hasnt: int = 0) -> Maker:
    """A step towards somebody having some of a token with these flags, from its definition on."""

    def find(scene: Scene) -> list[MPTokenIssuance]:
        people = set(scene.people)
        return [
            one
            for one in scene.issuances
            if one.flags & has == has and not one.flags & hasnt and one.issuer in people
        ]

    return once(find, issuance(has), fill_one)


def fill_one(scene: Scene, token: MPTokenIssuance) -> Transaction:
    """A step towards somebody having some of a token: to hold it, to be authorised, to be paid."""
    name = scene.issuance_id(token)
    people = set(scene.people)
    holding = scene.any_of([one for one in scene.mptokens(name) if one.account in people])
    if holding is None or scene.choose.chance(25):
        others = [one for one in scene.people if one != token.issuer]
        return MPTokenAuthorize(account=scene.choose.pick(others or scene.people), mptoken_issuance_id=name)
    if token.flags & flags.lsfMPTRequireAuth and not holding.flags & flags.lsfMPTAuthorized:
        return give_leave(holding)
    return Payment(account=token.issuer, destination=holding.account, amount=MPTAmount(10, name))


def lock_holding(scene: Scene, holding: MPToken) -> Transaction:
    """The issuer locks a holding."""
    return MPTokenIssuanceSet(
        account=issuer_of(holding),
        mptoken_issuance_id=holding.mptoken_issuance_id,
        holder=holding.account,
        flags=flags.tfMPTLock,
    )


def give_leave(holding: MPToken) -> Transaction:
    """The issuer lets the holder hold."""
    return MPTokenAuthorize(
        account=issuer_of(holding),
        mptoken_issuance_id=holding.mptoken_issuance_id,
        holder=holding.account,
    )


def withdraw_leave(holding: MPToken) -> Transaction:
    """The issuer lets the holder hold no more."""
    return MPTokenAuthorize(
        account=issuer_of(holding),
        mptoken_issuance_id=holding.mptoken_issuance_id,
        holder=holding.account,
        flags=flags.tfMPTUnauthorize,
    )


def holding_of(holding: MPToken, value: int = 1) -> MPTAmount:
    """So much of what is held."""
    return MPTAmount(value, holding.mptoken_issuance_id)
