"""The searches for paths that are under way, and the requests that are answered again with each ledger.

A search takes long, so it runs in a thread of its own, over ledgers that never change; there are a few at a
time. It ends when nobody waits for it any more, or when it takes too long: it asks with every piece of work.

Source: PathRequests.cpp, LegacyPathFind.cpp, Tuning.h (3.1.1).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

import msgspec
import structlog
import trio

from impl import metrics
from impl.boundary import Closed, LedgerView
from impl.edge import errors
from impl.edge.errors import Json, Refusal
from impl.edge.path_requests import PathRequest
from impl.edge.subscriptions import Subscriber
from impl.path_finding.effort import Abandoned, Effort
from impl.path_finding.order_books import OrderBooks
from impl.ports import Clock

T = TypeVar("T")

MOST = 2
"""So many searches at a time; the administrator's are not counted."""
TIME_LIMIT = 10.0
"""Seconds that a search may take."""
TAKES_LONG = "The search for paths took longer than 10 seconds."

log = structlog.get_logger("paths")
_encode = msgspec.json.Encoder().encode


class Wait:
    """Whether somebody still waits for an answer: asked in one thread, ended in another."""

    def __init__(self, is_over: Callable[[], bool]) -> None:
        self._is_over = is_over
        self._ended = False
        self.apart = False
        """Whether the answer is worked out in a thread of its own."""

    def end(self) -> None:
        """Nobody waits any more."""
        self._ended = True

    def is_over(self) -> bool:
        """Whether a search may as well end."""
        return self._ended or self._is_over()

    def of_ledger_side(self, ask: Callable[[], T]) -> T:
        """Ask something of the ledger side, which is another thread's."""
        return trio.from_thread.run_sync(ask) if self.apart else ask()


class Searches:
    """All searches of a node."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stopping = False
        self._running = 0
        self._books: OrderBooks | None = None
        self._books_of = 0
        """The last ledger whose books are known."""
        self._lock = threading.Lock()
        self.requests: dict[Subscriber, PathRequest] = {}
        """What is asked by which connection."""
        self._pending: Closed | None = None
        self._news = trio.Event()

    # ------------------------------------------------------------------------------------------- one search

    @contextmanager
    def place(self, *, unlimited: bool) -> Iterator[None]:
        """One of the places for searches. Raises Refusal where none is free."""
        with self._lock:
            if self._running >= MOST and not unlimited:
                raise Refusal(errors.tooBusy)
            self._running += 1
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1

    def waiting(self, is_over: Callable[[], bool] = lambda: False) -> Wait:
        """A wait that begins now, and is over when somebody says so or it has been too long."""
        deadline = self._clock.elapsed() + TIME_LIMIT
        return Wait(lambda: self._stopping or self._clock.elapsed() >= deadline or is_over())

    def stop(self) -> None:
        """Let every search end."""
        self._stopping = True

    def answer(self, request: PathRequest, view: LedgerView, wait: Wait, *, fast: bool, legacy: bool) -> Json:
        """Search, in this thread. Raises Refusal."""
        try:
            books = self.books_of(view, wait.is_over)
            return request.update(view, books, Effort(abandoned=wait.is_over), fast=fast, legacy=legacy)
        except Abandoned:
            metrics.SEARCHES_ABANDONED.inc()
            log.warning("search abandoned", source=request.question.source.hex())
            raise Refusal(errors.tooBusy, TAKES_LONG) from None

    def books_of(self, view: LedgerView, abandoned: Callable[[], bool]) -> OrderBooks:
        """The order books of a ledger, and perhaps some more. Raises Abandoned."""
        last_closed = view.info.sequence - (view.hash is None)
        books = self._books
        if books is None or self._books_of < last_closed:
            books = OrderBooks.of(view, abandoned)
            self._books, self._books_of = books, last_closed
        return books

    # ------------------------------------------------------------------- requests that are answered again

    def begin(self, subscriber: Subscriber, request: PathRequest) -> None:
        """Answer a connection's request again with each ledger, in place of the one that it had."""
        self.requests[subscriber] = request

    def request_of(self, subscriber: Subscriber) -> PathRequest:
        """The request of a connection. Raises Refusal."""
        found = self.requests.get(subscriber)
        if found is None:
            raise Refusal(errors.noPathRequest)
        return found

    def forget(self, subscriber: Subscriber) -> None:
        """Nobody is there any more who asked."""
        self.requests.pop(subscriber, None)

    def ledger_closed(self, closed: Closed) -> None:
        """Take note of a ledger: of its books at once, of who waits for it when there is time."""
        if self._books is not None:
            self._books.add_created(closed.transactions)
            self._books_of = closed.view.info.sequence
        if self.requests:
            self._pending = closed
            self._news.set()

    async def keep_answering(self) -> None:
        """Answer the requests again with each ledger, for ever; where there are several, with the last."""
        while True:
            await self._news.wait()
            self._news = trio.Event()
            closed = self._pending
            if closed is not None:
                for subscriber, request in list(self.requests.items()):
                    await self._tell(subscriber, request, closed.view)

    async def _tell(self, subscriber: Subscriber, request: PathRequest, view: LedgerView) -> None:
        wait = self.waiting(lambda: self.requests.get(subscriber) is not request)
        search = partial(self.answer, request, view.apart(), wait, fast=False, legacy=False)
        try:
            update = await aside(search, wait)
        except Refusal as refusal:
            update = refusal.answer()
        if self.requests.get(subscriber) is request:
            subscriber.deliver(_encode({"type": "path_find", **update}))


async def aside(work: Callable[[], T], wait: Wait) -> T:
    """Do work in a thread of its own: it cannot be cancelled, and asks by itself whether it is to go on."""
    wait.apart = True
    return await trio.to_thread.run_sync(work)
