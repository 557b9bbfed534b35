"""The exchange: crossing books of several depths, payments through several paths, searching for paths.

Cost is to grow with what is looked at, not with what there is: each figure is compared with the smallest
case.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.bench.figures import Figure, timed
from conformance.bench.payments import submit
from conformance.traffic import funded
from conformance.traffic.actors import Actor, actor
from impl import genesis
from impl.ledger_side import LedgerNode
from impl.node_store import MemoryDisk, NodeStore
from impl.path_finding.alternatives import Finder, Question
from impl.path_finding.effort import Effort
from impl.path_finding.lines import Lines
from impl.path_finding.order_books import OrderBooks
from spec import amounts, engine, keylets, ledger, trust_lines
from spec.entries import AccountRoot, Entry
from spec.transaction import Transaction
from spec.transactions.offer_create import OfferCreate
from spec.transactions.payment import Payment
from spec.transactions.trust_set import TrustSet
from spec.values import IssuedAmount, Path, PathElement
from spec.views import LedgerInfo, StateView

PART = "exchange"
DEPTHS = (1, 10, 1_000)
PATHS = range(1, 7)
LINES = (1_000, 100_000)
XRP = 1_000_000
ROUNDS = 10


def issued(value: int, code: str, issuer: Actor) -> IssuedAmount:
    """So much of what an account issues."""
    return amounts.issued(value, 0, bytes(12) + code.encode() + bytes(5), issuer.account)


class Market:
    """A node whose accounts trade."""

    def __init__(self, *names: str) -> None:
        self.people = {name: actor(name) for name in names}
        beginning = funded([*self.people.values(), *(actor(f"nobody {n}") for n in range(4))])
        disk = MemoryDisk()
        store = NodeStore(lambda: disk)
        genesis.take_over(store, beginning.header, beginning.entries)
        self.node = LedgerNode(store)

    def send(self, kind: type[Transaction], name: str, **fields: object) -> float:
        """Submit a transaction that must succeed. Gives the seconds that it took."""
        who = self.people[name]
        view = self.node.open_ledger()
        root = StateView(view, view.info).get(_root_key(who))
        assert isinstance(root, AccountRoot)
        tx = kind(account=who.account, sequence=root.sequence, **fields)
        tx.fee = engine.base_fee(tx, StateView(view, view.info))
        who.sign(tx)
        return timed(lambda: submit(self.node, tx))

    def hold(self, name: str, amount: IssuedAmount, issuer: str) -> None:
        """Have an account hold what another issues."""
        self.send(TrustSet, name, limit_amount=amount)
        self.send(Payment, issuer, destination=self.people[name].account, amount=amount)


def _root_key(who: Actor) -> bytes:

    return keylets.account(who.account).key


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Offers crossed a second, payments by their paths, and searches by the lines that there are."""
    depths, paths, lines = (DEPTHS[:2], PATHS[:2], (100,)) if quick else (DEPTHS, PATHS, LINES)
    yield from _compared((f"offers crossed, {depth} deep", depth, _cross(depth)) for depth in depths)
    yield from _compared((f"payment through {count} paths", 1, _pay(count)) for count in paths)
    yield from _compared((f"search, {count} trust lines", 1, _search(count)) for count in lines)


def _compared(measured: Iterator[tuple[str, int, float]]) -> Iterator[Figure]:
    first: tuple[str, float] | None = None
    for name, count, seconds in measured:
        each = seconds / count
        first = first or (name, each)
        yield Figure(PART, name, 1 / each, "per second", each / first[1], f"the cost of {first[0]}")


def _cross(depth: int) -> float:
    """Seconds to take a book of so many offers with one."""
    market = Market("gateway", "maker", "taker")
    usd = market.people["gateway"]
    market.hold("maker", issued(10_000, "USD", usd), "gateway")
    market.send(TrustSet, "taker", limit_amount=issued(10_000, "USD", usd))
    for _ in range(depth):
        market.send(OfferCreate, "maker", taker_pays=XRP, taker_gets=issued(1, "USD", usd))
    market.node.close()
    return market.send(OfferCreate, "taker", taker_pays=issued(depth, "USD", usd), taker_gets=depth * XRP)


