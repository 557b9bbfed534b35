"""What may stand in a field of a solved transaction.

Whole numbers and drops are unknown. What the solver does not follow, such as accounts, tokens and bytes, is
one of a few values that rules tell apart: first those that make sense, then those that do not, of which a
transaction has one at most.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Any

from msgspec import Struct

from conformance.filling.credentials import credentials_of
from conformance.filling.holdings import issuance_of, some_tokens, tokens_of
from conformance.filling.market import SHARES, shares
from conformance.filling.nonfungible import nftoken_of, offers_to_buy, offers_to_sell
from conformance.filling.stage import EUR, USD, Cast
from conformance.filling.things import (
    CONDITION,
    CREDENTIAL_TYPE,
    DOCUMENT,
    FULFILLMENT,
    SEQUENCE,
    channel_of,
    check_of,
    domain_of,
)
from proofs.unknown_state import BITS
from proofs.unknowns import assume, integer, one_of, truth
from spec.amounts import DROPS_PER_XRP
from spec.inner import AuthAccount, AuthorizedCredential, PriceData, SignerEntry
from spec.objects import Slot, Style
from spec.transactions import amm_deposit, amm_withdraw
from spec.types import (
    ACCOUNT,
    AMOUNT,
    BLOB,
    HASH128,
    HASH192,
    HASH256,
    ISSUE,
    PATH_SET,
    VECTOR256,
    SerialType,
)
from spec.values import ACCOUNT_ZERO, BAD_CURRENCY, XRP, Issue, IssuedAmount, MPTAmount, PathElement

Values = tuple[Sequence[Any], Sequence[Any]]
"""Those that make sense, and those that do not."""

WIDEST_DROPS = 2**61 - 1
"""The most that the bits of an amount of XRP can say in a field that may also speak of a token."""
NOTHING = b"\x77" * 32


def _signer(account: bytes) -> SignerEntry:
    return SignerEntry(account=account, signer_weight=integer("a signer's weight", 0, 2**16 - 1))


def _signers(players: Cast) -> Values:
    peer, issuer = _signer(players.peer.account), _signer(players.issuer.account)
    return ((peer,), (peer, issuer)), ((), (peer, peer), (_signer(players.sender.account),), (peer,) * 33)


def _credentials(players: Cast) -> Values:
    one, other = (
        AuthorizedCredential(issuer=players.peer.account, credential_type=kind)
        for kind in (CREDENTIAL_TYPE, b"")
    )
    return ((one,),), ((), (one, one), (one,) * 9, (one,) * 11, (other,))


def _prices(_: Cast) -> Values:
    none = PriceData(base_asset=USD, quote_asset=EUR)
    price, scale = integer("a price", 0, 2**63 - 1), integer("a scale", 0, 255)
    one = PriceData(base_asset=USD, quote_asset=EUR, asset_price=price, scale=scale)
    others = tuple(
        PriceData(base_asset=USD, quote_asset=bytes(19) + bytes([number]), asset_price=1, scale=0)
        for number in range(1, 11)
    )
    stranger = PriceData(base_asset=EUR, quote_asset=USD)
    return ((one,), (none,), others, (one, stranger)), ((), (one, one), (one,) * 11)


def _accounts(players: Cast) -> Values:
    sender, peer, issuer = players.sender.account, players.peer.account, players.issuer.account
    return (peer,), (sender, ACCOUNT_ZERO, players.nobody, issuer)


def _tokens(players: Cast) -> list[bytes]:
    return [issuance_of(one.account) for one in (players.sender, players.issuer)]


def _issues(players: Cast) -> Values:
    issuer = players.issuer.account
    return (XRP, Issue(USD, issuer), Issue(USD, players.sender.account)), (
        Issue(BAD_CURRENCY, issuer),
        Issue(USD, players.nobody),
    )


def _nftoken_offers(players: Cast) -> Values:
    there = [(one,) for one in (*offers_to_sell(players), *offers_to_buy(players))]
    return there, ((), (NOTHING,), (NOTHING, NOTHING))


BY_NAME: dict[str, Callable[[Cast], Values]] = {
    "accepted_credentials": _credentials,
    "asset_class": lambda _: ((b"currency",), (b"", b"x" * 17)),
    "auth_accounts": lambda players: (((AuthAccount(account=players.peer.account),),), ((),)),
    "authorize_credentials": _credentials,
    "channel": lambda players: (channel_of(players), (NOTHING, bytes(32))),
    "check_id": lambda players: (check_of(players), (NOTHING, bytes(32))),
    "condition": lambda _: ((CONDITION,), (b"", b"\x01" * 40)),
    "credential_ids": lambda players: (
        [(one,) for one in (*credentials_of(players), NOTHING)],
        ((), (NOTHING, NOTHING), tuple(bytes([n]) * 32 for n in range(9))),
    ),
    "credential_type": lambda _: ((CREDENTIAL_TYPE,), (b"", b"x" * 65)),
    "domain": lambda _: ((b"example.com", b""), (b"x" * 257,)),
    "domain_id": lambda players: (
        [domain_of(one.account).key for one in (players.sender, players.issuer)],
        (NOTHING, bytes(32)),
    ),
    "fulfillment": lambda _: ((FULFILLMENT,), (b"", b"\x01" * 40)),
    "message_key": lambda players: ((players.sender.pair.public_key, b""), (b"\x02" * 5,)),
    "nftoken_buy_offer": lambda players: (offers_to_buy(players), (NOTHING, bytes(32))),
    "nftoken_id": lambda players: (
        [nftoken_of(one.account) for one in (players.sender, players.peer)],
        (NOTHING,),
    ),
    "nftoken_offers": _nftoken_offers,
    "nftoken_sell_offer": lambda players: (offers_to_sell(players), (NOTHING, bytes(32))),
    "price_data_series": _prices,
    "provider": lambda _: ((b"who",), (b"", b"x" * 257)),
    "public_key": lambda players: ((players.sender.pair.public_key,), (b"\x01" * 33, b"\x02" * 5)),
    "signer_entries": _signers,
    "unauthorize_credentials": _credentials,
}
"""Fields that hold something of their own, by attribute."""

BY_TYPE: dict[SerialType, Callable[[Cast], Values]] = {
    ACCOUNT: _accounts,
    BLOB: lambda _: ((b"a",), (b"", b"a" * 257)),
    HASH128: lambda _: ((b"\x77" * 16,), (bytes(16),)),
    HASH192: lambda players: (_tokens(players), (issuance_of(players.nobody),)),
    HASH256: lambda _: ((NOTHING,), (bytes(32),)),
    ISSUE: _issues,
    PATH_SET: lambda players: ((((PathElement(account=players.issuer.account),),),), ()),
    VECTOR256: lambda _: (((NOTHING,),), ((),)),
}

WANTED = {
    *("cancel_after", "finish_after", "holder", "offer_sequence", "owner"),
    *("nftoken_buy_offer", "nftoken_sell_offer"),
}
"""Optional fields without which amounts of tokens come to nothing."""
DROPS = (10 * DROPS_PER_XRP, 1)
TOKENS = (10, 1000)
"""How much is put into pools and taken out of them."""
OTHER = {
    "tx.amount": "tx.amount2",
    "tx.amount2": "tx.amount",
    "tx.asset": "tx.asset2",
    "tx.asset2": "tx.asset",
}
"""What goes with a field where pools are spoken of."""
OF_SHARES = {"tx.bid_max", "tx.bid_min", "tx.lp_token_in", "tx.lp_token_out"}
SOME_SHARES = (SHARES // 1000, SHARES // 10)
OF_THINGS = {"offer_sequence": SEQUENCE, "oracle_document_id": DOCUMENT}
"""Fields that may have the number of the thing on the stage."""


class Mode(Struct, frozen=True):
    """A flag, and the fields that go with it."""

    flag: int
    needed: frozenset[str]
    allowed: frozenset[str] = frozenset()


MODES: dict[str, list[Mode]] = {
    "AMMDeposit": [Mode(flag, *fields) for flag, fields in amm_deposit.MODES.items()],
    "AMMWithdraw": [Mode(flag, fields) for flag, fields in amm_withdraw.MODES.items()],
    "DepositPreauth": [
        Mode(0, frozenset({name}))
        for name in ("authorize", "unauthorize", "authorize_credentials", "unauthorize_credentials")
    ],
}
"""Of types whose fields exclude each other: which go together. Few sets of fields drawn by chance do."""


def _is_of_token(value: Any) -> bool:
    """Whether an asset, or what stands for an amount of it, is of a token."""
    return isinstance(value, bytes | Issue) and value != XRP


class Fields:
    """The fields of one transaction of some type."""

    def __init__(
        self,
        players: Cast,
        *,
        wide: bool,
        tokens: bool,
        sound: bool,
        pools: bool,
        mode: Mode | None = None,
        just: Container[str] | None = None,
    ) -> None:
        """Those that must be there, or ``wide`` all; with amounts of XRP, or ``tokens`` as well; with one
        value at most that makes no sense, or ``sound`` none; for ``pools`` that there are, amounts are known:
        roots of unknowns would fork without end. In a ``mode`` there are the fields that it needs, and those
        that it allows may be. Of others, ``just`` those of these names may be there, if some are named."""
        self.players, self.wide, self.tokens, self.pools = players, wide, tokens, pools
        self.mode, self.just = mode, just
        self._spoiled = sound
        self._chosen: dict[str, Any] = {}

    def value(self, slot: Slot) -> Any:
        """What stands in a field."""
        name = f"tx.{slot.attribute}"
        if not self._has(slot, name):
            return slot.absent
        if slot.field.type in BITS:
            number = OF_THINGS.get(slot.attribute)
            if number is not None and truth(f"{name} is the thing's"):
                return number
            return integer(name, 0, 2 ** BITS[slot.field.type] - 1)
        if slot.field.type is AMOUNT:
            return self._amount(name, mpt=slot.mpt)
        values = BY_NAME.get(slot.attribute) or BY_TYPE[slot.field.type]
        sound, wrong = values(self.players)
        return self._one_of(name, self._paired(name, sound), wrong)

    def _has(self, slot: Slot, name: str) -> bool:
        if slot.style is Style.REQUIRED:
            return True
        if self.mode is not None:
            if slot.attribute in self.mode.needed:
                return True
            wanted = slot.attribute in self.mode.allowed
        elif self.just is not None:
            wanted = slot.attribute in self.just
        else:
            told = slot.field.type is AMOUNT or slot.attribute in WANTED
            wanted = self.wide or (self.tokens and told)
        return wanted and bool(truth(f"{name} is there"))

    def _paired(self, name: str, sound: Sequence[Any]) -> Sequence[Any]:
        """Of the values for one of two fields that speak of a pool, those that go with the other one.

        One of the two is of XRP."""
        other = self._chosen.get(OTHER.get(name, ""))
        if not self.pools or other is None:
            return sound
        return [value for value in sound if _is_of_token(value) != _is_of_token(other)]

    def _one_of(self, name: str, sound: Sequence[Any], wrong: Sequence[Any]) -> Any:
        which = int(integer(f"{name} is", 0, len(sound) + len(wrong) - 1))
        if which < len(sound):
            self._chosen[name] = sound[which]
            return sound[which]
        assume(not self._spoiled)
        self._spoiled = True
        return wrong[which - len(sound)]

    def _amount(self, name: str, *, mpt: bool) -> Any:
        """Any amount of XRP, or some of a token."""
        players = self.players
        drops = (
            one_of(f"{name} in drops", *DROPS) if self.pools else integer(name, -WIDEST_DROPS, WIDEST_DROPS)
        )
        if not self.tokens:
            return drops
        tokens = _tokens(players)
        issuers = (players.issuer.account, players.peer.account, players.sender.account)
        wrong = (
            players.usd(0, -100),
            players.usd(-(10**15), -13),
            IssuedAmount(10**15, -13, BAD_CURRENCY, players.issuer.account),
            *((MPTAmount(0, tokens[0]),) if mpt else ()),
        )
        if self.pools and name in OF_SHARES:
            return shares(Issue(USD, players.issuer.account), one_of(f"{name} in shares", *SOME_SHARES))
        of_tokens = issuers[:1] if self.pools else (*issuers, *(tokens if mpt else ()))
        found = self._one_of(name, self._paired(name, (drops, *of_tokens)), wrong)
        if not isinstance(found, bytes):
            return found
        if found in tokens:
            return MPTAmount(integer(f"{name}.value", 1, 2**63 - 1), found)
        return (
            tokens_of(one_of(f"{name} in tokens", *TOKENS), found) if self.pools else some_tokens(name, found)
        )
