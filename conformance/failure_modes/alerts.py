"""The alerts of all modes as the rules that Prometheus reads."""

from __future__ import annotations

from msgspec import json

from conformance.failure_modes import MODES
from conformance.failure_modes.mode import FailureMode


def rules() -> str:
    """The rules, one for each mode that has an alert, as YAML."""
    lines = ["groups:", "  - name: canon", "    rules:"]
    for mode in MODES.values():
        lines += _rule(mode)
    return "\n".join(lines) + "\n"


def _rule(mode: FailureMode) -> list[str]:
    if mode.alert is None or mode.detection is None:
        return []
    name = "".join(word.capitalize() for word in mode.name.split())
    return [
        f"      - alert: Canon{name}",
        f"        expr: {_text(mode.alert.rule)}",
        "        labels:",
        f"          severity: {mode.alert.level}",
        f'          failure_mode: "{mode.number}"',
        "        annotations:",
        f"          summary: {_text(f'#{mode.number} {mode.name}: {mode.detection.condition}')}",
        f"          description: {_text(mode.manual or '')}",
    ]


def _text(value: str) -> str:
    """A text in quotes; those of JSON are those of YAML."""
    return json.encode(value).decode()
