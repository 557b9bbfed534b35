"""The paths that could work, found level by level.

What a payment turns into what decides which shapes of paths are looked for: XRP into a currency, a currency
into XRP, and so on. A shape is a row of letters, each of which says by what a path is made longer: accounts,
books, the book to XRP, books to the destination's currency; the last one checks whether the destination is
reached. Each shape has a level; a search of that level or a higher one looks for it.

Source: Pathfinder.cpp (3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from impl.path_finding.effort import LINE, Effort
from impl.path_finding.lines import Lines, has_credit, is_way_out
from impl.path_finding.order_books import OrderBooks
from impl.path_finding.payments import issue_of
from spec import keylets
from spec.amounts import compare, signum
from spec.flags import lsfGlobalFreeze, lsfRequireAuth
from spec.trust_lines import NO_RIPPLE, Line
from spec.values import ACCOUNT_ZERO, XRP, XRP_CURRENCY, Account, Amount, Currency, Hash256, Issue
from spec.views import ReadView

MAX_COMPLETE = 1_000
"""No further shape is looked for once there are more paths."""
MAX_BRANCHES = 10
"""How many accounts a path branches into, the most promising ones, but for the first step."""
MAX_FIRST_BRANCHES = 50
TO_DESTINATION = 10_000
"""What a way to the destination counts for, where another one counts for 1."""
_SHORT_SORT = 16

XRP_TO_CURRENCY = (
    (1, "sfd"),
    (3, "sfad"),
    (5, "sfaad"),
    (6, "sbfd"),
    (8, "sbafd"),
    (9, "sbfad"),
    (10, "sbafad"),
)
CURRENCY_TO_XRP = ((1, "sxd"), (2, "saxd"), (6, "saaxd"), (7, "sbxd"), (8, "sabxd"), (9, "sabaxd"))
SAME_CURRENCY = (
    (1, "sad"),
    (1, "sfd"),
    (4, "safd"),
    (4, "sfad"),
    (5, "saad"),
    (5, "sbfd"),
    (6, "sxfad"),
    (6, "safad"),
    (6, "saxfd"),
    (6, "saxfad"),
    (6, "sabfd"),
    (7, "saaad"),
)
OTHER_CURRENCY = (
    (1, "sfad"),
    (1, "safd"),
    (3, "safad"),
    (4, "sxfd"),
    (5, "saxfd"),
    (5, "sxfad"),
    (5, "sbfd"),
    (6, "saxfad"),
    (6, "sabfd"),
    (7, "saafd"),
    (8, "saafad"),
    (9, "safaad"),
)
"""Level and shape: ``s`` source, ``a`` accounts, ``b`` books, ``x`` the book to XRP, ``f`` books to the final
currency, ``d`` destination."""


class Node(Struct, frozen=True):
    """One step of a path, and what comes out of it."""

    account: Account
    """The account that it goes through; ``ACCOUNT_ZERO`` where it is a book."""
    currency: Currency
    issuer: Account

    @property
    def is_book(self) -> bool:
        """Whether it goes through a book, not an account."""
        return self.account == ACCOUNT_ZERO


Trail = tuple[Node, ...]


class Goal(Struct, frozen=True):
    """What is to be paid, by whom, to whom, and in which currency."""

    source: Account
    destination: Account
    currency: Currency
    """What the source spends."""
    deliver: Amount
    domain: Hash256 | None = None

    @property
    def delivered(self) -> Issue:
        """What is to arrive."""
        return issue_of(self.deliver)

    @property
    def end(self) -> Account:
        """Where a path has to get to: the issuer of what is to arrive, or the destination for XRP."""
        issuer = self.delivered.issuer
        return self.destination if issuer == ACCOUNT_ZERO else issuer


def shapes(goal: Goal) -> tuple[tuple[int, str], ...]:
    """The shapes of paths for a goal, with their levels."""
    from_xrp, to_xrp = goal.currency == XRP_CURRENCY, goal.delivered == XRP
    if from_xrp or to_xrp:
        return () if from_xrp and to_xrp else XRP_TO_CURRENCY if from_xrp else CURRENCY_TO_XRP
    return SAME_CURRENCY if goal.currency == goal.delivered.currency else OTHER_CURRENCY


class Search:
    """One search for one goal."""

    def __init__(self, goal: Goal, lines: Lines, books: OrderBooks, effort: Effort) -> None:
        self.goal = goal
        self.lines = lines
        self.view: ReadView = lines.view
        self.books = books
        self.effort = effort
        self.complete: dict[Trail, None] = {}
        """The paths that reach the destination, in the order in which they were found."""
        self._found: dict[str, list[Trail]] = {}
        self._ways_out: dict[Issue, int] = {}
        issuer = ACCOUNT_ZERO if goal.currency == XRP_CURRENCY else goal.source
        self._start = Node(goal.source, goal.currency, issuer)
        self._skips_end = goal.end != goal.destination

    def run(self, level: int) -> bool:
        """Look for paths. False, where the goal makes no sense; True says nothing about what was found.

        Raises:
            Abandoned: nobody waits for it.

        """
        goal = self.goal
        if signum(goal.deliver) == 0:
            return False
        if goal.source == goal.end and goal.currency == goal.delivered.currency:
            return goal.source != goal.destination  # only the default path does not come back to the source
        if not self._accounts_exist():
            return False
        for least, shape in shapes(goal):
            if least <= level:
                self._paths(shape)
                if len(self.complete) > MAX_COMPLETE:
                    break
        return True

    def _accounts_exist(self) -> bool:
        goal = self.goal
        if not self._exists(goal.source) or (self._skips_end and not self._exists(goal.end)):
            return False
        if self._exists(goal.destination):
            return True
        reserve = self.view.info.fees.account_reserve(0)
        return goal.delivered == XRP and compare(goal.deliver, reserve) >= 0

    def _exists(self, account: Account) -> bool:
        return self.view.exists(keylets.account(account))

    def _paths(self, shape: str) -> list[Trail]:
        """The unfinished paths of a shape; the finished ones are noted."""
        known = self._found.get(shape)
        if known is None:
            if shape == "s":
                known = [()]
            else:
                longer = _LONGER[shape[-1]]
                trails = (trail for trail in self._paths(shape[:-1]) if self.effort.spend(LINE))
                known = list(dict.fromkeys(new for trail in trails for new in longer(self, trail)))
            self._found[shape] = known
        return known

    # --- by accounts

    def by_accounts(self, trail: Trail, *, only_destination: bool = False) -> Iterator[Trail]:
        """The path, made longer by each account that its end can pay."""
        end = trail[-1] if trail else self._start
        if end.currency == XRP_CURRENCY:
            if self.goal.delivered == XRP and trail:
                self.complete[trail] = None
            return
        root = self.view.read(keylets.account(end.account))
        if root is None:
            return
        needs_authorization = bool(root.flags & lsfRequireAuth)
        no_ripple = self._is_no_ripple_out(trail)
        candidates: list[tuple[int, Account]] = []
        for line in self.lines.of(end.account, rippling=no_ripple):
            if not self.effort.spend(LINE):
                break
            weight = self._weigh(trail, end, line, only_destination=only_destination)
            if weight is None or (no_ripple and line.has(NO_RIPPLE)):
                continue
            if not has_credit(line, needs_authorization=needs_authorization):
                continue
            priority = weight()
            if priority:
                candidates.append((priority, line.peer))
        most = MAX_FIRST_BRANCHES if end.account == self.goal.source else MAX_BRANCHES
        for _, account in _best_first(candidates, self.view.info.sequence)[:most]:
            yield (*trail, Node(account, end.currency, account))

    def _weigh(
        self, trail: Trail, end: Node, line: Line, *, only_destination: bool
    ) -> Callable[[], int] | None:
        """What makes of a line's other account a candidate of some weight; None, where it is none whatever
        the line's balance."""
        goal, account = self.goal, line.peer
        if self._skips_end and account == goal.destination:
            return None
        at_end = account == goal.end
        if only_destination and not at_end:
            return None
        if line.balance.currency != end.currency or Node(account, end.currency, account) in trail:
            return None
        is_last_currency = end.currency == goal.delivered.currency
        if at_end:
            if is_last_currency:
                return lambda: self._finish(trail)
            return lambda: 0 if only_destination else TO_DESTINATION
        if account == goal.source:
            return None
        rippling = line.peer_has(NO_RIPPLE)
        return lambda: self._count_ways_out(end.currency, account, is_last_currency, rippling=rippling)

    def _finish(self, trail: Trail) -> int:
        if trail:
            self.complete[trail] = None
        return 0

    def _is_no_ripple_out(self, trail: Trail) -> bool:
        """Whether the path ends with an account that lets nothing through from where the path comes."""
        if not trail or trail[-1].is_book:
            return False
        before = self.goal.source if len(trail) == 1 else trail[-2].account
        end = trail[-1]
        state = self.view.read(keylets.line(end.account, before, end.currency))
        return state is not None and Line(state, end.account, before).has(NO_RIPPLE)

    def _count_ways_out(
        self, currency: Currency, account: Account, is_last_currency: bool, *, rippling: bool
    ) -> int:
        """How many ways a payment in this currency has from an account."""
        issue = Issue(currency, account)
        known = self._ways_out.get(issue)
        if known is not None:
            return known
        self._ways_out[issue] = 0
        root = self.view.read(keylets.account(account))
        if root is None or root.flags & lsfGlobalFreeze:
            return 0
        count = self.books.count(issue, self.goal.domain)
        needs_authorization = bool(root.flags & lsfRequireAuth)
        for line in self.lines.of(account, rippling=rippling):
            if not self.effort.spend(LINE):
                break
            if line.balance.currency != currency:
                continue
            if not has_credit(line, needs_authorization=needs_authorization):
                continue
            if is_last_currency and line.peer == self.goal.end:
                count += TO_DESTINATION
            elif is_way_out(line):
                count += 1
        self._ways_out[issue] = count
        return count

    # --- by books

    def by_xrp_book(self, trail: Trail) -> Iterator[Trail]:
        """The path, made longer by the book to XRP."""
        end = trail[-1] if trail else self._start
        issue = Issue(end.currency, end.issuer)
        if end.currency != XRP_CURRENCY and self.books.sells_xrp(issue, self.goal.domain):
            yield (*trail, _TO_XRP)

    def by_books(self, trail: Trail, *, only_last: bool = False) -> Iterator[Trail]:
        """The path, made longer by each book that takes what comes out of it."""
        goal = self.goal
        end = trail[-1] if trail else self._start
        delivered = goal.delivered
        for out in self.books.bought_with(Issue(end.currency, end.issuer), goal.domain):
            if not self.effort.spend(LINE):
                return
            node = Node(ACCOUNT_ZERO, out.currency, out.issuer)
            if node in trail or self._is_origin(out) or (only_last and out.currency != delivered.currency):
                continue
            if out.currency == XRP_CURRENCY:
                longer = (*trail, node)
                if delivered == XRP:
                    self.complete[longer] = None
                else:
                    yield longer
                continue
            account = Node(out.issuer, out.currency, out.issuer)
            if account in trail:
                continue
            # Between two books the account of the issuer goes without saying.
            follows_book = len(trail) >= 2 and not trail[-1].is_book and trail[-2].is_book
            longer = (*(trail[:-1] if follows_book else trail), node)
            if out.currency == delivered.currency and out.issuer == goal.destination and self._skips_end:
                continue
            if out.currency == delivered.currency and out.issuer == goal.end:
                self.complete[longer] = None
            else:
                yield (*longer, account)

    def _is_origin(self, issue: Issue) -> bool:
        """Whether it is what the payment begins with."""
        own = issue.currency == XRP_CURRENCY or issue.issuer == self.goal.source
        return issue.currency == self.goal.currency and own


