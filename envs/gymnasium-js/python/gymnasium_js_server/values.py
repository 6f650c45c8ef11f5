"""Typed values: a tree that says what there is, and the numbers themselves (PROTOCOL.md)."""

import json
import struct
from typing import Any, TypeAlias

import numpy as np
from gymnasium import spaces
from gymnasium.spaces import GraphInstance

from gymnasium_js_server.errors import BadRequestError, InvalidActionError, qualified_name
from gymnasium_js_server.parts import padded

Tree: TypeAlias = tuple[Any, ...]

_NOT_KEPT = 2**32 - 1
_MOST_KEPT = 4096
_LONGEST_REPR = 1000
_DEEPEST = 64
_HEAD = struct.Struct("<II")
_FLOAT = struct.Struct("<d")
_INT = struct.Struct("<q")

_NAMES = {
    np.dtype(name): name
    for name in (
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
    )
}
_DTYPES = {name: dtype for dtype, name in _NAMES.items()}
_FLOAT_NODE = ("f",)
_INT_NODE = ("i",)
_BOOL_NODE = ("t",)
_TRUE = b"\x01" + bytes(7)
_FALSE = bytes(8)
_PADDING = [b"", *(bytes(8 - rest) for rest in range(1, 8))]


class Encoder:
    """Encodes values for one connection. A tree that was sent before is named by its id."""

    def __init__(self) -> None:
        self._known: dict[Tree, int] = {}

    def encode(self, value: Any) -> bytes:
        data: list[bytes] = []
        tree = _walk(value, data, _DEEPEST)
        known = self._known.get(tree)
        if known is not None:
            return b"".join((_HEAD.pack(known, 0), *data))
        number = _NOT_KEPT
        if len(self._known) < _MOST_KEPT:
            number = self._known[tree] = len(self._known)
        text = json.dumps(tree, separators=(",", ":")).encode()
        return b"".join((_HEAD.pack(number, len(text)), text, _PADDING[len(text) % 8], *data))


def _walk(value: Any, data: list[bytes], depth: int) -> Tree:
    kind = type(value)
    if kind is np.ndarray:
        name = _NAMES.get(value.dtype)
        if name is not None:
            raw = value.tobytes()
            data.append(raw)
            if len(raw) % 8:
                data.append(_PADDING[len(raw) % 8])
            return ("a", name, value.shape)
        return _walk_unusual_array(value, data, depth)
    if kind is float:
        data.append(_FLOAT.pack(value))
        return _FLOAT_NODE
    if kind is dict:
        if depth == 0:
            return _opaque(value)
        keys = tuple([key if type(key) is str else str(key) for key in value])
        return ("d", keys, tuple([_walk(inner, data, depth - 1) for inner in value.values()]))
    if kind is int:
        return _walk_integer(value, data)
    if value is None or kind is str:
        return ("c", value)
    if isinstance(value, bool | np.bool_):
        data.append(_TRUE if value else _FALSE)
        return _BOOL_NODE
    if isinstance(value, np.integer | int):
        return _walk_integer(int(value), data)
    if isinstance(value, np.floating | float):
        data.append(_FLOAT.pack(value))
        return _FLOAT_NODE
    if isinstance(value, str):
        return ("c", str(value))
    if isinstance(value, list | tuple) and depth > 0:
        return ("l", tuple([_walk(inner, data, depth - 1) for inner in value]))
    if isinstance(value, np.ndarray):
        return _walk(np.asarray(value), data, depth)
    if isinstance(value, dict):
        return _walk(dict(value), data, depth)
    return _opaque(value)


def _walk_integer(value: int, data: list[bytes]) -> Tree:
    if -(2**63) <= value < 2**63:
        data.append(_INT.pack(value))
        return _INT_NODE
    return ("b", str(value))


def _walk_unusual_array(value: np.ndarray[Any, Any], data: list[bytes], depth: int) -> Tree:
    """Of objects, strings, another byte order or a dtype without a name here."""
    native = value.dtype.newbyteorder("=")
    if native in _NAMES:
        return _walk(value.astype(native), data, depth)
    return _walk(value.tolist(), data, depth) if value.dtype.kind in "OUS" else _opaque(value)


def _opaque(value: Any) -> Tree:
    try:
        text = repr(value)
    except Exception:  # its __repr__ failed
        text = "<no repr>"
    return ("o", qualified_name(type(value)), text[:_LONGEST_REPR])


