"""Trust lines: what two accounts owe each other in one currency.

A line is one entry for both accounts. It calls the one with the lower number low and the other high, keeps a
limit, a quality and a set of flags for each, and one balance, which is positive when the low account holds
what the high account issued. ``Line`` is the same entry as one of the two sees it, so that no rule needs to
ask who is low.

A line stays while either account needs it: for a limit, a quality, a freeze, a rippling setting other than
its account's default, or for what it holds. Whoever needs it owns it and pays its reserve.

An issuer can freeze what an account holds, or all that it issued; what is frozen can only go back to the
issuer. What is frozen deeply cannot come in either. An issuer may also demand that lines are authorised
before they hold anything.

Source: View.cpp, View.h, Credit.cpp (3.1.1).
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, cast

from spec import accounts, amendments, amounts, contracts, directories, keylets, rates
from spec.entries import AMM, RippleState
from spec.flags import (
    lsfDefaultRipple,
    lsfGlobalFreeze,
    lsfHighAuth,
    lsfHighDeepFreeze,
    lsfHighFreeze,
    lsfHighNoRipple,
    lsfHighReserve,
    lsfLowAuth,
    lsfLowDeepFreeze,
    lsfLowFreeze,
    lsfLowNoRipple,
    lsfLowReserve,
    lsfRequireAuth,
)
from spec.keylets import Keylet
from spec.rates import PARITY, Rate
from spec.results import require, tecNO_AUTH, tecNO_LINE, tecNO_TARGET, tefINTERNAL, terNO_RIPPLE
from spec.values import ACCOUNT_ONE, XRP, Account, Currency, Issue, IssuedAmount
from spec.views import Layer, ReadView


class LineFlag(NamedTuple):
    """A flag that each side of a line has one of."""

    low: int
    high: int


RESERVE = LineFlag(lsfLowReserve, lsfHighReserve)
"""The account owns the line and pays its reserve."""
AUTHORIZED = LineFlag(lsfLowAuth, lsfHighAuth)
"""The account lets the other hold what it issues."""
NO_RIPPLE = LineFlag(lsfLowNoRipple, lsfHighNoRipple)
"""The account lets no payment pass through from another line with this setting."""
FREEZE = LineFlag(lsfLowFreeze, lsfHighFreeze)
"""The account has frozen what the other holds of it."""
DEEP_FREEZE = LineFlag(lsfLowDeepFreeze, lsfHighDeepFreeze)
"""The account has frozen it so that none can come in."""


class Auth(Enum):
    """How much an issuer's demand for authorisation asks of an account that is to hold its tokens."""

    STRONG = "strong"
    """It has a place to hold them already, and that is authorised."""
    WEAK = "weak"
    """It may have no place yet, unless the issuer demands authorisation."""
    LEGACY = "legacy"
    """Weak for trust lines, strong for multi-purpose tokens."""


class Line:
    """A trust line as one of its two accounts sees it.

    What is said without ``peer_`` is the account's own; ``peer_`` is the other's. Setting anything changes
    the entry, which must be a layer's own (see ``edit``).
    """

    __slots__ = ("account", "high", "peer", "state")

    def __init__(self, state: RippleState, account: Account, peer: Account) -> None:
        self.state = state
        self.account = account
        self.peer = peer
        self.high = account > peer
        """Whether the account is the high one."""

    def has(self, flag: LineFlag) -> bool:
        """Whether the account's side has the flag."""
        return bool(self.state.flags & flag[self.high])

    def peer_has(self, flag: LineFlag) -> bool:
        """Whether the other side has the flag."""
        return bool(self.state.flags & flag[not self.high])

    def set(self, flag: LineFlag, value: bool = True) -> None:
        """Set the flag on the account's side, or clear it."""
        mask = flag[self.high]
        flags = self.state.flags
        self.state.flags = flags | mask if value else flags & ~mask

    @property
    def balance(self) -> IssuedAmount:
        """What the account holds of the other's; negative is what the other holds of the account's."""
        balance = self.state.balance
        return _negative(balance) if self.high else balance

    @balance.setter
    def balance(self, balance: IssuedAmount) -> None:
        self.state.balance = _with_issuer(_negative(balance) if self.high else balance, ACCOUNT_ONE)

    @property
    def limit(self) -> IssuedAmount:
        """How much of the other's the account is willing to hold."""
        return self.state.high_limit if self.high else self.state.low_limit

    @limit.setter
    def limit(self, limit: IssuedAmount) -> None:
        limit = _with_issuer(limit, self.account)
        if self.high:
            self.state.high_limit = limit
        else:
            self.state.low_limit = limit

    @property
    def peer_limit(self) -> IssuedAmount:
        """How much of the account's the other is willing to hold."""
        return self.state.low_limit if self.high else self.state.high_limit

    @property
    def quality_in(self) -> int:
        """What the account credits for each unit that comes in, in billionths; 0 stands for one for one."""
        return (self.state.high_quality_in if self.high else self.state.low_quality_in) or 0

    @quality_in.setter
    def quality_in(self, quality: int) -> None:
        if self.high:
            self.state.high_quality_in = quality or None
        else:
            self.state.low_quality_in = quality or None

    @property
    def quality_out(self) -> int:
        """What the account asks for each unit that goes out, in billionths; 0 stands for one for one."""
        return (self.state.high_quality_out if self.high else self.state.low_quality_out) or 0

    @quality_out.setter
    def quality_out(self, quality: int) -> None:
        if self.high:
            self.state.high_quality_out = quality or None
        else:
            self.state.low_quality_out = quality or None

    def from_peer(self) -> Line:
        """The same line as the other account sees it."""
        return Line(self.state, self.peer, self.account)


