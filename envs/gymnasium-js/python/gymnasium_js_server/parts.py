"""Packed values: the parts of a space, and how they lie in a message."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np
from gymnasium import spaces

from gymnasium_js_server.errors import InvalidActionError, InvalidResultError

Array: TypeAlias = np.ndarray[Any, Any]
INT32 = np.iinfo(np.int32)
_EXACT_IN_FLOAT64 = 2**53


def padded(size: int) -> int:
    """The next multiple of 8."""
    return -(-size // 8) * 8


@dataclass(frozen=True)
class Part:
    """A part of a space that is an array or a number."""

    path: tuple[int | str, ...]
    space: spaces.Space[Any]
    wire: np.dtype[Any]
    """What its numbers are in a message."""
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        return prod(self.shape)

    @property
    def is_number(self) -> bool:
        return isinstance(self.space, spaces.Discrete)

    @property
    def name(self) -> str:
        return "".join(f"[{step!r}]" for step in self.path)


def parts_of(space: spaces.Space[Any]) -> list[Part] | None:
    """The parts, depth first; None when values of the space have no common size."""
    try:
        return list(_walk(space, ()))
    except _NotPackedError:
        return None


class _NotPackedError(Exception):
    pass


def _walk(space: spaces.Space[Any], path: tuple[int | str, ...]) -> list[Part]:
    match space:
        case spaces.Box():
            return [Part(path, space, _wire_of_box(np.dtype(space.dtype)), tuple(space.shape))]
        case spaces.Discrete() if _fits(space.start, int(space.start) + int(space.n) - 1):
            return [Part(path, space, np.dtype(np.int32), ())]
        case spaces.MultiDiscrete() if _fits(space.start.min(), (space.start + space.nvec - 1).max()):
            return [Part(path, space, np.dtype(np.int32), tuple(space.nvec.shape))]
        case spaces.MultiBinary():
            return [Part(path, space, np.dtype(np.int8), tuple(space.shape))]
        case spaces.Tuple():
            return [part for i, inner in enumerate(space.spaces) for part in _walk(inner, (*path, i))]
        case spaces.Dict():
            return [part for key, inner in space.spaces.items() for part in _walk(inner, (*path, key))]
    raise _NotPackedError


def _fits(least: Any, largest: Any) -> bool:
    return int(least) >= INT32.min and int(largest) <= INT32.max


def _wire_of_box(dtype: np.dtype[Any]) -> np.dtype[Any]:
    if dtype == np.bool_:
        return np.dtype(np.uint8)
    if dtype == np.float16:
        return np.dtype(np.float32)
    if dtype in (np.dtype(np.int64), np.dtype(np.uint64)):
        return np.dtype(np.float64)
    if dtype.kind not in "fiu" or dtype.itemsize > 8:
        raise _NotPackedError
    return dtype


class Writer:
    """Writes observations into a fixed place of the reply."""

    def __init__(self, parts: list[Part], rows: int | None) -> None:
        """rows: of a vector environment; None for a single one."""
        self._parts = parts
        self._rows = rows
        self._writers: list[Callable[[Any], None]] = []
        self._row_views: list[Array] = []
        self.size = sum(padded((rows or 1) * part.size * part.wire.itemsize) for part in parts)

    def bind(self, buffer: Array, offset: int) -> None:
        """buffer: bytes that outlive this."""
        for part in self._parts:
            count = (self._rows or 1) * part.size
            end = offset + count * part.wire.itemsize
            flat = buffer[offset:end].view(part.wire)
            shape = part.shape if self._rows is None else (self._rows, *part.shape)
            view = flat.reshape(shape)
            self._row_views.append(view if self._rows is not None else view[np.newaxis])
            self._writers.append(_writer(part, view, flat, self._rows is not None))
            offset += padded(count * part.wire.itemsize)
        if len(self._parts) == 1 and self._parts[0].path == ():
            self.write = self._writers[0]  # type: ignore[method-assign, assignment]

    def write(self, observation: Any) -> None:
        """Raises InvalidResultError when a part has not the form that its space says."""
        for part, write in zip(self._parts, self._writers, strict=True):
            write(_at(observation, part.path))

    def write_row(self, row: int, observation: Any) -> None:
        """One sub-environment's own observation."""
        for part, view in zip(self._parts, self._row_views, strict=True):
            value = _at(observation, part.path)
            view[row] = _checked(part, np.asarray(value), part.shape)


def _at(value: Any, path: tuple[int | str, ...]) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError) as error:
            raise InvalidResultError(f"observation has no part {step!r}, which its space has") from error
    return value


def _writer(part: Part, view: Array, flat: Array, batched: bool) -> Callable[[Any], None]:
    shape = view.shape
    dtype = np.dtype(part.space.dtype)
    plain = dtype == part.wire and not part.is_number
    copyto = np.copyto

    def write_array(value: Any) -> None:
        if type(value) is np.ndarray and value.dtype is dtype and value.shape == shape:
            copyto(view, value)
        else:
            copyto(view, _checked(part, np.asarray(value), shape))

    def write_converted(value: Any) -> None:
        copyto(view, _checked(part, np.asarray(value), shape), casting="unsafe")

    def write_number(value: Any) -> None:
        if type(value) is not int:
            value = _checked(part, np.asarray(value), ())
        try:
            flat[0] = value
        except OverflowError as error:
            raise InvalidResultError(
                f"observation{part.name} is {value}, which is not in {part.space}"
            ) from error

    if part.is_number and not batched:
        return write_number
    return write_array if plain else write_converted


