"""The node's tree: stands for ``spec.shamap.root_hash``, kept up to date instead of worked out.

A tree shares its nodes with the trees that it was made from. Nodes belong to the tree that made them until
a snapshot is taken or they are stored; a tree changes its own nodes in place and copies any other before
changing it. Hashes are worked out when they are asked for, each changed node once, however often it was
changed before.

An inner node has the hashes of its children beside the children themselves. A child that is stored need not
be in memory: it is fetched when the way leads through it, and where two trees share the parent, both then
have it. So memory holds what was touched, and ``unload`` gives it back.

A leaf has its bytes, or an object from which its bytes can be made, or both: the engine reads entries many
times between two encodings, and an entry that fifty transactions change is encoded once.

Nothing here is safe to call from two threads. Conformance: ``tests/impl/test_shamap.py`` holds the tree to
the specification through histories of changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha512
from typing import Any, Protocol, Self, TypeAlias

from msgspec import Struct

from spec.hashing import ZERO_HASH, HashPrefix
from spec.lengths import DecodeError
from spec.shamap import BRANCHES, HASH_SIZE, MAX_DEPTH, LeafKind, branch, from_stored
from spec.shamap import Inner as StoredInner
from spec.values import Hash256


class NodeSource(Protocol):
    """Where nodes are fetched from; ``impl.node_store.NodeStore`` in a node."""

    def get(self, node_hash: Hash256) -> bytes:
        """The stored form of a node, checked against its hash."""


class WrongNode(Exception):
    """A node that was fetched cannot be part of this tree: it is a leaf of another kind, or too deep."""


Encode: TypeAlias = Callable[[Any], bytes]
"""Makes a leaf's bytes from its object."""


class Leaf(Struct, gc=False, eq=False):
    """One entry or transaction. It is not changed once it is in a tree; what is filled in later follows."""

    key: Hash256
    parsed: object | None
    """The entry as an object, once somebody made it. Must not be changed: change a copy, and set that."""
    _content: bytes | Encode
    hash: Hash256 | None = None
    """None until it is asked for."""
    stored: bool = False

    @property
    def data(self) -> bytes:
        """The serialised entry, or a transaction and its metadata behind their lengths."""
        content = self._content
        if not isinstance(content, bytes):
            content = self._content = content(self.parsed)
        return content


class Inner(Struct, gc=False, eq=False):
    """A node with children."""

    children: list[Inner | Leaf | None]
    """None where there is no child, or where a stored child is not in memory: its hash tells which."""
    hashes: list[Hash256]
    """Of each child; zero where there is none. Out of date where ``changed`` has a bit."""
    owner: object
    """The token of the tree that may change this node in place."""
    changed: int = 0
    """One bit for each child that was put here since this node was hashed last."""
    hash: Hash256 | None = None
    """None while this node or one below has changed since it was hashed."""
    stored: bool = False


Node: TypeAlias = Inner | Leaf
Pair: TypeAlias = tuple[Hash256, bytes]
"""A node's hash and its stored form."""
Difference: TypeAlias = tuple[Hash256, Leaf | None, Leaf | None]
"""A key, and its leaf in the one tree and in the other."""

_NO_CHILDREN: list[Node | None] = [None] * BRANCHES
_NO_HASHES = [ZERO_HASH] * BRANCHES
_NOT_HASHED = b"\xff" * HASH_SIZE
"""Stands for the hash of a child until it is known, so that only the hash of no child is zero."""
_NOBODY = object()
"""The owner of what is stored."""