def _negative(amount: IssuedAmount) -> IssuedAmount:
    return IssuedAmount(-amount.mantissa, amount.exponent, amount.currency, amount.issuer)


def _with_issuer(amount: IssuedAmount, issuer: Account) -> IssuedAmount:
    return IssuedAmount(amount.mantissa, amount.exponent, amount.currency, issuer)


def _zero(currency: Currency, issuer: Account) -> IssuedAmount:
    return cast(IssuedAmount, amounts.zero_of(Issue(currency, issuer)))


def read(view: ReadView, account: Account, peer: Account, currency: Currency) -> Line | None:
    """The line as the account sees it, to look at."""
    state = view.read(keylets.line(account, peer, currency))
    return None if state is None else Line(state, account, peer)


def edit(view: Layer, account: Account, peer: Account, currency: Currency) -> Line | None:
    """The line as the account sees it, to be changed."""
    state = view.edit(keylets.line(account, peer, currency))
    return None if state is None else Line(state, account, peer)


# Lines come and go.


@contracts.require(lambda owner, peer: owner != peer)
@contracts.ensure(lambda result, view: view.get(result.state.key) is result.state)
@contracts.ensure(
    lambda result, limit: result.limit.mantissa == limit.mantissa and result.limit.exponent == limit.exponent
)
def create(
    view: Layer,
    owner: Account,
    peer: Account,
    limit: IssuedAmount,
    *,
    balance: IssuedAmount | None = None,
    no_ripple: bool = False,
    authorized: bool = False,
    freeze: bool = False,
    deep_freeze: bool = False,
    quality_in: int = 0,
    quality_out: int = 0,
) -> Line:
    """A new line that the owner needs and pays for; all that is said is about its side.

    The peer's side has no limit, and lets nothing ripple through unless that is the peer's default.

    Raises Failure with tefINTERNAL where the owner does not exist, with tecNO_TARGET where the peer does
    not, and with tecDIR_FULL.
    """
    currency = limit.currency
    require(view.exists(keylets.account(owner)), tefINTERNAL)
    peer_root = view.need(keylets.account(peer), tecNO_TARGET)
    low, high = min(owner, peer), max(owner, peer)
    state = RippleState(keylets.line(owner, peer, currency).key, flags=0)
    state.low_node = directories.add_owned(view, low, state.key)
    state.high_node = directories.add_owned(view, high, state.key)
    state.low_limit, state.high_limit = _zero(currency, low), _zero(currency, high)
    line = Line(state, owner, peer)
    line.limit = limit
    line.balance = balance or _zero(currency, ACCOUNT_ONE)
    line.quality_in = quality_in
    line.quality_out = quality_out
    line.set(RESERVE)
    line.set(NO_RIPPLE, no_ripple)
    line.set(AUTHORIZED, authorized)
    line.set(FREEZE, freeze)
    line.set(DEEP_FREEZE, deep_freeze)
    line.from_peer().set(NO_RIPPLE, not peer_root.flags & lsfDefaultRipple)
    view.insert(state)
    accounts.adjust_owner_count(view, owner, 1)
    view.credit_hook(peer, owner, line.balance, _zero(currency, ACCOUNT_ONE))
    return line


