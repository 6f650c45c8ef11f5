"""Packed values."""

import numpy as np
import pytest
from gymnasium import spaces
from gymnasium.vector.utils import batch_space, concatenate, create_empty_array

from gymnasium_js_server.errors import InvalidActionError, InvalidResultError
from gymnasium_js_server.parts import ActionReader, Writer, parts_of

PACKED = [
    spaces.Box(-1, 1, (3,), np.float32),
    spaces.Box(-1, 1, (2, 2), np.float64),
    spaces.Box(-1, 1, (), np.float32),
    spaces.Box(-1, 1, (3,), np.float16),
    spaces.Box(-(2**40), 2**40, (2,), np.int64),
    spaces.Box(0, 2**40, (2,), np.uint64),
    spaces.Box(0, 255, (5,), np.uint8),
    spaces.Box(0, 1, (3,), np.bool_),
    spaces.Discrete(5),
    spaces.Discrete(3, start=-1),
    spaces.MultiDiscrete(np.array([[2, 3], [4, 5]])),
    spaces.MultiBinary((2, 3)),
    spaces.Tuple((spaces.Discrete(2), spaces.Discrete(32), spaces.Box(0, 1, (3,), np.uint8))),
    spaces.Dict(
        b=spaces.Box(0, 1, (2,)), a=spaces.Dict({"x": spaces.Discrete(3), "y": spaces.MultiBinary(2)})
    ),
]


def written(space, value, rows=None):
    writer = Writer(parts_of(space), rows)
    buffer = np.zeros(writer.size + 8, np.uint8)
    writer.bind(buffer, 8)
    writer.write(value)
    return buffer[8:].tobytes()


def same(left, right):
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, tuple):
        return all(map(same, left, right))
    return np.asarray(left).dtype == np.asarray(right).dtype and np.array_equal(left, right)


@pytest.mark.parametrize("space", PACKED, ids=str)
def test_what_is_written_is_read_again(space):
    space.seed(3)
    reader = ActionReader(space, parts_of(space), None)
    for _ in range(20):
        value = space.sample()
        read = reader.read(b"head" + written(space, value), 4)
        assert space.contains(read)
        assert written(space, read) == written(space, value)


@pytest.mark.parametrize("space", PACKED, ids=str)
def test_batches_are_those_of_gymnasium(space):
    space.seed(3)
    batch = concatenate(space, [space.sample() for _ in range(4)], create_empty_array(space, 4))
    read = ActionReader(space, parts_of(space), 4).read(written(space, batch, 4), 0)
    assert batch_space(space, 4).contains(read)
    assert same(read, batch)


def test_rows_are_written_one_by_one():
    space = PACKED[-1]
    samples = [space.sample() for _ in range(3)]
    writer = Writer(parts_of(space), 3)
    buffer = np.zeros(writer.size, np.uint8)
    writer.bind(buffer, 0)
    for row, sample in enumerate(samples):
        writer.write_row(row, sample)
    batch = concatenate(space, samples, create_empty_array(space, 3))
    assert buffer.tobytes() == written(space, batch, 3)


def test_a_transposed_array_is_written_in_c_order():
    space = spaces.Box(-9, 9, (2,), np.float32)
    batch = np.arange(6, dtype=np.float32).reshape(2, 3).T
    assert np.frombuffer(written(space, batch, 3), np.float32)[:6].tolist() == [0, 3, 1, 4, 2, 5]


@pytest.mark.parametrize(
    ("space", "value", "words"),
    [
        (spaces.Box(0, 1, (3,)), np.zeros(4, np.float32), "shape"),
        (spaces.Box(0, 1, (3,)), np.float32(0), "shape"),
        (spaces.Box(0, 9, (1,), np.int32), np.array([0.5]), "dtype"),
        (spaces.Box(-(2**62), 2**62, (1,), np.int64), np.array([2**53 + 2]), "2\\*\\*53"),
        (spaces.Discrete(4), np.array([1]), "shape"),
        (spaces.Discrete(4), 2**40, "not in"),
        (spaces.Discrete(4), "two", "dtype"),
        (spaces.Dict(a=spaces.Discrete(2)), {"b": 1}, "no part 'a'"),
        (spaces.Tuple((spaces.Discrete(2), spaces.Discrete(2))), (1,), "no part 1"),
    ],
)
def test_values_that_do_not_fit_are_refused(space, value, words):
    with pytest.raises(InvalidResultError, match=words):
        written(space, value)


@pytest.mark.parametrize(
    ("space", "numbers"),
    [
        (spaces.Discrete(4), np.array([4, 0], np.int32)),
        (spaces.Discrete(4), np.array([-1, 0], np.int32)),
        (spaces.Discrete(3, start=-1), np.array([2, 0], np.int32)),
        (spaces.MultiDiscrete([2, 3]), np.array([0, 3], np.int32)),
        (spaces.MultiBinary(8), np.array([0, 0, 2, 0, 0, 0, 0, 1], np.int8)),
        (spaces.Box(0, 9, (1,), np.int64), np.array([0.5])),
        (spaces.Box(0, 9, (1,), np.int64), np.array([np.nan])),
        (spaces.Box(0, 9, (2,)), np.zeros(4, np.float32)),
    ],
)
def test_actions_outside_their_space_are_refused(space, numbers):
    with pytest.raises(InvalidActionError):
        ActionReader(space, parts_of(space), None).read(numbers.tobytes(), 0)


def test_numbers_outside_a_box_are_the_environments_business():
    space = spaces.Box(-1, 1, (2,), np.float32)
    numbers = np.array([7, np.nan], np.float32)
    assert np.array_equal(
        ActionReader(space, parts_of(space), None).read(numbers.tobytes(), 0), numbers, True
    )


@pytest.mark.parametrize(
    "space",
    [
        spaces.Text(3),
        spaces.Discrete(2**40),
        spaces.OneOf((spaces.Discrete(2),)),
        spaces.Tuple((spaces.Discrete(2), spaces.Sequence(spaces.Discrete(2)))),
    ],
    ids=str,
)
def test_spaces_without_a_common_size_are_not_packed(space):
    assert parts_of(space) is None
