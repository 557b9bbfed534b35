"""From paths to strands.

A path names accounts to ripple through and assets to change into; what goes without saying is left out. It
is first *normalised*: the sender comes first and the receiver last, the issuer of what is sent and that of
what is delivered are named, and so is the last asset. Then each pair of neighbours becomes a step. The
default path is the empty one.

Source: PaySteps.cpp (3.1.1).
"""

from __future__ import annotations

from msgspec import Struct

from spec.flow.book_step import BookStep, CrossingBookStep
from spec.flow.direct_step import CrossingDirectStep, DirectStep
from spec.flow.liquidity import AMMContext
from spec.flow.step import Crossing, Step, StrandContext
from spec.flow.xrp_endpoint import CrossingXRPEndpointStep, XRPEndpointStep
from spec.quality import Quality
from spec.results import Failure, Result, fail, require, temBAD_PATH, temRIPPLE_EMPTY
from spec.values import (
    ACCOUNT_ONE,
    ACCOUNT_ZERO,
    XRP,
    XRP_CURRENCY,
    Account,
    Amount,
    Hash256,
    Issue,
    Path,
    PathElement,
    PathSet,
)
from spec.views import ReadView

Strand = list[Step]
Node = PathElement
"""An element of a normalised path. Here ``ACCOUNT_ZERO`` may stand for an account: XRP on its way."""


class Request(Struct, frozen=True):
    """What the engine is asked for."""

    source: Account
    destination: Account
    deliver: Amount
    """What is to arrive."""
    send_max: Amount | None = None
    """What it may cost, and in which asset."""
    paths: PathSet = ()
    default_path: bool = True
    """Whether the default path is tried too."""
    partial: bool = False
    """Whether less may arrive."""
    owner_pays_transfer_fee: bool = False
    crossing: Crossing = Crossing.NO
    limit_quality: Quality | None = None
    """The worst quality that is accepted."""
    domain: Hash256 | None = None
    """Whose order books are used; else the open ones."""


class Route(Struct, frozen=True):
    """What all strands of one request have in common."""

    request: Request
    view: ReadView
    amm: AMMContext
    deliver: Issue
    send: Issue | None
    """What is sent, if the request says so."""

    @property
    def start(self) -> Issue:
        """What leaves the source: XRP, or a currency of the source's, whoever is meant to have issued it."""
        currency = self.deliver.currency if self.send is None else self.send.currency
        return XRP if currency == XRP_CURRENCY else Issue(currency, self.request.source)


def strands_of(route: Route) -> list[Strand]:
    """The strands of the request's paths, each once, beginning with that of the default path.

    A path that makes no strand is passed over, unless it is malformed or there is no other.

    Raises Failure.
    """
    request = route.request
    paths: list[Path] = [()] if request.default_path else []
    paths.extend(request.paths)
    require(paths, temRIPPLE_EMPTY)
    strands: dict[tuple[object, ...], Strand] = {}
    failure: Result | None = None
    for path in paths:
        try:
            strand = strand_of(route, path)
        except Failure as found:
            if found.result.is_tem or len(paths) == 1:
                raise
            if path:
                failure = found.result
        else:
            strands.setdefault(tuple(step.identity for step in strand), strand)
    if not strands and failure is not None:
        fail(failure)
    return list(strands.values())


def strand_of(route: Route, path: Path) -> Strand:
    """The strand of one path. Raises Failure."""
    path = tuple(_as_read(element) for element in path)
    _check_ends(route)
    for element in path:
        _check_element(element)
    builder = _Builder(route, normalized(route, path), is_default_path=not path)
    return builder.build()


def _as_read(element: PathElement) -> PathElement:
    """An element as the server reads it: an account or issuer of zero is as none."""
    account = None if element.account == ACCOUNT_ZERO else element.account
    issuer = None if element.issuer == ACCOUNT_ZERO else element.issuer
    return PathElement(account, element.currency, issuer, element.issuance_id)


def _is_consistent(issue: Issue) -> bool:
    return (issue.currency == XRP_CURRENCY) == (issue.issuer == ACCOUNT_ZERO)


def _check_ends(route: Route) -> None:
    source, destination = route.request.source, route.request.destination
    assets = [route.deliver] if route.send is None else [route.deliver, route.send]
    require(ACCOUNT_ZERO not in (source, destination), temBAD_PATH)
    require(all(_is_consistent(one) for one in assets), temBAD_PATH)
    require(ACCOUNT_ONE not in (source, destination, *(one.issuer for one in assets)), temBAD_PATH)


def _check_element(element: PathElement) -> None:
    """An element names an account, or an asset or part of one. Raises Failure with temBAD_PATH."""
    account, currency, issuer = element.account, element.currency, element.issuer
    require(element.issuance_id is None, temBAD_PATH)
    require(not (account is None and currency is None and issuer is None), temBAD_PATH)
    require(account is None or (currency is None and issuer is None), temBAD_PATH)
    require(currency != XRP_CURRENCY or issuer is None, temBAD_PATH)
    require(ACCOUNT_ONE not in (account, issuer), temBAD_PATH)


