"""A server that does not always say what it should: a node in this process, whose answers are changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from impl.edge import envelope
from impl.edge.service import Role, Service

Json = dict[str, Any]
Ask = Callable[[str, Json], Json]
"""Asks the node behind: a method and its parameters, for the members of the answer."""
Lie = Callable[[str, Json, Ask], Json | tuple[int, bytes]]
"""What is answered instead: members, or a status and a body."""


def truth(method: str, params: Json, ask: Ask) -> Json:
    """What the node says."""
    return ask(method, params)


@contextmanager
def lying(service: Service, lie: Lie = truth) -> Iterator[str]:
    """Serves the node over HTTP on a free port, with a lie between. Gives the URL."""

    def ask(method: str, params: Json) -> Json:
        _, answer = envelope.http_answer(service, {"method": method, "params": [params]}, Role.ADMIN)
        members: Json = answer["result"]
        return members

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told = lie(request["method"], request["params"][0], ask)
            status, body = told if isinstance(told, tuple) else (200, json.dumps({"result": told}).encode())
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
