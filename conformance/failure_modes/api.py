"""The API, over HTTP and WebSocket: 87 to 93."""

from __future__ import annotations

from conformance.failure_modes.mode import FailureMode

MODES = (
    FailureMode(
        87,
        "Request flooding",
        "Limits for each endpoint and for all, bounded queues, 503 with a hint when to come again; the "
        "others' p99 within twice what it was; the administrator unaffected.",
    ),
    FailureMode(
        88,
        "Large responses",
        "Memory for a request is bounded; pages put together are exactly the whole, also while ledgers "
        "close; a bad marker is a clear error.",
        prevention="Methods that list give pages with limits (impl/edge/owned.py).",
        recovery="Nothing is kept for a request that was answered.",
    ),
    FailureMode(
        89,
        "Malicious JSON",
        "1,000,001 bytes and a depth of 26 are refused before anything is made of them; 100,000 fuzzed "
        "bodies: no server error, no crash, bounded time.",
        prevention="Size, depth and range of numbers are checked before a request is looked at "
        "(impl/edge/envelope.py).",
        recovery="The request is refused; the connection stays.",
    ),
    FailureMode(
        90,
        "Slow HTTP clients",
        "Deadlines for header, body and idle connections; 1,000 clients of one byte a second and an "
        "honest one: the honest p99 under 500 ms.",
        prevention="Each has a deadline (impl/edge/http.py).",
        recovery="The connection is closed.",
    ),
    FailureMode(
        91,
        "Subscription leak",
        "After 10,000 clients that subscribed and broke off the registries are empty and memory is flat; "
        "a client follows no more than so much.",
        prevention="A connection that ends is forgotten wherever it subscribed "
        "(impl/edge/subscriptions.py, impl/edge/searches.py).",
        recovery="It happens by itself.",
        manual="Nothing.",
    ),
    FailureMode(
        92,
        "Broadcast storm",
        "Each event is serialised once; with 1,000 subscribers at 100 ledgers a second a client that does "
        "not read is cut and the others get every event in order.",
        prevention="A message is encoded once for each API version; what waits for a client is bounded "
        "(impl/edge/subscriptions.py, impl/edge/websocket.py).",
        recovery="A client that is too slow is cut and may come again.",
    ),
    FailureMode(
        93,
        "WebSocket client flood",
        "A client that asks too much is warned, then cut; the others are unaffected.",
    ),
)
