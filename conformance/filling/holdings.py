"""What the players may have of tokens: trust lines, and holdings of multi-purpose tokens.

Each is a prop of the stage, so that a path forks about it only where a rule looks.
"""

from __future__ import annotations

from typing import cast

from conformance.filling.stage import USD, Cast, Prop, Stage, settings
from proofs.unknowns import assume, integer, one_of, truth
from spec import amounts, flags, keylets
from spec.entries import MPToken, MPTokenIssuance, RippleState
from spec.rounding import MAX_MANTISSA, MIN_MANTISSA, ZERO_ISSUED_EXPONENT
from spec.trust_lines import AUTHORIZED, DEEP_FREEZE, FREEZE, NO_RIPPLE, RESERVE, LineFlag
from spec.values import ACCOUNT_ONE, Account, Amount, Issue, IssuedAmount, MPTAmount

EXPONENTS = (-13, -14)
"""Those of amounts of tokens: so they are from 10 to 1,000, and can be equal or far apart."""

MOST = 10**18
"""So much of a multi-purpose token anybody may have."""
ISSUED = 1
"""The number of the transaction that defined a multi-purpose token."""


def some_tokens(name: str, issuer: Account, sign: int = 1) -> IssuedAmount:
    """More than nothing of what the account issues."""
    mantissa = integer(f"{name}.mantissa", MIN_MANTISSA, MAX_MANTISSA)
    return IssuedAmount(sign * mantissa, one_of(f"{name}.exponent is", *EXPONENTS), USD, issuer)


def tokens_of(value: int, issuer: Account) -> IssuedAmount:
    """So much of what the account issues."""
    return cast(IssuedAmount, amounts.amount_of(Issue(USD, issuer), value))


def _maybe_tokens(name: str, issuer: Account, sign: int = 1) -> IssuedAmount:
    if not truth(f"{name} is something"):
        return IssuedAmount(0, ZERO_ISSUED_EXPONENT, USD, issuer)
    return some_tokens(name, issuer, sign)


def _flag(name: str, flag: LineFlag, *, high: bool) -> int:
    return integer(name, 0, 1) * flag[high]


def _line(name: str, holder: Account, issuer: Account) -> Prop:
    """A line on which the holder, who pays for it, may have something of the issuer's."""
    key = keylets.line(holder, issuer, USD).key
    high = holder > issuer

    def make(_: Stage) -> RippleState:
        frozen, deep = integer(f"{name}.frozen", 0, 1), integer(f"{name}.deep_frozen", 0, 1)
        assume(deep <= frozen)
        limits = [_maybe_tokens(f"{name}.limit", holder), IssuedAmount(0, ZERO_ISSUED_EXPONENT, USD, issuer)]
        low, high_limit = reversed(limits) if high else limits
        return RippleState(
            key,
            balance=_maybe_tokens(f"{name}.balance", ACCOUNT_ONE, -1 if high else 1),
            low_limit=low,
            high_limit=high_limit,
            low_node=0,
            high_node=0,
            flags=RESERVE[high]
            + _flag(f"{name}.no_ripple", NO_RIPPLE, high=high)
            + _flag(f"{name}.authorised", AUTHORIZED, high=not high)
            + frozen * FREEZE[not high]
            + deep * DEEP_FREEZE[not high],
        )

    return Prop(f"there is {name}", key, make, holder)


def lines(players: Cast) -> list[Prop]:
    """Those of the players in dollars: of the issuer's, and of the sender's and the peer's own."""
    sender, peer, issuer = players.sender.account, players.peer.account, players.issuer.account
    return [
        _line("the sender's line", sender, issuer),
        _line("the peer's line", peer, issuer),
        _line("the peer's line with the sender", peer, sender),
    ]


def issuance_of(issuer: Account) -> bytes:
    """The number of the issuer's multi-purpose token."""
    return keylets.issuance_id(ISSUED, issuer)


def _holding(name: str, holder: Account, issuance: Prop, issuer: Account) -> Prop:
    """A place for a multi-purpose token; it may have outlived the token, and is empty then."""
    token = issuance_of(issuer)
    key = keylets.mptoken(token, holder).key

    def make(stage: Stage) -> MPToken:
        locked, authorised = integer(f"{name}.locked", 0, 1), integer(f"{name}.authorised", 0, 1)
        return MPToken(
            key,
            account=holder,
            mptoken_issuance_id=token,
            mpt_amount=integer(f"{name}.amount", 0, MOST) if stage.has(issuance) else 0,
            locked_amount=stage.escrowed(token, holder) or None,
            flags=locked * flags.lsfMPTLocked + authorised * flags.lsfMPTAuthorized,
        )

    return Prop(f"there is {name}", key, make, holder)


ISSUANCE_FLAGS = (
    *("lsfMPTLocked", "lsfMPTCanLock", "lsfMPTRequireAuth", "lsfMPTCanEscrow"),
    *("lsfMPTCanTrade", "lsfMPTCanTransfer", "lsfMPTCanClawback"),
)


def _issuance(name: str, issuer: Account, holders: dict[str, Account]) -> list[Prop]:
    """A multi-purpose token and the places that accounts may have for it."""
    key = keylets.mptoken_issuance(issuance_of(issuer)).key

    def make(stage: Stage) -> MPTokenIssuance:
        escrowed = stage.escrowed(issuance_of(issuer))
        outstanding = escrowed
        for holding in filter(stage.has, holdings):
            held = stage.get(holding.key)
            assert isinstance(held, MPToken)
            outstanding += held.mpt_amount
        most = None
        if truth(f"{name} is limited"):
            most = integer(f"{name}.most", 1, 2**63 - 1)
            assume(outstanding <= most)
        return MPTokenIssuance(
            key,
            issuer=issuer,
            sequence=ISSUED,
            outstanding_amount=outstanding,
            maximum_amount=most,
            locked_amount=escrowed or None,
            flags=settings(name, *ISSUANCE_FLAGS),
        )

    token = Prop(f"there is {name}", key, make, issuer)
    holdings = [_holding(f"{who} of {name}", holder, token, issuer) for who, holder in holders.items()]
    return [token, *holdings]


def multi_purpose(players: Cast) -> list[Prop]:
    """The issuer's token and the sender's own."""
    sender, peer, issuer = players.sender.account, players.peer.account, players.issuer.account
    return [
        *_issuance("the issuer's token", issuer, {"what the sender has": sender, "what the peer has": peer}),
        *_issuance("the sender's token", sender, {"what the peer has": peer}),
    ]


def some_of_issuance(name: str, issuer: Account) -> MPTAmount:
    """More than nothing of the issuer's multi-purpose token."""
    return MPTAmount(integer(f"{name}.value", 1, MOST), issuance_of(issuer))


def some_amount(name: str, players: Cast, drops: int) -> Amount:
    """That much XRP, or some tokens of the issuer's."""
    return some_tokens(name, players.issuer.account) if truth(f"{name} is of tokens") else drops
