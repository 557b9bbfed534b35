"""A smaller ledger that shows the same difference.

A server cannot be taken back to an earlier ledger. So the transactions of the ledger that differed are made
again, fewer of them each time, and put to it in further ledgers, from the state in which it is then. A ledger
that differs in the same way, with fewer transactions, takes the place of the first. What depends on a state
that is gone is not found again, and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from conformance import sides
from conformance.remote.mirror import Mirror, Step
from conformance.remote.remake import Remaker
from conformance.remote.server import Server
from conformance.runs import Difference
from spec import ledger
from spec.views import StateView

LEDGERS = 24
"""So many further ledgers are asked of a server at most."""


def shrink(server: Server, step: Step, remaker: Remaker, tell: Callable[[str], None]) -> Step:
    """The smallest ledger found that differs as this one does.

    Raises:
        ServerError: the server cannot be asked any longer, or what it says does not fit together.

    """
    return _Search(server, step, remaker, tell).run()


class _Search:
    def __init__(self, server: Server, step: Step, remaker: Remaker, tell: Callable[[str], None]) -> None:
        self.server = server
        self.best = step
        self.remaker = remaker
        self.tell = tell
        self.asked = 0
        self.tried_alone = False
        self.mirror: Mirror | None = None

    def run(self) -> Step:
        """Try fewer transactions as long as that helps, and as the server may be asked."""
        found = True
        while found and len(self.best.submitted) > 1:
            found = any(self._differs(part) for part in self._parts() if self.asked < LEDGERS)
        return self.best

    def _parts(self) -> Iterator[list[bytes]]:
        """Fewer transactions, the fewest first that are likely to do."""
        blobs = [blob for blob, _ in self.best.submitted]
        assert self.best.difference is not None
        about = self.best.difference.about or {}
        suspect = [blob for blob in blobs if sides.transaction(blob).get("hash") == about.get("hash")]
        if suspect and not self.tried_alone:
            self.tried_alone = True
            yield suspect[:1]
        size = len(blobs) // 2
        while size:
            for start in range(0, len(blobs), size):
                yield blobs[:start] + blobs[start + size :]
            size //= 2

    def _differs(self, part: list[bytes]) -> bool:
        """Whether these transactions, made again, differ as the first ledger did. Then it is the best."""
        if self.mirror is None:
            self.mirror = Mirror.of(self.server)
        self.asked += 1
        step = self.best
        parent = step.parent
        info = ledger.next_info(parent.header, parent.hash, parent.state, is_open=True)
        then = StateView(parent.state, info)
        sent = 0
        for blob in part:
            tx = self.remaker.again(blob, then, self.mirror.node.open)
            if tx is None:
                continue
            sent += 1
            if self.mirror.submit(tx.blob).difference is not None:
                break
        again = self.mirror.close()
        if again.difference is None:
            self.tell(f"asked again with {sent} transactions: equal")
            return False
        self.mirror = None  # the two stand apart now
        same = _kind(again.difference) == _kind(step.difference)
        self.tell(f"asked again with {sent} transactions: {again.difference.what}")
        if same and len(again.submitted) < len(step.submitted):
            self.best = again
            return True
        return False


def _kind(difference: Difference | None) -> tuple[str, str]:
    """What two differences have in common that are the same one: what differs, and the type it is about."""
    assert difference is not None
    about = difference.about or {}
    return re.sub(r"[0-9]+|[0-9A-F]{64}", "", difference.what), about.get("TransactionType", "")