class SHAMap:
    """A tree of leaves of one kind under 32-byte keys.

    Any method that reads or changes leaves may have to fetch nodes, and raises what the node source raises,
    or WrongNode. The tree's content is then what it was before the call.
    """

    __slots__ = ("_root", "_source", "_token", "kind")

    def __init__(
        self, kind: LeafKind, source: NodeSource | None = None, root_hash: Hash256 = ZERO_HASH
    ) -> None:
        """A tree that is stored, or an empty one.

        Args:
            kind: what its leaves hold.
            source: where its nodes are fetched from. A tree that was never stored needs none.
            root_hash: the root hash of the stored tree; zero for an empty one.

        Raises:
            WrongNode: the hash is not that of an inner node. Also whatever the source raises.

        """
        self.kind = kind
        self._source = source
        self._token = object()
        self._root = Inner(_NO_CHILDREN[:], _NO_HASHES[:], self._token, hash=ZERO_HASH)
        if root_hash != ZERO_HASH:
            root = self._fetch(root_hash)
            if type(root) is not Inner:
                raise WrongNode(f"{root_hash.hex()} is the hash of a leaf: expected that of a root")
            self._root = root

    def snapshot(self) -> Self:
        """A tree with the same leaves. Either can be changed without the other noticing."""
        twin = type(self)(self.kind, self._source)
        twin._root = self._root
        self._token = object()
        return twin

    # ------------------------------------------------------------------------------------------------ reading

    def get(self, key: Hash256) -> Leaf | None:
        """The leaf with this key, or None."""
        node: Inner = self._root
        for byte in key:
            for number in (byte >> 4, byte & 15):
                child = node.children[number]
                if type(child) is not Inner:
                    if type(child) is Leaf:
                        return child if child.key == key else None
                    if node.hashes[number] == ZERO_HASH:
                        return None
                    leaf = self._way(key)[1]
                    return leaf if leaf is not None and leaf.key == key else None
                node = child
        return None

    def __contains__(self, key: Hash256) -> bool:
        return self.get(key) is not None

    def successor(self, key: Hash256) -> Leaf | None:
        """The leaf with the smallest key above ``key``, or None."""
        way, leaf = self._way(key)
        if leaf is not None and leaf.key > key:
            return leaf
        for depth in range(len(way) - 1, -1, -1):
            for number in range(branch(key, depth) + 1, BRANCHES):
                child = self._child(way[depth], number, depth)
                while type(child) is Inner:
                    depth += 1
                    first = next(n for n in range(BRANCHES) if child.hashes[n] != ZERO_HASH)
                    child = self._child(child, first, depth)
                if child is not None:
                    assert type(child) is Leaf
                    return child
        return None

    def leaves(self, start: Hash256 = ZERO_HASH) -> Iterator[Leaf]:
        """The leaves with keys from ``start`` on, ascending. The tree must not be changed meanwhile."""
        return self._leaves(self._root, start, 0)

    def __iter__(self) -> Iterator[Leaf]:
        return self.leaves()

    def differences(self, other: SHAMap) -> Iterator[Difference]:
        """The keys whose leaves differ, ascending, with the leaf here and the leaf there, None if absent.

        What the trees share is not walked, nor is what is known to hash the same. Neither tree may be changed
        meanwhile.
        """
        return self._differences(self._root, other, other._root, 0)

    # ----------------------------------------------------------------------------------------------- changing

    def set(self, key: Hash256, data: bytes, parsed: object | None = None) -> None:
        """Puts serialised bytes under a key, in place of what was there.

        Args:
            key: 32 bytes, not all zero.
            data: the serialised entry, or transaction and metadata.
            parsed: the object that the bytes say, if it is at hand.

        """
        self._put(Leaf(key, parsed, data))

    def set_parsed(self, key: Hash256, parsed: object, encode: Encode) -> None:
        """Puts an object under a key, in place of what was there. Its bytes are made when they are needed.

        Args:
            key: 32 bytes, not all zero.
            parsed: the object; must not be changed from now on.
            encode: makes its bytes. What it raises comes out of whatever first needs them.

        """
        self._put(Leaf(key, parsed, encode))

    def delete(self, key: Hash256) -> bool:
        """Takes a leaf out. Returns whether it was there; if not, nothing is touched."""
        way, leaf = self._way(key)
        if leaf is None or leaf.key != key:
            return False
        # A leaf that is left alone moves up. It is fetched before anything is changed.
        depth = len(way) - 1
        lone = self._lone_leaf(way[depth], branch(key, depth), depth)
        if lone is not None and depth:
            depth -= 1
            while depth and way[depth].hashes.count(ZERO_HASH) == BRANCHES - 1:
                depth -= 1
        else:
            lone = None
        node = self._own_root()
        for level in range(depth):
            node = self._own_child(node, branch(key, level), way[level + 1])
        _hang(node, branch(key, depth), lone)
        return True

    def _put(self, leaf: Leaf) -> None:
        key = leaf.key
        if len(key) != HASH_SIZE or key == ZERO_HASH:
            raise ValueError(
                f"a leaf has the key {key.hex()!r}: expected {HASH_SIZE} bytes that are not all zero"
            )
        node = self._own_root()
        for depth in range(MAX_DEPTH):
            number = key[depth >> 1] & 15 if depth & 1 else key[depth >> 1] >> 4
            child = node.children[number]
            if child is None:
                child = self._child(node, number, depth)
            if type(child) is Inner:
                node = self._own_child(node, number, child)
            elif type(child) is Leaf and child.key != key:
                _hang(node, number, self._part(child, leaf, depth + 1))
                return
            else:
                _hang(node, number, leaf)
                return

    def _part(self, old: Leaf, new: Leaf, depth: int) -> Inner:
        """The smallest sub-tree at ``depth`` that holds two leaves."""
        node = Inner(_NO_CHILDREN[:], _NO_HASHES[:], self._token)
        for_old, for_new = branch(old.key, depth), branch(new.key, depth)
        if for_old == for_new:
            _hang(node, for_old, self._part(old, new, depth + 1))
        else:
            _hang(node, for_old, old)
            _hang(node, for_new, new)
        return node

    def _lone_leaf(self, node: Inner, leaving: int, depth: int) -> Leaf | None:
        """The leaf that would be alone in a node without the child that leaves it."""
        if node.hashes.count(ZERO_HASH) != BRANCHES - 2:
            return None
        staying = next(n for n in range(BRANCHES) if n != leaving and node.hashes[n] != ZERO_HASH)
        child = self._child(node, staying, depth)
        return child if type(child) is Leaf else None

    def _own_root(self) -> Inner:
        """The root, made this tree's own, and marked as changed."""
        root = self._root
        if root.owner is not self._token:
            root = self._root = Inner(root.children[:], root.hashes[:], self._token, root.changed)
        root.hash = None
        return root

    def _own_child(self, parent: Inner, number: int, child: Inner) -> Inner:
        """A child that is an inner node, made this tree's own, and marked as changed."""
        parent.changed |= 1 << number
        if child.owner is self._token:
            child.hash = None
            return child
        parent.children[number] = own = Inner(child.children[:], child.hashes[:], self._token, child.changed)
        return own

    # --------------------------------------------------------------------------------------- hashing, storing

    def root_hash(self) -> Hash256:
        """The root hash. Works out the hashes of what was changed since it was last asked for."""
        root = self._root
        if root.hash is None:
            if root.hashes == _NO_HASHES:
                root.hash = ZERO_HASH
            else:
                self._hash(root)
        assert root.hash is not None
        return root.hash

    def _hash(self, node: Inner) -> Hash256:
        """Hashes an inner node, and what changed below it."""
        changed, hashes = node.changed, node.hashes
        while changed:
            number = changed.bit_length() - 1
            changed ^= 1 << number
            child = node.children[number]
            assert child is not None
            digest = child.hash
            if digest is None:
                if type(child) is Inner:
                    digest = self._hash(child)
                else:
                    digest = child.hash = sha512(self._stored_form(child)).digest()[:32]
            hashes[number] = digest
        node.changed = 0
        node.hash = digest = sha512(self._stored_form(node)).digest()[:32]
        return digest

    def _stored_form(self, node: Node) -> bytes:
        """The bytes that are hashed and stored; stands for ``spec.shamap.stored``."""
        if type(node) is Inner:
            return HashPrefix.MIN + b"".join(node.hashes)
        assert type(node) is Leaf
        return self.kind.prefix + node.data + (node.key if self.kind.keyed else b"")

    def _collect(self, node: Node, pairs: list[Pair], nodes: list[Node]) -> None:
        """Gathers what is hashed and not stored yet, children first."""
        if type(node) is Inner:
            for child in node.children:
                if child is not None and not child.stored:
                    self._collect(child, pairs, nodes)
        assert node.hash is not None
        pairs.append((node.hash, self._stored_form(node)))
        nodes.append(node)

    def unload(self, depth: int) -> None:
        """Drops from memory the stored nodes deeper than ``depth``, together with the objects beside them.

        They are fetched again when they are needed. Trees that share the nodes above are relieved as well.
        """
        _unload(self._root, depth)

    # -------------------------------------------------------------------------------------- walking, fetching

    def _way(self, key: Hash256) -> tuple[list[Inner], Leaf | None]:
        """The inner nodes from the root towards a key, and the leaf at the end; its key may differ."""
        node = self._root
        way = [node]
        for depth in range(MAX_DEPTH):
            number = key[depth >> 1] & 15 if depth & 1 else key[depth >> 1] >> 4
            child = node.children[number]
            if child is None:
                child = self._child(node, number, depth)
            if type(child) is not Inner:
                assert not isinstance(child, Inner)
                return way, child
            node = child
            way.append(node)
        raise AssertionError("no inner node is fetched from below the last but one level")

    def _leaves(self, node: Inner, start: Hash256, depth: int) -> Iterator[Leaf]:
        """The leaves below a node on the way to ``start``, from there on."""
        first = branch(start, depth)
        for number in range(first, BRANCHES):
            child = self._child(node, number, depth)
            if type(child) is Leaf:
                if child.key >= start:
                    yield child
            elif type(child) is Inner:
                below = start if number == first else ZERO_HASH
                yield from self._leaves(child, below, depth + 1)

    def _differences(
        self, one: Node | None, other: SHAMap, two: Node | None, depth: int
    ) -> Iterator[Difference]:
        for number in range(BRANCHES):
            if type(one) is Inner and type(two) is Inner and _same_child(one, two, number):
                continue
            left, right = self._towards(one, number, depth), other._towards(two, number, depth)
            if type(left) is Inner or type(right) is Inner:
                yield from self._differences(left, other, right, depth + 1)
                continue
            assert not isinstance(left, Inner)
            assert not isinstance(right, Inner)
            if left is not None and right is not None and left.key == right.key:
                if left.data != right.data:
                    yield left.key, left, right
                continue
            here: list[Difference] = [] if left is None else [(left.key, left, None)]
            there: list[Difference] = [] if right is None else [(right.key, None, right)]
            yield from sorted([*here, *there], key=lambda each: each[0])

    def _towards(self, node: Node | None, number: int, depth: int) -> Node | None:
        """What is at a branch below a node; a leaf counts as being below itself, on the way to its key."""
        if type(node) is Inner:
            return self._child(node, number, depth)
        return node if type(node) is Leaf and branch(node.key, depth) == number else None

    def _child(self, node: Inner, number: int, depth: int) -> Node | None:
        """A child of a node at ``depth``, fetched if it is not in memory; None where there is none."""
        child = node.children[number]
        if child is None and node.hashes[number] != ZERO_HASH:
            child = self._fetch(node.hashes[number])
            if type(child) is Inner and depth + 1 == MAX_DEPTH:
                raise WrongNode(f"node {node.hashes[number].hex()} at depth {MAX_DEPTH} is not a leaf")
            node.children[number] = child
        return child

    def _fetch(self, node_hash: Hash256) -> Node:
        if self._source is None:
            raise WrongNode(f"node {node_hash.hex()} is needed: this tree has nowhere to fetch it from")
        try:
            node = from_stored(self._source.get(node_hash))
        except DecodeError as reason:
            raise WrongNode(f"node {node_hash.hex()} is not one of a tree: {reason}") from None
        if isinstance(node, StoredInner):
            return Inner(_NO_CHILDREN[:], list(node.children), _NOBODY, hash=node_hash, stored=True)
        if node.kind is not self.kind:
            raise WrongNode(f"node {node_hash.hex()} is a {node.kind.name} leaf: expected {self.kind.name}")
        return Leaf(node.key, None, node.data, node_hash, stored=True)