def delete(view: Layer, line: Line) -> None:
    """Take a line out. Who owned it is not counted here. Raises Failure with tefBAD_LEDGER."""
    state = line.state
    low, high = state.low_limit.issuer, state.high_limit.issuer
    directories.remove_owned(view, low, state.low_node or 0, state.key, keep_root=False)
    directories.remove_owned(view, high, state.high_node or 0, state.key, keep_root=False)
    view.erase(Keylet(state.key, RippleState))


def is_needed(view: ReadView, line: Line, no_quality: tuple[int, ...] = (0,)) -> bool:
    """Whether the account needs the line for something else than what it holds.

    ``no_quality`` are the qualities that stand for none.
    """
    ripples = accounts.has_flag(view, line.account, lsfDefaultRipple)
    return (
        line.limit.mantissa != 0
        or line.quality_in not in no_quality
        or line.quality_out not in no_quality
        or line.has(NO_RIPPLE) == ripples
        or line.has(FREEZE)
    )


# Value moves along lines.


def direct_send(view: Layer, sender: Account, receiver: Account, amount: IssuedAmount) -> None:
    """Move an amount along the line between the two, one of whom is usually its issuer, whatever the limits
    say.

    There is a line afterwards if the receiver has got something: one that is missing is made, and the
    receiver owns it. A sender that has nothing left and does not need the line no longer owns it, and a line
    that nobody owns is taken out when it is empty.

    Raises Failure with tefINTERNAL, tecNO_TARGET or tecDIR_FULL.
    """
    line = edit(view, sender, receiver, amount.currency)
    if line is None:
        root = view.need(keylets.account(receiver), tefINTERNAL)
        no_ripple = not root.flags & lsfDefaultRipple
        limit = _zero(amount.currency, receiver)
        create(view, receiver, sender, limit, balance=amount, no_ripple=no_ripple)
        return
    before = line.balance
    view.credit_hook(sender, receiver, amount, before)
    after = line.balance = _minus(view, before, amount)
    if before.mantissa > 0 >= after.mantissa and line.has(RESERVE) and not is_needed(view, line):
        accounts.adjust_owner_count(view, sender, -1)
        line.set(RESERVE, False)
        if after.mantissa == 0 and not line.peer_has(RESERVE):
            delete(view, line)


def redeem(view: Layer, holder: Account, amount: IssuedAmount) -> None:
    """Give an amount back to its issuer. Raises Failure with tefINTERNAL where the holder has no line."""
    require(view.exists(keylets.line(holder, amount.issuer, amount.currency)), tefINTERNAL)
    direct_send(view, holder, amount.issuer, amount)


def send(
    view: Layer, sender: Account, receiver: Account, amount: IssuedAmount, *, waive_fee: bool = False
) -> None:
    """Move an amount, whatever the limits say; between holders it goes through the issuer, who keeps a
    transfer fee.

    The receiver gets the amount; the sender pays the fee on top. Raises Failure as ``direct_send`` does.
    """
    issuer = amount.issuer
    if issuer in (sender, receiver, ACCOUNT_ONE):
        direct_send(view, sender, receiver, amount)
        return
    cost = amount if waive_fee else _times(amount, transfer_rate(view, issuer))
    direct_send(view, issuer, receiver, amount)
    direct_send(view, sender, issuer, cost)


def transfer_rate(view: ReadView, issuer: Account) -> Rate:
    """What holders pay on top when they send each other what the issuer issued, in billionths."""
    root = view.read(keylets.account(issuer))
    return root.transfer_rate or PARITY if root is not None else PARITY


def _minus(view: ReadView, amount: IssuedAmount, less: IssuedAmount) -> IssuedAmount:
    return cast(IssuedAmount, amounts.difference_in(view.info.rules.numbers, amount, less))


def _times(amount: IssuedAmount, rate: Rate) -> IssuedAmount:
    return cast(IssuedAmount, rates.multiply(amount, rate))


# Who may hold and move what.


def is_globally_frozen(view: ReadView, issuer: Account) -> bool:
    """Whether the issuer has frozen all that it issued."""
    return accounts.has_flag(view, issuer, lsfGlobalFreeze)


