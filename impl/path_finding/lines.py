"""The trust lines of accounts, as a search sees them: read once, however often they are asked for.

Source: RippleLineCache.cpp, TrustLine.cpp, AccountCurrencies.cpp (3.1.1).
"""

from __future__ import annotations

from impl.path_finding.effort import LINE, Effort
from impl.path_finding.table_order import in_table_order
from spec import directories, keylets
from spec.amounts import compare, negate, signum
from spec.entries import RippleState
from spec.trust_lines import AUTHORIZED, FREEZE, NO_RIPPLE, Line
from spec.values import BAD_CURRENCY, XRP_CURRENCY, Account, Currency
from spec.views import ReadView


class Lines:
    """The lines of the accounts of one ledger."""

    def __init__(self, view: ReadView, effort: Effort) -> None:
        self.view = view
        self._effort = effort
        self._all: dict[Account, list[Line]] = {}
        self._rippling: dict[Account, list[Line]] = {}

    def of(self, account: Account, *, rippling: bool = False) -> list[Line]:
        """The account's lines, in the order of its list.

        ``rippling`` asks only for those on which the account lets payments through; where all are known
        already, all are given.
        """
        known = self._all.get(account)
        if known is not None:
            return known
        if rippling:
            if account not in self._rippling:
                self._rippling[account] = [line for line in self._read(account) if not line.has(NO_RIPPLE)]
            return self._rippling[account]
        self._rippling.pop(account, None)
        lines = self._all[account] = self._read(account)
        return lines

    def _read(self, account: Account) -> list[Line]:
        lines = []
        for entry in directories.entries(self.view, keylets.owner_directory(account)):
            if not self._effort.spend(LINE):
                break
            if isinstance(entry, RippleState):
                low, high = entry.low_limit.issuer, entry.high_limit.issuer
                lines.append(Line(entry, account, high if low == account else low))
        return lines


def has_credit(line: Line, *, needs_authorization: bool = False) -> bool:
    """Whether the account can send along the line: what it holds, or what the other is willing to hold.

    ``needs_authorization``: the account issues only to whom it has authorised.
    """
    if signum(line.balance) > 0:
        return True
    if not line.peer_limit.mantissa or compare(negate(line.balance), line.peer_limit) >= 0:
        return False
    return line.has(AUTHORIZED) or not needs_authorization


def is_way_out(line: Line) -> bool:
    """Whether a payment that reaches the other account by this line could go on from there."""
    return not line.peer_has(NO_RIPPLE) and not line.peer_has(FREEZE)


def source_currencies(lines: Lines, account: Account) -> list[Currency]:
    """What the account could pay with, XRP included."""
    found = [XRP_CURRENCY]
    found.extend(line.balance.currency for line in lines.of(account) if has_credit(line))
    return _each_once(found)


def destination_currencies(lines: Lines, account: Account, *, xrp: bool = True) -> list[Currency]:
    """What the account could be paid in: XRP (if it wants it), and what it is willing to hold more of."""
    found = [XRP_CURRENCY] if xrp else []
    found.extend(line.balance.currency for line in lines.of(account) if compare(line.balance, line.limit) < 0)
    return _each_once(found)


def _each_once(currencies: list[Currency]) -> list[Currency]:
    """The currencies in the order in which the server lists them."""
    return in_table_order([each for each in currencies if each != BAD_CURRENCY])