def flush(trees: Iterable[SHAMap], write: Callable[[Sequence[Pair]], object]) -> None:
    """Stores what the trees hold and their store does not, in one call of ``write``.

    Args:
        trees: trees that are fetched from one store, such as a ledger's state and its transactions.
        write: stores nodes, each with its hash and stored form. What it raises comes out, and then nothing
            counts as stored.

    """
    pairs: list[Pair] = []
    nodes: list[Node] = []
    for tree in trees:
        if tree.root_hash() != ZERO_HASH and not tree._root.stored:
            tree._collect(tree._root, pairs, nodes)
    write(pairs)
    for node in nodes:
        node.stored = True
        if type(node) is Inner:
            node.owner = _NOBODY


def _hang(node: Inner, number: int, child: Node | None) -> None:
    """Puts a child where it belongs, or takes away what is there."""
    node.children[number] = child
    if child is None:
        node.hashes[number] = ZERO_HASH
        node.changed &= ~(1 << number)
    else:
        node.hashes[number] = _NOT_HASHED
        node.changed |= 1 << number


def _same_child(one: Inner, two: Inner, number: int) -> bool:
    """Whether two nodes are known to have the same child, without fetching or hashing anything."""
    if one.children[number] is not None and one.children[number] is two.children[number]:
        return True
    if (one.changed | two.changed) >> number & 1:
        return False
    return one.hashes[number] == two.hashes[number]


def _unload(node: Inner, depth: int) -> None:
    for number, child in enumerate(node.children):
        if child is not None and depth <= 0 and child.stored and child.hash is not None:
            node.children[number] = None
            node.hashes[number] = child.hash
            node.changed &= ~(1 << number)
        elif type(child) is Inner:
            _unload(child, depth - 1)