def decode(message: bytes, offset: int) -> Any:
    """A client's typed value. Raises BadRequestError when the message ends too early or has no such form."""
    try:
        _, length = _HEAD.unpack_from(message, offset)
        start = offset + _HEAD.size
        if length == 0 or start + length > len(message):
            raise BadRequestError("typed value: a client sends the whole tree")
        tree = json.loads(message[start : start + length])
        return _Decoder(message, start + padded(length)).value(tree, _DEEPEST)
    except (struct.error, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise BadRequestError(f"typed value: {error}") from error


class _Decoder:
    def __init__(self, message: bytes, at: int) -> None:
        self._message = message
        self._at = at

    def value(self, node: Any, depth: int) -> Any:
        if depth == 0:
            raise BadRequestError("typed value: nested too deeply")
        match node:
            case ["c", literal]:
                return literal
            case ["f"]:
                return self._unpack(_FLOAT)
            case ["i"]:
                return self._unpack(_INT)
            case ["b", str(text)]:
                return int(text)
            case ["t"]:
                self._at += 8
                return self._message[self._at - 8] != 0
            case ["a", str(name), list(shape)]:
                return self._array(_DTYPES[name], shape)
            case ["l", list(nodes)]:
                return [self.value(inner, depth - 1) for inner in nodes]
            case ["d", list(keys), list(nodes)]:
                values = [self.value(inner, depth - 1) for inner in nodes]
                return dict(zip(keys, values, strict=True))
        raise BadRequestError(f"typed value: unknown node {str(node)[:100]}")

    def _unpack(self, form: struct.Struct) -> Any:
        (value,) = form.unpack_from(self._message, self._at)
        self._at += form.size
        return value

    def _array(self, dtype: np.dtype[Any], shape: list[int]) -> np.ndarray[Any, Any]:
        count = 1
        for side in shape:
            if type(side) is not int or side < 0:
                raise BadRequestError(f"typed value: shape {shape}")
            count *= side
        # Checked before NumPy allocates.
        if self._at + count * dtype.itemsize > len(self._message):
            raise BadRequestError("typed value: the data ends too early")
        array: np.ndarray[Any, Any] = np.frombuffer(self._message, dtype, count, self._at).copy()
        self._at += padded(count * dtype.itemsize)
        return array.reshape(shape)


def to_space(space: spaces.Space[Any], value: Any) -> Any:
    """A decoded value in the form that the space's own values have. Raises InvalidActionError."""
    try:
        converted = _convert(space, value)
        contained = space.contains(converted)
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError) as error:
        raise InvalidActionError(f"action {str(value)[:200]} is not in {space}: {error}") from error
    if not contained:
        raise InvalidActionError(f"action {str(value)[:200]} is not in {space}")
    return converted


def _convert(space: spaces.Space[Any], value: Any) -> Any:
    match space:
        case spaces.Discrete():
            return np.dtype(space.dtype).type(value)
        case spaces.Box() | spaces.MultiDiscrete() | spaces.MultiBinary():
            return _cast(value, space.dtype).reshape(space.shape)
        case spaces.Tuple():
            return tuple(_convert(part, inner) for part, inner in zip(space.spaces, value, strict=True))
        case spaces.Dict():
            return {key: _convert(part, value[key]) for key, part in space.spaces.items()}
        case spaces.OneOf():
            index, inner = value
            return (np.int64(index), _convert(space.spaces[int(index)], inner))
        case spaces.Sequence() if space.stack:
            return _stacked(space, value)
        case spaces.Sequence():
            return tuple(_convert(space.feature_space, inner) for inner in value)
        case spaces.Graph():
            nodes, edges, links = value
            return GraphInstance(
                nodes=_features(space.node_space, nodes),
                edges=None if edges is None else _features(space.edge_space, edges),
                edge_links=None if links is None else np.asarray(links, np.int32).reshape(-1, 2),
            )
    return value


def _features(space: Any, values: Any) -> np.ndarray[Any, Any]:
    return _cast(values, space.dtype).reshape(-1, *space.shape)


def _cast(value: Any, dtype: Any) -> np.ndarray[Any, Any]:
    """Raises ValueError where integers would become others."""
    given: np.ndarray[Any, Any] = np.asarray(value)
    with np.errstate(invalid="ignore"):
        converted = given.astype(dtype)
    if converted.dtype.kind in "iub" and not np.array_equal(converted, given):
        raise ValueError(f"it has a number that {converted.dtype} does not hold")
    return converted


def _stacked(space: spaces.Sequence, value: Any) -> Any:
    """Arrays of all elements, in the structure of the feature space."""
    return _stack(space.feature_space, value)


def _stack(feature: spaces.Space[Any], value: Any) -> Any:
    match feature:
        case spaces.Tuple():
            return tuple(_stack(part, inner) for part, inner in zip(feature.spaces, value, strict=True))
        case spaces.Dict():
            return {key: _stack(part, value[key]) for key, part in feature.spaces.items()}
    return _features(feature, value)
