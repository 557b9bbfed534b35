"""The SHAMap: the tree whose root hash stands for a whole set of entries or transactions.

A SHAMap maps 32-byte keys to leaves. It is a tree with sixteen branches at every inner node; a key chooses
its branch at depth 0 by its first four bits, at depth 1 by the next four, and so on. A leaf sits at the
shallowest depth where no other leaf shares its path, so the shape, and with it the root hash, depends only
on what is in the map and not on the order in which it came there. The root is always an inner node, even
above a single leaf; every other inner node has at least two leaves beneath it. The root hash of an empty
map is 32 zero bytes.

A node is written in two forms. The *stored* form is exactly what is hashed: a prefix that names the kind,
then the content. The *wire* form, which peers send to each other, has the content first and one byte for
the kind at the end. The kind always travels with the bytes: a leaf of 480 bytes and its key are as long as
an inner node.

Source: SHAMap.cpp, SHAMapTreeNode.cpp, SHAMapInnerNode.cpp, SHAMapNodeID.cpp, SHAMap*LeafNode.h (3.1.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from spec import contracts
from spec.hashing import ZERO_HASH, HashPrefix, sha512_half
from spec.lengths import DecodeError, prefixed, split_prefixed
from spec.values import Hash256

BRANCHES = 16
"""How many children an inner node can have."""
MAX_DEPTH = 64
"""The depth of a leaf whose key differs from another's in the last four bits only."""
HASH_SIZE = 32
MIN_LEAF_SIZE = 12
"""No leaf has less data than this, in bytes."""
COMPRESSED_BELOW = 12
"""An inner node with fewer children than this goes to peers as a list of those that it has."""

WIRE_INNER = 2
WIRE_COMPRESSED_INNER = 3
_CHUNK = HASH_SIZE + 1


class LeafKind(Enum):
    """What the leaves of a tree hold. A tree holds leaves of one kind."""

    STATE = (HashPrefix.MLN, 1, True)
    """A ledger entry."""
    TRANSACTION = (HashPrefix.TXN, 0, False)
    """A transaction without metadata, in a set still to be agreed on; its key follows from its bytes."""
    TRANSACTION_WITH_METADATA = (HashPrefix.SND, 4, True)
    """A transaction and what it did, in a closed ledger."""

    def __init__(self, prefix: bytes, wire_type: int, keyed: bool) -> None:
        self.prefix = prefix
        """The four bytes before the stored form."""
        self.wire_type = wire_type
        """The byte after the wire form."""
        self.keyed = keyed
        """Whether the key is written after the data."""


class Leaf(Struct, frozen=True):
    """One entry or transaction in its tree."""

    kind: LeafKind
    key: Hash256
    data: bytes


class Inner(Struct, frozen=True):
    """A node with children: the hash of each, and 32 zero bytes where there is none."""

    children: tuple[Hash256, ...]


Node: TypeAlias = Leaf | Inner

_KIND_OF_PREFIX = {kind.prefix: kind for kind in LeafKind}
_KIND_OF_WIRE_TYPE = {kind.wire_type: kind for kind in LeafKind}


# ----------------------------------------------------------------------------------------- roots and hashes


