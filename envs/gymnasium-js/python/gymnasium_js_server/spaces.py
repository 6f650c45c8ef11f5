"""Spaces in plain JSON, as the client's `describeSpace` has them."""

from typing import Any

import numpy as np
from gymnasium import spaces

Json = Any
# JSON numbers are doubles: beyond this integers are not exact.
MAX_SAFE_INTEGER = 2**53 - 1


def describe_space(space: spaces.Space[Any]) -> Json:
    """Raises TypeError for a kind of space that is not Gymnasium's."""
    match space:
        case spaces.Box():
            return _describe_box(space)
        case spaces.Discrete():
            return {
                "kind": "Discrete",
                "n": int(space.n),
                "start": int(space.start),
                "dtype": _name(space.dtype),
            }
        case spaces.MultiDiscrete():
            return {
                "kind": "MultiDiscrete",
                "shape": list(space.nvec.shape),
                "nvec": [int(n) for n in space.nvec.flat],
                "start": [int(start) for start in space.start.flat],
                "dtype": _name(space.dtype),
            }
        case spaces.MultiBinary():
            n = space.n
            return {
                "kind": "MultiBinary",
                "n": int(n) if isinstance(n, int | np.integer) else [int(k) for k in n],
            }
        case spaces.Text():
            return {
                "kind": "Text",
                "minLength": int(space.min_length),
                "maxLength": int(space.max_length),
                "charset": "".join(space.character_list),
            }
        case spaces.Tuple():
            return {"kind": "Tuple", "spaces": [describe_space(part) for part in space.spaces]}
        case spaces.Dict():
            parts = {str(key): describe_space(part) for key, part in space.spaces.items()}
            return {"kind": "Dict", "keys": list(parts), "spaces": parts}
        case spaces.Sequence():
            return {
                "kind": "Sequence",
                "space": describe_space(space.feature_space),
                "stack": bool(space.stack),
            }
        case spaces.Graph():
            edge = None if space.edge_space is None else describe_space(space.edge_space)
            return {"kind": "Graph", "nodeSpace": describe_space(space.node_space), "edgeSpace": edge}
        case spaces.OneOf():
            return {"kind": "OneOf", "spaces": [describe_space(part) for part in space.spaces]}
    raise TypeError(f"space {space!r} of type {type(space).__name__} is none of Gymnasium's own kinds")


def _name(dtype: Any) -> str:
    return str(np.dtype(dtype).name)


def _describe_box(space: spaces.Box) -> Json:
    return {
        "kind": "Box",
        "dtype": _name(space.dtype),
        "shape": list(space.shape),
        "low": _bound(space.low, space.bounded_below, "-inf"),
        "high": _bound(space.high, space.bounded_above, "inf"),
    }


def _bound(values: np.ndarray[Any, Any], bounded: np.ndarray[Any, Any], infinite: str) -> Json:
    each = [
        _number(value, infinite) if is_bounded else infinite
        for value, is_bounded in zip(values.ravel().tolist(), bounded.ravel().tolist(), strict=True)
    ]
    return each[0] if each and all(value == each[0] for value in each) else each


def _number(value: Any, infinite: str) -> Json:
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, int):
        return value if abs(value) <= MAX_SAFE_INTEGER else infinite
    return "-0" if value == 0 and np.signbit(value) else float(value)
