"""Performance, security and operation: 94 to 102."""

from __future__ import annotations

from conformance.failure_modes.mode import Alert, Detection, FailureMode

MODES = (
    FailureMode(
        94,
        "Memory leaks",
        "10,000 ledgers under load: less than 1 MiB more for each 1,000 ledgers after a warm-up; objects "
        "counted by kind.",
    ),
    FailureMode(
        95,
        "CPU exhaustion",
        "The event loop's lag is known, warned of at 1 s and a fault at 10 s; signatures, searches and "
        "other heavy work are off the loop, bounded and can be cancelled.",
    ),
    FailureMode(
        96,
        "Bandwidth",
        "Bytes and messages by category; compression; squelching: at most five duplicates of a validation "
        "after a warm-up; limits for each peer and for all.",
    ),
    FailureMode(
        97,
        "Cryptography",
        "Only the operating system's randomness; deterministic and fully canonical signatures; "
        "constant-time comparison of secrets; published attack vectors for both curves.",
        prevention="Randomness comes by one port, which a lint keeps the only one (impl/ports.py); "
        "signatures are checked as the network checks them (spec/keys.py).",
    ),
    FailureMode(
        98,
        "Input validation",
        "Every external input goes through one declared schema; encode(decode(b)) = b for every b that is "
        "accepted; of 1,000,000 mutants exactly those are accepted that the reference accepts.",
        prevention="Bytes are parsed by what the fields, entries and transactions declare "
        "(spec/objects.py), and only canonical forms are accepted; a request is an object of "
        "limited size, depth and numbers (impl/edge/envelope.py), whose parameters each method "
        "reads by name and type.",
        detection=Detection(
            "a body is no JSON object within its limits, or a request is not what its method declares",
            "canon_refused_inputs_total",
            "input refused",
        ),
        alert=Alert("warning", "rate(canon_refused_inputs_total[10m]) > 100"),
        recovery="The input is refused with an error that names what was wrong; nothing of it is kept.",
        manual="Where one client sends much of it, see in the log what it sends, and block it before the "
        "node.",
    ),
    FailureMode(
        99,
        "Denial of service",
        "Modes 74 to 78 and 87 to 93 all at once: ledgers still close, in at most twice the usual time.",
    ),
    FailureMode(
        100,
        "Configuration",
        "Every key is declared, typed, documented and has a default; 50 bad files each end the start with "
        "one message that names file, section, key and what was expected; unknown keys are refused.",
    ),
    FailureMode(
        101,
        "Dependencies",
        "Locked with hashes; two versions of Python tested; licences and advisories checked; the same "
        "install everywhere.",
        prevention="Every file of every dependency is pinned by its hash (requirements/), and looked up "
        "for known holes (`make audit`).",
    ),
    FailureMode(
        102,
        "Resource limits",
        "Descriptors, memory, disk and CPU are checked at the start and watched: warned of at 80 %, load "
        "shed at 95 %, never a crash.",
    ),
)