def branch(key: Hash256, depth: int) -> int:
    """Which child of a node at ``depth`` (0 to 63) leads to ``key``."""
    byte = key[depth // 2]
    return byte & 0x0F if depth % 2 else byte >> 4


def node_hash(node: Node) -> Hash256:
    """The hash of a node: that of its stored form, or zero for an inner node without children."""
    if isinstance(node, Inner) and not any(map(any, node.children)):
        return ZERO_HASH
    return sha512_half(stored(node))


@contracts.require(lambda items: all(len(key) == HASH_SIZE for key in items))
@contracts.ensure(lambda result, items: len(result) == HASH_SIZE and (result == ZERO_HASH) == (not items))
def root_hash(kind: LeafKind, items: Mapping[Hash256, bytes]) -> Hash256:
    """The root hash of the tree with these leaves, worked out from nothing.

    Args:
        kind: what the leaves hold.
        items: the data of each leaf under its 32-byte key.

    """
    leaves = [Leaf(kind, key, items[key]) for key in sorted(items)]
    return _inner_hash(leaves, 0)


def _inner_hash(leaves: list[Leaf], depth: int) -> Hash256:
    below: list[list[Leaf]] = [[] for _ in range(BRANCHES)]
    for leaf in leaves:
        below[branch(leaf.key, depth)].append(leaf)
    return node_hash(Inner(tuple(_subtree_hash(group, depth + 1) for group in below)))


def _subtree_hash(leaves: list[Leaf], depth: int) -> Hash256:
    if not leaves:
        return ZERO_HASH
    if len(leaves) == 1:
        return node_hash(leaves[0])
    return _inner_hash(leaves, depth)


def transaction_set_hash(transactions: Iterable[bytes]) -> Hash256:
    """What a proposal names a set of serialised transactions by; 32 zero bytes when there are none."""
    return root_hash(LeafKind.TRANSACTION, {sha512_half(HashPrefix.TXN, blob): blob for blob in transactions})


# -------------------------------------------------------------------------- a transaction with its metadata


def join_transaction(transaction: bytes, metadata: bytes) -> bytes:
    """The leaf data of a transaction and its metadata: each behind its length."""
    return prefixed(transaction) + prefixed(metadata)


def split_transaction(data: bytes) -> tuple[bytes, bytes]:
    """The transaction and the metadata that a leaf's data hold.

    Raises:
        DecodeError: a length is wrong, or bytes follow the metadata.

    """
    transaction, middle = split_prefixed(data)
    metadata, end = split_prefixed(data, middle)
    if end != len(data):
        raise DecodeError(f"{len(data) - end} bytes follow the metadata at byte {end}: expected none")
    return transaction, metadata


# ------------------------------------------------------------------------------------------------ two forms


def stored(node: Node) -> bytes:
    """The stored form, whose SHA-512Half is the node's hash."""
    if isinstance(node, Inner):
        return HashPrefix.MIN + b"".join(node.children)
    return node.kind.prefix + _leaf_content(node)


def from_stored(data: bytes) -> Node:
    """The node with this stored form.

    Raises:
        DecodeError: it is the stored form of no node.

    """
    prefix, content = data[:4], data[4:]
    if prefix == HashPrefix.MIN:
        return _full_inner(content)
    if prefix in _KIND_OF_PREFIX:
        return _leaf(_KIND_OF_PREFIX[prefix], content)
    raise DecodeError(f"a stored node begins with {prefix.hex() or 'nothing'}: expected the prefix of a node")


def to_wire(node: Node) -> bytes:
    """The form in which a node is sent to a peer."""
    if isinstance(node, Leaf):
        return _leaf_content(node) + bytes((node.kind.wire_type,))
    present = [(child, number) for number, child in enumerate(node.children) if any(child)]
    if len(present) < COMPRESSED_BELOW:
        chunks = [child + bytes((number,)) for child, number in present]
        return b"".join(chunks) + bytes((WIRE_COMPRESSED_INNER,))
    return b"".join(node.children) + bytes((WIRE_INNER,))


def from_wire(data: bytes) -> Node:
    """The node that a peer sent. Either form of an inner node is taken, however many children it has.

    Raises:
        DecodeError: it is the wire form of no node.

    """
    if not data:
        raise DecodeError("a node from a peer is empty: expected at least the byte of its kind")
    content, wire_type = data[:-1], data[-1]
    if wire_type == WIRE_INNER:
        return _full_inner(content)
    if wire_type == WIRE_COMPRESSED_INNER:
        return _compressed_inner(content)
    if wire_type in _KIND_OF_WIRE_TYPE:
        return _leaf(_KIND_OF_WIRE_TYPE[wire_type], content)
    raise DecodeError(f"a node from a peer has kind {wire_type}: expected 0 to 4")


def _leaf_content(leaf: Leaf) -> bytes:
    return leaf.data + leaf.key if leaf.kind.keyed else leaf.data


def _leaf(kind: LeafKind, content: bytes) -> Leaf:
    shortest = MIN_LEAF_SIZE + (HASH_SIZE if kind.keyed else 0)
    if len(content) < shortest:
        raise DecodeError(f"a {kind.name} leaf is {len(content)} bytes long: expected at least {shortest}")
    if not kind.keyed:
        return Leaf(kind, sha512_half(kind.prefix, content), content)
    key = content[-HASH_SIZE:]
    if kind is LeafKind.STATE and key == ZERO_HASH:
        raise DecodeError("a STATE leaf has the key zero: no entry has that key")
    return Leaf(kind, key, content[:-HASH_SIZE])


def _full_inner(content: bytes) -> Inner:
    if len(content) != BRANCHES * HASH_SIZE:
        raise DecodeError(f"an inner node is {len(content)} bytes long: expected {BRANCHES * HASH_SIZE}")
    if not any(content):
        raise DecodeError("an inner node has no children: expected at least one")
    return Inner(tuple(content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)))


