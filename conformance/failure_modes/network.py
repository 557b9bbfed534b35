"""The network between servers: 75 to 78."""

from __future__ import annotations

from conformance.failure_modes.mode import FailureMode

MODES = (
    FailureMode(
        75,
        "Connection exhaustion",
        "10,000 connections thrown at a node with 1,024 descriptors: no crash, refused at once, and a new "
        "honest client is served within 2 s; 10,000 are held where descriptors allow it.",
        prevention="Each listener takes so many connections and closes further ones at once "
        "(impl/edge/http.py, impl/edge/websocket.py).",
        recovery="A connection that ends makes room for the next one.",
    ),
    FailureMode(
        76,
        "Malformed messages",
        "Every message type, 100,000 mutated frames and handshakes: each is refused or parsed, no "
        "unhandled exception, memory flat, the sender charged.",
    ),
    FailureMode(
        77,
        "Slow peers",
        "A peer that stops reading or never answers is dropped in 120 s; its send queue is bounded in "
        "messages and bytes; the others notice nothing.",
    ),
    FailureMode(
        78,
        "Denial of service by peers",
        "The balance of resources is computed exactly as published; an abusive endpoint is cut and "
        "black-listed with back-off, honest ones are not; all of it visible by RPC.",
    ),
)
