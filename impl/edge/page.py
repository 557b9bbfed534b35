"""The page that a browser sees on the node's ports.

Source: ServerHandler.cpp (statusResponse) (3.1.1).
"""

from __future__ import annotations

from impl.edge.service import COMPATIBLE_VERSION, SOFTWARE, VERSION, Service

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{software} {version}</title></head>
<body>
<h1>{software} {version}</h1>
<p>The XRP Ledger API, as release {compatible} of the established server speaks it, is served here.</p>
<dl>
<dt>ledgers</dt><dd>{complete}</dd>
<dt>last closed ledger</dt><dd>{sequence} <code>{hash}</code></dd>
<dt>network</dt><dd>{network}</dd>
</dl>
</body>
</html>
"""


def render(service: Service) -> bytes:
    """The page: that the node is there, and where its ledger stands."""
    view = service.ledger.closed_ledger()
    return _PAGE.format(
        software=SOFTWARE,
        version=VERSION,
        compatible=COMPATIBLE_VERSION,
        complete=service.complete_ledgers(),
        sequence=view.info.sequence,
        hash=(view.hash or b"").hex().upper(),
        network=service.settings.network_id,
    ).encode()
