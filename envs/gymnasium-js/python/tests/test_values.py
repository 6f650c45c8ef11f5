"""Typed values."""

import json
import struct

import numpy as np
import pytest
from gymnasium import spaces

from gymnasium_js_server.errors import BadRequestError, InvalidActionError
from gymnasium_js_server.values import Encoder, decode, to_space

VALUES = [
    None,
    True,
    False,
    0,
    -(2**63),
    2**63 - 1,
    2**200,
    0.1,
    float("inf"),
    "text",
    "",
    [1, [2.5, None], "x"],
    {"a": {"b": 1}, "c": []},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_values_come_back(value):
    assert decode(Encoder().encode(value), 0) == value


@pytest.mark.parametrize("dtype", ["bool", "int8", "int64", "uint64", "float16", "float32", "float64", ">f4"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)])
def test_arrays_come_back(dtype, shape):
    array = np.arange(int(np.prod(shape))).reshape(shape).astype(dtype)
    decoded = decode(Encoder().encode(array), 0)
    assert decoded.dtype == array.dtype.newbyteorder("=")
    assert decoded.shape == shape
    assert np.array_equal(decoded, array)


def test_numpys_numbers_are_numbers():
    encoded = Encoder().encode([np.float32(0.5), np.int8(-3), np.bool_(True), np.str_("a"), np.float64(2)])
    assert decode(encoded, 0) == [0.5, -3, True, "a", 2.0]


def test_a_tree_is_sent_once():
    encoder = Encoder()
    first, second = (encoder.encode({"x": value}) for value in (1.5, 2.5))
    assert struct.unpack_from("<II", first)[1] > 0
    assert struct.unpack_from("<II", second) == (0, 0)
    assert second[8:] == struct.pack("<d", 2.5)


def test_endless_kinds_of_trees_do_not_fill_the_memory():
    encoder = Encoder()
    for number in range(5000):
        encoded = encoder.encode({str(number): 1})
    assert struct.unpack_from("<I", encoded) == (2**32 - 1,)
    assert decode(encoded, 0) == {"4999": 1}


def test_other_objects_are_named():
    class Odd:
        def __repr__(self):
            raise ValueError

    for value, kind in [({1, 2}, "set"), (1j, "complex"), (Odd(), f"{__name__}.{Odd.__qualname__}")]:
        encoded = Encoder().encode(value)
        (length,) = struct.unpack_from("<I", encoded, 4)
        assert json.loads(encoded[8 : 8 + length])[:2] == ["o", kind]


def test_arrays_of_objects_are_lists():
    array = np.array([None, {"a": 1}], dtype=object)
    assert decode(Encoder().encode(array), 0) == [None, {"a": 1}]


def test_a_value_that_holds_itself_ends():
    value = {}
    value["self"] = value
    assert Encoder().encode(value)


@pytest.mark.parametrize(
    "tree",
    [
        '["i"]',
        '["a","float64",[9]]',
        '["a","float64",[-1]]',
        '["a","x",[1]]',
        '["d",["a"],[]]',
        '["z"]',
        "7",
        "{",
        '["a","int8",[99999999999]]',
    ],
)
def test_trees_that_do_not_fit_are_refused(tree):
    with pytest.raises(BadRequestError):
        decode(struct.pack("<II", 2**32 - 1, len(tree)) + tree.encode(), 0)


SPACES = [
    spaces.Text(5),
    spaces.Discrete(2**40),
    spaces.OneOf((spaces.Discrete(2), spaces.Box(0, 1, (2,)))),
    spaces.Sequence(spaces.Box(0, 1, (2,))),
    spaces.Sequence(spaces.Dict(a=spaces.Discrete(3), b=spaces.Box(0, 1, (2,))), stack=True),
    spaces.Graph(spaces.Box(0, 1, (2,)), spaces.Discrete(4)),
    spaces.Graph(spaces.Box(0, 1, (2,)), None),
    spaces.Dict(a=spaces.Text(3), b=spaces.Tuple((spaces.MultiBinary(3), spaces.Discrete(3)))),
]


@pytest.mark.parametrize("space", SPACES, ids=str)
def test_values_of_every_space_come_back(space):
    space.seed(1)
    for _ in range(20):
        value = space.sample()
        assert space.contains(to_space(space, decode(Encoder().encode(value), 0)))


@pytest.mark.parametrize("number", [256, -1, 1.5, float("nan"), float("inf")])
def test_integers_do_not_become_others(number):
    for space in (spaces.Sequence(spaces.Box(0, 255, (1,), np.uint8)), spaces.Box(0, 255, (1,), np.uint8)):
        value = [[number]] if isinstance(space, spaces.Sequence) else [number]
        with pytest.raises(InvalidActionError, match="uint8 does not hold"):
            to_space(space, value)


@pytest.mark.parametrize("space", SPACES, ids=str)
@pytest.mark.parametrize("value", [None, 7.5, "!", [], {}, [99, 1], {"a": 1}, [[1], [2], [3]]], ids=repr)
def test_other_values_are_refused_or_in_the_space(space, value):
    try:
        assert space.contains(to_space(space, value))
    except InvalidActionError as error:
        assert str(space) in str(error)
