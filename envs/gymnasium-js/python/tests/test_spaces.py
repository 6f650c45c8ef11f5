"""Spaces as JSON."""

import json

import numpy as np
import pytest
from gymnasium import spaces

from gymnasium_js_server.spaces import describe_space


def test_bounds_without_end_are_strings():
    box = spaces.Box(np.array([-np.inf, 0, -1.5]), np.array([np.inf, np.inf, 2.5]), dtype=np.float64)
    described = json.loads(json.dumps(describe_space(box), allow_nan=False))
    assert described["low"] == ["-inf", 0.0, -1.5]
    assert described["high"] == ["inf", "inf", 2.5]


def test_equal_bounds_are_one_number():
    described = describe_space(spaces.Box(0, 255, (210, 160, 3), np.uint8))
    assert (described["low"], described["high"]) == (0, 255)


def test_integers_that_json_does_not_hold_count_as_without_end():
    described = describe_space(spaces.Box(-(2**60), 2**40, (1,), np.int64))
    assert (described["low"], described["high"]) == ("-inf", 2**40)


def test_the_order_of_a_dict_is_told():
    assert describe_space(spaces.Dict(b=spaces.Discrete(2), a=spaces.Discrete(3)))["keys"] == ["b", "a"]


@pytest.mark.parametrize(
    "space",
    [
        spaces.Discrete(3, start=-1, dtype=np.int32),
        spaces.MultiDiscrete(np.array([[2, 3], [4, 5]]), start=np.array([[1, 0], [-1, 2]])),
        spaces.MultiBinary(4),
        spaces.MultiBinary((2, 2)),
        spaces.Text(5, min_length=2, charset="cab"),
        spaces.Tuple((spaces.Discrete(2), spaces.Box(0, 1, (2,), np.float16))),
        spaces.Sequence(spaces.Discrete(3), stack=True),
        spaces.Graph(spaces.Box(0, 1, (2,)), None),
        spaces.Graph(spaces.Box(0, 1, (2,)), spaces.Discrete(4)),
        spaces.OneOf((spaces.Discrete(2), spaces.Text(3))),
        spaces.Box(0, 1, (2,), np.bool_),
        spaces.Box(0, 1, (), np.float32),
    ],
    ids=str,
)
def test_every_kind_is_plain_json(space):
    described = describe_space(space)
    assert json.loads(json.dumps(described, allow_nan=False)) == described


def test_other_kinds_are_refused():
    class Strange(spaces.Space):
        pass

    with pytest.raises(TypeError, match="Strange"):
        describe_space(spaces.Tuple((Strange(),)))
