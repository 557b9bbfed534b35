"""Small ledgers with a pool of XRP and USD: alice makes it, bob and carol come to it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from spec import amounts, keylets, trust_lines
from spec.amm import pool
from spec.entries import AMM, AccountRoot
from spec.flags import tfLPToken
from spec.keylets import Keylet
from spec.results import Result, tesSUCCESS
from spec.transaction import Transaction
from spec.transactions.amm_create import AMMCreate
from spec.transactions.amm_deposit import AMMDeposit
from spec.values import XRP as XRP_ASSET
from spec.values import Account, Issue, IssuedAmount, asset_of
from tests.spec.ledgers import XRP, account
from tests.spec.market import Market, Token, value_of

USD, EUR = Token("USD", "gw"), Token("EUR", "gw")
PAIR = {"asset": XRP_ASSET, "asset2": USD.issue}
NO_POOL = {"asset": XRP_ASSET, "asset2": EUR.issue}
"""Two assets that nobody made a pool of."""
FEE = 100
"""The pool's trading fee: 0.1 %."""
SHARES = 10_000_000
"""The liquidity tokens that alice gets: the root of 100,000,000 drops times 1,000,000 USD."""


class Pools(Market):
    """A market whose accounts hold 10,000,000 USD each."""

    def __init__(self, **options: Any) -> None:
        super().__init__("gw", "alice", "bob", "carol", **options)
        for name in ("alice", "bob", "carol"):
            self.hold(name, USD(10_000_000))

    def create(self, name: str = "alice", **fields: Any) -> Result:
        """Make a pool of 100 XRP and 1,000,000 USD, unless it is said otherwise."""
        given: dict[str, Any] = {"amount": 100 * XRP, "amount2": USD(1_000_000), "trading_fee": FEE} | fields
        return self.apply(AMMCreate, name, **given)

    def deposit(self, name: str, tokens: int | str) -> None:
        """Have the account own so many liquidity tokens more."""
        given: dict[str, Any] = {**PAIR, "flags": tfLPToken, "lp_token_out": self.shares(tokens)}
        assert self.apply(AMMDeposit, name, **given) is tesSUCCESS

    def to_pool(self, kind: type[Transaction], name: str, **fields: Any) -> Result:
        """A transaction about the pool."""
        return self.apply(kind, name, **(PAIR | fields))

    @property
    def keylet(self) -> Keylet[AMM]:
        """Of the pool."""
        return keylets.amm(XRP_ASSET, USD.issue)

    @property
    def pool(self) -> AMM:
        """The pool as it is now."""
        found = self.draft.read(self.keylet)
        assert found is not None
        return found

    @property
    def pool_root(self) -> AccountRoot:
        """The pool's account."""
        found = self.draft.read(keylets.account(self.pool.account))
        assert found is not None
        return found

    def shares(self, value: int | str) -> IssuedAmount:
        """So many of the pool's liquidity tokens."""
        issue = asset_of(self.pool.lp_token_balance)
        assert isinstance(issue, Issue)
        amount = USD(value)
        return amounts.issued(amount.mantissa, amount.exponent, issue.currency, issue.issuer)

    def owned_shares(self, name: str) -> IssuedAmount:
        """The liquidity tokens that an account owns."""
        return pool.tokens_of(self.draft, self.pool, account(name))

    def pool_holds(self) -> tuple[int, IssuedAmount]:
        """The XRP and the USD in the pool."""
        line = trust_lines.read(self.draft, self.pool.account, USD.issuer, USD.currency)
        assert line is not None
        return self.pool_root.balance, IssuedAmount(
            line.balance.mantissa, line.balance.exponent, USD.currency, USD.issuer
        )

    def per_share(self) -> tuple[Fraction, Fraction]:
        """What the pool holds of XRP and of USD for each of its tokens, exactly."""
        xrp, usd = self.pool_holds()
        total = Fraction(value_of(self.pool.lp_token_balance))
        return xrp / total, Fraction(value_of(usd)) / total

    def empty(self) -> None:
        """Leave the pool without shares, as when its last owner went and it had too many trust lines."""
        entry = self.draft.edit(self.keylet)
        assert entry is not None
        entry.lp_token_balance = self.shares(0)

    def freeze_line(self, owner: Account) -> None:
        """Have gw freeze the USD of one account."""
        line = trust_lines.edit(self.draft, owner, USD.issuer, USD.currency)
        assert line is not None
        line.from_peer().set(trust_lines.FREEZE)


def with_pool(**options: Any) -> Pools:
    """The pool of XRP and USD, all of whose shares are alice's."""
    pools = Pools(**options)
    assert pools.create() is tesSUCCESS
    return pools
