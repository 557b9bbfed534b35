"""A server's ledgers, read through its API and checked: bytes, roots and hashes."""

from __future__ import annotations

from typing import Any

from conformance.remote.server import Server, ServerError
from conformance.subjects import Executed, SubjectLedger
from spec import header
from spec.addresses import parse_hex
from spec.amendments import BY_ID, Rules
from spec.entries import Entry, decode_entry
from spec.header import LedgerHeader
from spec.lengths import DecodeError
from spec.objects import decode_free_form
from spec.results import RESULTS
from spec.shamap import LeafKind, root_hash
from spec.transaction import decode_transaction
from spec.values import Hash256

MOST_PAGES = 100_000
"""A server that gives more pages of one state than this goes round in circles."""
_NAMES = {result.code: result.name for result in RESULTS.values()}


def closed_ledger(server: Server, which: str | int = "closed") -> SubjectLedger:
    """A closed ledger with its transactions in the order of execution, whose header has the stated hash.

    Raises ServerError.
    """
    answer = server.call("ledger", ledger_index=which, transactions=True, expand=True, binary=True)
    shown = _member(server, answer, "ledger", dict)
    data = _bytes(server, shown, "ledger_data", header.HEADER_SIZE)
    try:
        found = header.parse(data)
    except DecodeError as error:
        raise ServerError(f"{server.url}: ledger_data of ledger {which} is no header: {error}") from None
    ledger_hash = _bytes(server, answer, "ledger_hash", 32)
    computed = header.ledger_hash(found)
    if computed != ledger_hash:
        raise ServerError(
            f"{server.url} calls ledger {found.sequence} {_text(ledger_hash)}, "
            f"but the hash of the header that it gives is {_text(computed)}"
        )
    listed = _member(server, shown, "transactions", list)
    executed = sorted((_executed(server, each) for each in listed), key=lambda each: each[0])
    return SubjectLedger(found, ledger_hash, tuple(one for _, one in executed))


def _executed(server: Server, shown: Any) -> tuple[int, Executed]:
    blob = _bytes(server, shown, "tx_blob")
    metadata = _bytes(server, shown, "meta_blob" if "meta_blob" in shown else "meta")
    try:
        decode_transaction(blob, canonical=False)
        content = decode_free_form(metadata).__dict__
        place, code = content["transaction_index"], content["transaction_result"]
    except (DecodeError, KeyError) as error:
        raise ServerError(
            f"{server.url} gives a transaction that cannot be read ({error!r}): {_text(blob)} with the "
            f"metadata {_text(metadata)}"
        ) from None
    return place, Executed(blob, metadata, _NAMES.get(code, f"result {code}"))


def state(server: Server, closed: LedgerHeader, ledger_hash: Hash256) -> dict[Hash256, bytes]:
    """The whole state of a closed ledger, whose root is the one in the header. Raises ServerError."""
    found = unchecked_state(server, ledger_hash)
    root = root_hash(LeafKind.STATE, found)
    if root != closed.account_hash:
        raise ServerError(
            f"{server.url}: the {len(found)} entries that ledger_data gives of ledger {closed.sequence} have "
            f"the root {_text(root)}, but its header says {_text(closed.account_hash)}"
        )
    return found


def unchecked_state(server: Server, ledger_hash: Hash256) -> dict[Hash256, bytes]:
    """The state of a closed ledger as the server gives it, page by page. Raises ServerError."""
    found: dict[Hash256, bytes] = {}
    marker: dict[str, Any] = {}
    for _ in range(MOST_PAGES):
        answer = server.call("ledger_data", ledger_hash=_text(ledger_hash), binary=True, **marker)
        for each in _member(server, answer, "state", list):
            found[_bytes(server, each, "index", 32)] = _bytes(server, each, "data")
        if "marker" not in answer:
            return found
        if marker == {"marker": answer["marker"]}:
            raise ServerError(f"{server.url} gives the same page of its state again and again")
        marker = {"marker": answer["marker"]}
    raise ServerError(f"{server.url} gives more than {MOST_PAGES} pages of its state")


def entries(server: Server, found: dict[Hash256, bytes]) -> list[Entry]:
    """The entries of a state, each of which must be one that the specification knows. Raises ServerError."""
    decoded = []
    for key, data in found.items():
        try:
            decoded.append(decode_entry(key, data))
        except DecodeError as error:
            raise ServerError(
                f"{server.url} has an entry that the specification does not know, at {_text(key)}: {error}"
            ) from None
    return decoded


def unknown_amendments(rules: Rules) -> list[str]:
    """The amendments that are enabled and that the specification does not know."""
    return sorted(_text(amendment) for amendment in rules.ids - BY_ID.keys())


def in_open_ledger(server: Server) -> set[Hash256]:
    """The identifiers of the transactions in the open ledger. Raises ServerError."""
    answer = server.call("ledger", ledger_index="current", transactions=True)
    listed = _member(server, answer, "ledger", dict).get("transactions") or []
    found = {parse_hex(each, 32) if isinstance(each, str) else None for each in listed}
    if None in found:
        raise ServerError(f"{server.url} lists what are no identifiers in its open ledger: {listed!r:.200}")
    return {each for each in found if each is not None}


def _member(server: Server, members: Any, name: str, kind: type) -> Any:
    value = members.get(name) if isinstance(members, dict) else members
    if not isinstance(value, kind):
        raise ServerError(f"{server.url} answers with {name} as {value!r:.80}: expected a {kind.__name__}")
    return value


def _bytes(server: Server, members: Any, name: str, size: int | None = None) -> bytes:
    text = _member(server, members, name, str)
    try:
        data = bytes.fromhex(text)
    except ValueError:
        data = b""
    if not data or (size is not None and len(data) != size):
        expected = "hexadecimal digits" if size is None else f"{size} bytes in hexadecimal digits"
        raise ServerError(f"{server.url} answers with {name} as {text!r:.80}: expected {expected}")
    return data


def _text(data: bytes) -> str:
    return data.hex().upper()