def is_individually_frozen(view: ReadView, account: Account, issue: Issue) -> bool:
    """Whether the issuer has frozen what this account holds."""
    line = _holding(view, account, issue)
    return line is not None and line.peer_has(FREEZE)


def is_frozen(view: ReadView, account: Account, issue: Issue) -> bool:
    """Whether the issuer has frozen what this account holds, or all that it issued."""
    if issue == XRP:
        return False
    return is_globally_frozen(view, issue.issuer) or is_individually_frozen(view, account, issue)


def is_deep_frozen(view: ReadView, account: Account, issue: Issue) -> bool:
    """Whether either side has frozen the account's line deeply."""
    line = _holding(view, account, issue)
    return line is not None and (line.has(DEEP_FREEZE) or line.peer_has(DEEP_FREEZE))


def is_pool_frozen(view: ReadView, account: Account, issuer: Account) -> bool:
    """Whether the issuer is a pool with an asset that is frozen for the account: its shares are too."""
    if not view.info.rules.enabled(amendments.fixFrozenLPTokenTransfer):
        return False
    root = view.read(keylets.account(issuer))
    if root is None or root.amm_id is None:
        return False
    pool = view.read(Keylet(root.amm_id, AMM))
    if pool is None:
        return True
    return any(isinstance(one, Issue) and is_frozen(view, account, one) for one in (pool.asset, pool.asset2))


def _holding(view: ReadView, account: Account, issue: Issue) -> Line | None:
    """The line on which the account holds the issue."""
    if issue == XRP or issue.issuer == account:
        return None
    return read(view, account, issue.issuer, issue.currency)


def require_auth(view: ReadView, account: Account, issue: Issue, auth: Auth = Auth.LEGACY) -> None:
    """The issuer lets the account hold what it issues.

    Raises Failure with tecNO_LINE where there is no line and there has to be one, and with tecNO_AUTH where
    there is one that is not authorised.
    """
    if issue == XRP or issue.issuer == account:
        return
    line = _holding(view, account, issue)
    require(line is not None or auth is not Auth.STRONG, tecNO_LINE)
    if accounts.has_flag(view, issue.issuer, lsfRequireAuth):
        require(line is not None, tecNO_LINE)
        require(line is not None and line.peer_has(AUTHORIZED), tecNO_AUTH)


def can_transfer(view: ReadView, sender: Account, receiver: Account, issue: Issue) -> None:
    """The issuer lets the issue ripple from one holder's line to the other's: from one of them at least.

    Raises Failure with terNO_RIPPLE.
    """
    if issue == XRP or issue.issuer in (sender, receiver):
        return
    ripples = accounts.has_flag(view, issue.issuer, lsfDefaultRipple)

    def is_barred(holder: Account) -> bool:
        line = _holding(view, holder, issue)
        return not ripples if line is None else line.peer_has(NO_RIPPLE)

    require(not (is_barred(sender) and is_barred(receiver)), terNO_RIPPLE)


# What accounts have.


def account_holds(view: ReadView, account: Account, issue: Issue, *, zero_if_frozen: bool) -> IssuedAmount:
    """What the account holds of an issue, negative where the issuer holds what the account issued.

    With ``zero_if_frozen`` it is nothing when it cannot be moved: when it is frozen, or a share in a pool of
    what is frozen.
    """
    line = read(view, account, issue.issuer, issue.currency)
    if line is None or (zero_if_frozen and _is_unusable(view, account, issue)):
        amount = _zero(issue.currency, issue.issuer)
    else:
        amount = _with_issuer(line.balance, issue.issuer)
    return view.balance_hook(account, issue.issuer, amount)


def _is_unusable(view: ReadView, account: Account, issue: Issue) -> bool:
    return (
        is_frozen(view, account, issue)
        or is_deep_frozen(view, account, issue)
        or is_pool_frozen(view, account, issue.issuer)
    )


def credit_limit(view: ReadView, account: Account, issuer: Account, currency: Currency) -> IssuedAmount:
    """How much of an issuer's tokens the account is willing to hold."""
    line = read(view, account, issuer, currency)
    return _zero(currency, account) if line is None else _with_issuer(line.limit, account)


def credit_balance(view: ReadView, account: Account, issuer: Account, currency: Currency) -> IssuedAmount:
    """What the account owes the other: what the other holds of the account's, less what it holds itself."""
    line = read(view, account, issuer, currency)
    return _zero(currency, account) if line is None else _with_issuer(_negative(line.balance), account)
