"""A server at the other end of a URL: JSON-RPC over HTTP, as every server of the XRP Ledger speaks it.

Each request has a connection of its own: a server may close an idle one at any time, and a submission must
not be sent twice.
"""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

TIMEOUT = 60.0
"""Seconds in which a server must answer."""
LONGEST_REASON = 200
"""So many characters are shown of an answer that cannot be understood."""


class ServerError(Exception):
    """A server cannot be asked, or its answer is none; the message names it and what was expected of it."""


class ApiError(ServerError):
    """A server answered a request with an error."""

    def __init__(self, server: str, method: str, answer: Json) -> None:
        self.token = str(answer.get("error"))
        """The name of the error."""
        message = answer.get("error_exception") or answer.get("error_message") or "without a message"
        super().__init__(f"{server} refused {method}: {self.token}: {message}")


class Server:
    """The API of one server."""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        """Raises ServerError where the URL is none."""
        try:
            parts = urlsplit(url)
            self._host, self._port = parts.hostname, parts.port
        except ValueError as error:
            raise ServerError(f"{url} is no URL: {error}") from None
        if parts.scheme not in ("http", "https") or not self._host:
            raise ServerError(
                f"{url} is not where JSON-RPC is spoken: expected a URL such as http://127.0.0.1:5005"
            )
        self.url = url
        self._timeout = timeout
        self._secure = parts.scheme == "https"
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def call(self, method: str, **params: Any) -> Json:
        """The members of the answer.

        Raises:
            ApiError: the answer is an error.
            ServerError: there is no answer, or it is none of the API's.

        """
        result = self._result(method, params)
        if "error" in result:
            raise ApiError(self.url, method, result)
        return result

    def answer(self, request: Json) -> Json:
        """The whole answer to a request, in the envelope that WebSocket connections have.

        Raises ServerError.
        """
        params = {name: value for name, value in request.items() if name != "command"}
        result = self._result(str(request.get("command")), params)
        status = result.pop("status", None)
        result.pop("request", None)
        if "error" in result:
            return result | {"status": status}
        return {"result": result, "status": status}

    def _result(self, method: str, params: Json) -> Json:
        text = self._post(method, json.dumps({"method": method, "params": [params]}).encode())
        try:
            result = json.loads(text)["result"]
        except (ValueError, KeyError, TypeError):
            result = None
        if not isinstance(result, dict):
            shown = text[:LONGEST_REASON].decode(errors="replace")
            raise ServerError(
                f"{self.url} answered {method} with {shown!r}: expected JSON with the member 'result'"
            )
        return result

    def _post(self, method: str, body: bytes) -> bytes:
        kind = HTTPSConnection if self._secure else HTTPConnection
        assert self._host is not None
        connection = kind(self._host, self._port, timeout=self._timeout)
        try:
            connection.request("POST", self._path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read()
        except TimeoutError:
            raise ServerError(
                f"{self.url} did not answer {method} within {self._timeout:g} seconds"
            ) from None
        except (OSError, HTTPException) as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise ServerError(f"{self.url} cannot be asked for {method}: {why}") from None
        finally:
            connection.close()
        if response.status != 200:
            shown = text[:LONGEST_REASON].decode(errors="replace").strip()
            raise ServerError(
                f"{self.url} answered {method} with HTTP status {response.status} ({shown}): expected 200"
            )
        return text