def _pay(count: int) -> float:
    """Seconds of a payment that has so many paths, each with books of its own, and needs them all."""
    codes = [f"P0{number}" for number in range(count)]
    market = Market("gateway", "maker", "payer", "payee")
    gateway = market.people["gateway"]
    paths: list[Path] = []
    for code in codes:
        market.hold("maker", issued(1_000, code, gateway), "gateway")
        paths.append((_book(code, gateway), _book("USD", gateway)))
    market.hold("maker", issued(1_000, "USD", gateway), "gateway")
    market.send(TrustSet, "payee", limit_amount=issued(1_000, "USD", gateway))
    for code in codes:
        for _ in range(ROUNDS):
            market.send(OfferCreate, "maker", taker_pays=10 * XRP, taker_gets=issued(10, code, gateway))
            market.send(
                OfferCreate,
                "maker",
                taker_pays=issued(10, code, gateway),
                taker_gets=issued(10, "USD", gateway),
            )
    market.node.close()
    wanted = issued(10 * count, "USD", gateway)
    payee = market.people["payee"].account
    fields = {"destination": payee, "amount": wanted, "send_max": 1_000 * XRP, "paths": tuple(paths)}
    return sum(market.send(Payment, "payer", **fields) for _ in range(ROUNDS - 1)) / (ROUNDS - 1)


def _book(code: str, issuer: Actor) -> PathElement:
    amount = issued(1, code, issuer)
    return PathElement(currency=amount.currency, issuer=amount.issuer)


def _search(count: int) -> float:
    """Seconds to search for a way between two accounts, where their issuer has so many lines."""
    names = ("gateway", "other", "payer", "payee")
    people = {name: actor(name) for name in names}
    view = _with_lines(people, count)
    spread = issued(5, "USD", people["other"])
    question = Question(people["payer"].account, people["payee"].account, spread)
    effort = Effort()
    return timed(lambda: Finder(question).find(Lines(view, effort), OrderBooks(), effort, 3))


def _with_lines(people: dict[str, Actor], count: int) -> StateView:
    """A ledger in which so many accounts hold what the gateway issues, the payer and the payee among them."""
    beginning = funded([*people.values(), *(actor(f"nobody {n}") for n in range(4))])
    state = _Entries({entry.key: entry for entry in beginning.entries})
    info = ledger.next_info(beginning.header, beginning.hash, state)
    draft = ledger.Draft(StateView(state, info), info)
    gateway, other = people["gateway"], people["other"]
    holders = [number.to_bytes(20, "big") for number in range(1_000, 1_000 + count)]

    for holder in holders:
        draft.insert(AccountRoot(keylets.account(holder).key, account=holder, sequence=1, balance=10**9))
    for holder in (people["payer"].account, *holders, other.account):
        _line(draft, gateway, holder)
    _line(draft, other, people["payee"].account)
    return _settled(draft, info)


def _line(draft: ledger.Draft, issuer: Actor, holder: bytes) -> None:
    trust_lines.direct_send(draft, issuer.account, holder, issued(10, "USD", issuer))


class _Entries:
    """A state that is a dictionary."""

    def __init__(self, entries: dict[bytes, Entry]) -> None:
        self._entries = entries

    def get(self, key: bytes) -> Entry | None:
        """The entry at the key."""
        return self._entries.get(key)

    def successor(self, key: bytes, end: bytes | None = None) -> bytes | None:
        """The next key with an entry."""
        found = min((one for one in self._entries if one > key), default=None)
        return found if found is not None and (end is None or found < end) else None


def _settled(draft: ledger.Draft, info: LedgerInfo) -> StateView:
    return StateView(_Entries({key: entry for key, _, _, entry in draft.changed()}), info)