_TO_XRP = Node(ACCOUNT_ZERO, XRP_CURRENCY, ACCOUNT_ZERO)
_LONGER: dict[str, Callable[[Search, Trail], Iterator[Trail]]] = {
    "a": Search.by_accounts,
    "b": Search.by_books,
    "d": lambda search, trail: search.by_accounts(trail, only_destination=True),
    "f": lambda search, trail: search.by_books(trail, only_last=True),
    "x": Search.by_xrp_book,
}


def _best_first(candidates: list[tuple[int, Account]], sequence: int) -> list[tuple[int, Account]]:
    """The candidates by their number of ways out, and among equals in an order that changes with the ledger.

    The established server compares two candidates in a way that is no order: which comes first depends on
    which are compared. A few are sorted by insertion, which is what the server does with as many; of more
    than that nobody could say how they come out, so they are simply sorted.
    """
    if len(candidates) > _SHORT_SORT:
        return sorted(candidates, reverse=True)
    ordered: list[tuple[int, Account]] = []
    for each in candidates:
        place = len(ordered)
        if ordered and _is_before(each, ordered[0], sequence):
            place = 0
        else:
            while place > 0 and _is_before(each, ordered[place - 1], sequence):
                place -= 1
        ordered.insert(place, each)
    return ordered


def _is_before(one: tuple[int, Account], other: tuple[int, Account], sequence: int) -> bool:
    if one[0] < other[0]:
        return False
    return one[1] > other[1] or one[0] ^ sequence < other[0] ^ sequence