def normalized(route: Route, path: Path) -> list[Node]:
    """The path with everything that goes without saying."""
    request, deliver, start = route.request, route.deliver, route.start
    nodes = [Node(request.source, start.currency, start.issuer)]
    first = path[0].account if path else None
    if route.send is not None and route.send.issuer not in (request.source, first):
        nodes.append(Node(route.send.issuer))
    nodes.extend(path)
    last = next(node for node in reversed(nodes) if node.currency is not None)
    # Only in crossing an offer is there a book between issues of the same currency.
    other_issuer = bool(request.crossing) and (last.issuer or ACCOUNT_ZERO) != deliver.issuer
    if last.currency != deliver.currency or other_issuer:
        nodes.append(Node(None, deliver.currency, deliver.issuer))
    if nodes[-1].account != deliver.issuer and request.destination != deliver.issuer:
        nodes.append(Node(deliver.issuer))
    if nodes[-1].account != request.destination:
        nodes.append(Node(request.destination))
    return nodes


class _Builder:
    """Makes steps of the pairs of neighbours in a normalised path."""

    def __init__(self, route: Route, nodes: list[Node], *, is_default_path: bool) -> None:
        self.route = route
        self.nodes = nodes
        self.steps: Strand = []
        self.current = route.start
        """What comes out of the steps so far."""
        request = route.request
        self.context = StrandContext(
            view=route.view,
            source=request.source,
            destination=request.destination,
            deliver=route.deliver,
            limit_quality=request.limit_quality,
            crossing=request.crossing,
            owner_pays_transfer_fee=request.owner_pays_transfer_fee,
            is_default_path=is_default_path,
            amm=route.amm,
            domain=request.domain,
            steps=self.steps,
        )

    def build(self) -> Strand:
        """The steps. Raises Failure with temBAD_PATH, and as the steps' own checks."""
        require(len(self.nodes) >= 2, temBAD_PATH)
        pairs = len(self.nodes) - 1
        for number, (node, following) in enumerate(zip(self.nodes, self.nodes[1:], strict=False), 1):
            self._pair(node, following, is_last=number == pairs)
        require(self._holds_together(), temBAD_PATH)
        return self.steps

    def _pair(self, node: Node, following: Node, *, is_last: bool) -> None:
        self._move_to(node)
        issuer = self.current.issuer
        account, to = node.account, following.account
        self.context.is_last = False
        if account is None and to is not None:
            # The step into this asset has been made; what is missing is the way from its issuer.
            if ACCOUNT_ZERO != to != issuer:
                self._from_issuer(to, is_last=is_last)
            return
        if account is not None and issuer != account:
            by_way = self.current.currency != XRP_CURRENCY and issuer != to
            if to is None or by_way:
                self._add_direct(account, issuer)
                node = Node(issuer)
        if to is not None:
            require(following.currency in (None, self.current.currency), temBAD_PATH)
        self.context.is_last = is_last
        self._add(node, following)

    def _move_to(self, node: Node) -> None:
        """What comes out once the node is reached."""
        currency, issuer = self.current.currency, self.current.issuer
        if node.account is not None:
            issuer = node.account
        elif node.issuer is not None:
            issuer = node.issuer
        if node.currency is not None:
            currency = node.currency
            if currency == XRP_CURRENCY:
                issuer = ACCOUNT_ZERO
        self.current = Issue(currency, issuer)

    def _from_issuer(self, to: Account, *, is_last: bool) -> None:
        """From what a book puts out to the account that comes next."""
        if self.current != XRP:
            self._add_direct(self.current.issuer, to)
            return
        require(is_last, temBAD_PATH)
        self._add_xrp(to)

    def _add(self, node: Node, following: Node) -> None:
        """The step from a node to the next one."""
        context, account, to = self.context, node.account, following.account
        if context.is_first and account is not None and node.currency == XRP_CURRENCY:
            self._add_xrp(account)
        elif context.is_last and node == Node(ACCOUNT_ZERO) and to is not None:
            self._add_xrp(to)
        elif account is not None and to is not None:
            self._add_direct(account, to)
        else:
            require(to is None, temBAD_PATH)
            self._add_book(following)

    def _add_xrp(self, account: Account) -> None:
        kind = CrossingXRPEndpointStep if self.context.crossing else XRPEndpointStep
        self._append(kind(self.context, account))

    def _add_direct(self, source: Account, destination: Account) -> None:
        kind = CrossingDirectStep if self.context.crossing else DirectStep
        self._append(kind(self.context, source, destination, self.current.currency))

    def _add_book(self, into: Node) -> None:
        currency = self.current.currency if into.currency is None else into.currency
        issuer = self.current.issuer if into.issuer is None else into.issuer
        require(not currency == self.current.currency == XRP_CURRENCY, temBAD_PATH)
        if currency == XRP_CURRENCY:
            issuer = ACCOUNT_ZERO
        taken = XRP if self.current.currency == XRP_CURRENCY else self.current
        kind = CrossingBookStep if self.context.crossing else BookStep
        self._append(kind(self.context, taken, Issue(currency, issuer)))

    def _append(self, step: Step) -> None:
        step.check(self.context)
        self.steps.append(step)

    def _holds_together(self) -> bool:
        """Whether each step begins where the one before ends, and the last brings what is to be delivered."""
        route = self.route
        at, current = route.request.source, route.start
        for step in self.steps:
            begin, end = step.ends
            if begin != at:
                return False
            if step.book is not None:
                if not _same_issue(current, step.book.in_):
                    return False
                current = step.book.out
            else:
                current = Issue(current.currency, end)
            at = end
        return (
            at == route.request.destination
            and current.currency == route.deliver.currency
            and current.issuer in (route.deliver.issuer, route.request.destination)
        )


def _same_issue(one: Issue, other: Issue) -> bool:
    return one == other or one.currency == other.currency == XRP_CURRENCY