def _checked(part: Part, value: Array, shape: tuple[int, ...]) -> Array:
    where = f"observation{part.name}"
    if value.shape != shape:
        raise InvalidResultError(f"{where} has shape {value.shape}; its space {part.space} says {shape}")
    dtype = np.dtype(part.space.dtype)
    if not np.can_cast(value.dtype, dtype, casting="same_kind") and not _same_numbers(value, dtype):
        raise InvalidResultError(f"{where} has dtype {value.dtype}; its space {part.space} says {dtype}")
    if part.wire == np.float64 and dtype.kind in "iu" and value.size > 0:
        _check_exact(where, value)
    elif (
        part.wire == np.int32
        and value.dtype != np.int32
        and value.size > 0
        and not _fits(value.min(), value.max())
    ):
        raise InvalidResultError(f"{where} has a number that is not in {part.space}")
    return value.astype(dtype, copy=False) if dtype == np.float16 else value


def _same_numbers(value: Array, dtype: np.dtype[Any]) -> bool:
    """Integers of another signedness, and whole booleans, where no number changes."""
    if value.dtype.kind not in "iub" or dtype.kind not in "iub":
        return False
    return bool(np.array_equal(value, value.astype(dtype)))


def _check_exact(where: str, value: Array) -> None:
    least, largest = int(value.min()), int(value.max())
    if max(-least, largest) > _EXACT_IN_FLOAT64:
        furthest = least if -least > largest else largest
        raise InvalidResultError(f"{where} has {furthest}; integers beyond 2**53 cannot be carried")


class ActionReader:
    """Reads packed actions from a request."""

    def __init__(self, space: spaces.Space[Any], parts: list[Part], rows: int | None) -> None:
        self._space = space
        self._rows = rows
        self._fields: list[tuple[Part, int, int]] = []
        offset = 0
        for part in parts:
            count = (rows or 1) * part.size
            self._fields.append((part, offset, count))
            offset += padded(count * part.wire.itemsize)
        self.size = offset
        self._single_number = len(parts) == 1 and parts[0].path == () and parts[0].is_number and rows is None
        if self._single_number:
            start = int(parts[0].space.start)  # type: ignore[attr-defined]
            self._scalar = np.dtype(parts[0].space.dtype).type
            self._range = range(start, start + int(parts[0].space.n))  # type: ignore[attr-defined]

    def read(self, message: bytes, offset: int) -> Any:
        """The action, or batch of actions, as the environment takes it.

        Raises InvalidActionError for another size, or a number outside its space (numbers outside a Box are
        the environment's own business: many clip).
        """
        if len(message) - offset != self.size:
            raise InvalidActionError(f"actions have {len(message) - offset} bytes; expected are {self.size}")
        if self._single_number:
            number = int.from_bytes(message[offset : offset + 4], "little", signed=True)
            if number not in self._range:
                raise InvalidActionError(f"action {number} is not in {self._space}")
            return self._scalar(number)
        values = [self._field(message, offset, *field) for field in self._fields]
        return _compose(self._space, iter(values))

    def _field(self, message: bytes, base: int, part: Part, offset: int, count: int) -> Any:
        numbers = np.frombuffer(message, part.wire, count, base + offset)
        _check_range(part, numbers, self._rows)
        if part.is_number and self._rows is None:
            # As `sample` gives it: a Python int can lead to other dtypes in what is computed with it.
            return np.dtype(part.space.dtype).type(numbers[0])
        shape = part.shape if self._rows is None else (self._rows, *part.shape)
        return _restored(part, numbers).reshape(shape)


def _restored(part: Part, numbers: Array) -> Array:
    """A copy in the space's own dtype: environments may keep or change what they are given."""
    dtype = np.dtype(part.space.dtype)
    if part.wire == np.float64 and dtype.kind in "iu":
        with np.errstate(invalid="ignore"):
            whole = numbers.astype(dtype)
        if not np.array_equal(whole.astype(np.float64), numbers):
            raise InvalidActionError(f"action{part.name} has a number that {dtype} does not hold")
        return whole
    return numbers.astype(dtype)


def _check_range(part: Part, numbers: Array, rows: int | None) -> None:
    space = part.space
    inside: bool | np.bool_
    match space:
        case spaces.Discrete():
            # As unsigned numbers those below the start are the largest.
            relative = numbers if space.start == 0 else numbers - np.int64(space.start)
            inside = relative.view(f"u{relative.itemsize}").max() < space.n
        case spaces.MultiDiscrete():
            relative = numbers.reshape(rows or 1, *part.shape) - space.start
            inside = ((relative >= 0) & (relative < space.nvec)).all()
        case spaces.MultiBinary():
            inside = ((numbers == 0) | (numbers == 1)).all()
        case _:
            return
    if not inside:
        raise InvalidActionError(f"action{part.name} {numbers.tolist()} is not in {space}")


def _compose(space: spaces.Space[Any], values: Any) -> Any:
    if isinstance(space, spaces.Tuple):
        return tuple(_compose(part, values) for part in space.spaces)
    if isinstance(space, spaces.Dict):
        return {key: _compose(part, values) for key, part in space.spaces.items()}
    return next(values)