def _compressed_inner(content: bytes) -> Inner:
    count, rest = divmod(len(content), _CHUNK)
    if rest or not 0 < count <= BRANCHES:
        raise DecodeError(
            f"a compressed inner node is {len(content)} bytes long: expected 1 to {BRANCHES} times {_CHUNK}"
        )
    children: dict[int, Hash256] = {}
    for at in range(0, len(content), _CHUNK):
        child, number = content[at : at + HASH_SIZE], content[at + HASH_SIZE]
        if number >= BRANCHES or number in children or child == ZERO_HASH:
            raise DecodeError(
                f"child {at // _CHUNK} of a compressed inner node is {child.hex()} at branch {number}: "
                f"expected a hash that is not zero, at a branch below {BRANCHES} that was not named before"
            )
        children[number] = child
    return Inner(tuple(children.get(number, ZERO_HASH) for number in range(BRANCHES)))


# ----------------------------------------------------------------------------------------- places in a tree


class NodeID(Struct, frozen=True):
    """A place in a tree, by which peers ask for a node: so many steps of four bits along a key."""

    depth: int
    """0 for the root, at most 64."""
    path: Hash256
    """The bits of the key down to ``depth``; zero bits from there on."""


@contracts.require(lambda key, depth: len(key) == HASH_SIZE and 0 <= depth <= MAX_DEPTH)
@contracts.ensure(lambda result, key, depth: result.depth == depth and is_way(result.path, key, depth))
def node_id(key: Hash256, depth: int) -> NodeID:
    """The place at ``depth`` on the way to ``key``."""
    whole, half = divmod(depth, 2)
    path = key[:whole] + (bytes((key[whole] & 0xF0,)) if half else b"")
    return NodeID(depth, path.ljust(HASH_SIZE, b"\0"))


def is_way(path: Hash256, key: Hash256, depth: int) -> bool:
    """Whether a path has the bits of a key down to a depth, and zeros from there on."""
    below = 2 ** (4 * (MAX_DEPTH - depth))
    bits, way = int.from_bytes(path, "big"), int.from_bytes(key, "big")
    return len(path) == HASH_SIZE and bits == way - way % below


def encode_node_id(place: NodeID) -> bytes:
    """The 33 bytes that name a place to a peer: the path, then the depth."""
    return place.path + bytes((place.depth,))


def decode_node_id(data: bytes) -> NodeID:
    """The place that a peer named.

    Raises:
        DecodeError: not 33 bytes, deeper than a tree can be, or bits are set below the depth.

    """
    if len(data) != HASH_SIZE + 1:
        raise DecodeError(f"a node id is {len(data)} bytes long: expected {HASH_SIZE + 1}")
    path, depth = data[:HASH_SIZE], data[HASH_SIZE]
    if depth > MAX_DEPTH:
        raise DecodeError(f"a node id has depth {depth}: expected at most {MAX_DEPTH}")
    place = node_id(path, depth)
    if place.path != path:
        raise DecodeError(f"a node id of depth {depth} has path {path.hex()}: expected zeros after the depth")
    return place
