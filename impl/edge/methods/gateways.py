"""Methods for issuers: gateway_balances, noripple_check.

Source: GatewayBalances.cpp, NoRippleCheck.cpp (3.1.1).
"""

from __future__ import annotations

from typing import Any

from impl.edge import errors, ledger_choice, loose, owned, render
from impl.edge.assets import try_account
from impl.edge.dispatch import LEDGER, method
from impl.edge.errors import Json, Refusal
from impl.edge.owned import Limit
from impl.edge.reading import reading
from impl.edge.service import Request
from impl.edge.trust import line_of
from spec import directories, flags, keylets
from spec.addresses import encode_account
from spec.amounts import is_zero, largest_of, negate, signum, sum_in
from spec.arithmetic import NumberOverflow
from spec.entries import Escrow, RippleState
from spec.number import LargeNumber
from spec.trust_lines import FREEZE, NO_RIPPLE
from spec.values import XRP_CURRENCY, Account, Amount, IssuedAmount, MPTAmount, asset_of

LIMIT = Limit(10, 300, 400)
ASF_DEFAULT_RIPPLE = 8

_NOT_A_GATEWAY = (
    "You appear to have set your default ripple flag even though you "
    "are not a gateway. This is not recommended unless you are "
    "experimenting"
)


@method("gateway_balances", "account", "ident", "hotwallet", "strict", *LEDGER)
def gateway_balances(request: Request) -> Json:
    """What an issuer owes: to its own other accounts, to everyone else, and what it holds itself."""
    view, members = ledger_choice.choose(request)
    name = "account" if "account" in request or "ident" not in request else "ident"
    account_id = owned.account(loose.text(request.need(name)))
    members["account"] = encode_account(account_id)
    state = reading(view)
    if request.version > 1 and not state.exists(keylets.account(account_id)):
        raise Refusal(errors.actNotFound, members=members)
    hot_wallets = _hot_wallets(request, members)
    sums: dict[bytes, Amount] = {}
    locked: dict[bytes, Amount] = {}
    held: dict[str, dict[Account, list[IssuedAmount]]] = {"balances": {}, "frozen_balances": {}, "assets": {}}
    for entry in directories.entries(state, keylets.owner_directory(account_id)):
        if isinstance(entry, Escrow):
            _sum(locked, entry.amount)
        if not isinstance(entry, RippleState):
            continue
        line = line_of(account_id, entry)
        owed = negate(line.balance)
        assert isinstance(owed, IssuedAmount)
        if is_zero(owed):
            continue
        if line.peer in hot_wallets:
            held["balances"].setdefault(line.peer, []).append(owed)
        elif signum(owed) < 0:
            held["assets"].setdefault(line.peer, []).append(line.balance)
        elif line.has(FREEZE):
            held["frozen_balances"].setdefault(line.peer, []).append(owed)
        else:
            _sum(sums, owed)
    for label, totals in (("obligations", sums), ("locked", locked)):
        if totals:
            members[label] = {render.currency(key): render.text(value) for key, value in totals.items()}
    for label, by_peer in held.items():
        if by_peer:
            members[label] = {
                encode_account(peer): [
                    {"currency": render.currency(each.currency), "value": render.text(each)}
                    for each in amounts
                ]
                for peer, amounts in by_peer.items()
            }
    return members


def _sum(totals: dict[bytes, Amount], amount: Amount) -> None:
    """Add to the total of its currency; a sum that is too large stays at the largest amount there is."""
    key = amount.currency if isinstance(amount, IssuedAmount) else XRP_CURRENCY
    if isinstance(amount, MPTAmount):
        return
    total = totals.get(key)
    if total is None or is_zero(total):
        totals[key] = amount
        return
    try:
        totals[key] = sum_in(LargeNumber, total, amount)
    except NumberOverflow:
        totals[key] = largest_of(asset_of(total))


def _hot_wallets(request: Request, members: Json) -> set[Account]:
    given = request.get("hotwallet")
    if given is None:
        return set()
    listed: list[Any] = given if isinstance(given, list) else [given]
    found = [try_account(each) if isinstance(each, str) else None for each in listed]
    if None in found:
        error = errors.invalidHotWallet if request.version == 1 else errors.invalidParams
        raise Refusal(error, members=members)
    return {each for each in found if each is not None}


@method("noripple_check", "account", "role", "transactions", "limit", *LEDGER)
def noripple_check(request: Request) -> Json:
    """What an issuer, or a user, should change about its trust lines, and the transactions that would do
    it."""
    request.need("account")
    role = loose.text(request.need("role"))
    address = request.need_text("account")
    if role not in ("gateway", "user"):
        raise errors.invalid_field("role")
    gateway = role == "gateway"
    limit = owned.read_limit(request, LIMIT)
    suggest = loose.flag(request.get("transactions"))
    if (
        request.version > 1
        and "transactions" in request
        and not isinstance(request.get("transactions"), bool)
    ):
        raise errors.invalid_field("transactions")
    view, members = ledger_choice.choose(request)
    if suggest:
        members["transactions"] = []
    account_id = owned.account(address, members)
    state = reading(view)
    root = state.read(keylets.account(account_id))
    if root is None:
        raise Refusal(errors.actNotFound)
    problems: list[str] = []
    fixes: list[Json] = []
    default_ripple = bool(root.flags & flags.lsfDefaultRipple)
    if default_ripple and not gateway:
        problems.append(_NOT_A_GATEWAY)
    elif gateway and not default_ripple:
        problems.append("You should immediately set your default ripple flag")
        fixes.append({"TransactionType": "AccountSet", "SetFlag": ASF_DEFAULT_RIPPLE})
    seen = 0
    for entry in owned.after(state, keylets.owner_directory(account_id), None, 0):
        if not isinstance(entry, RippleState):
            continue
        line = line_of(account_id, entry)
        if line.has(NO_RIPPLE) != gateway:
            continue
        verb = "should clear" if gateway else "should probably set"
        currency, peer = render.currency(line.balance.currency), encode_account(line.peer)
        problems.append(f"You {verb} the no ripple flag on your {currency} line to {peer}")
        limit_amount = IssuedAmount(line.limit.mantissa, line.limit.exponent, line.limit.currency, line.peer)
        fixes.append(
            {
                "TransactionType": "TrustSet",
                "LimitAmount": render.amount(limit_amount),
                "Flags": flags.tfClearNoRipple if gateway else flags.tfSetNoRipple,
            }
        )
        seen += 1
        if seen >= limit:
            break
    members["problems"] = problems
    if suggest:
        common = {"Account": encode_account(account_id), "Fee": view.info.fees.base}
        members["transactions"] = [
            fix | common | {"Sequence": root.sequence + place} for place, fix in enumerate(fixes)
        ]
    return members
