"""``python -m conformance.bench``: see ``conformance.bench.cli``."""

from os import environ

environ.setdefault("CANON_CONTRACTS", "off")  # as in the node; read once, when the specification is imported

from conformance.bench.cli import bench

if __name__ == "__main__":
    bench(prog_name="bench")
