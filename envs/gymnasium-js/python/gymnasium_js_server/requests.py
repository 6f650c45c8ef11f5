"""What a request of the hot path holds besides its head."""

import json
from typing import Any

import numpy as np

from gymnasium_js_server.errors import BadRequestError

HEAD_SIZE = 8
TYPED_ACTIONS = 1

_LONGEST_SEED = 1000


def reset_arguments(request: bytes, rows: int | None) -> dict[str, Any]:
    """The keyword arguments of `reset`. Raises BadRequestError.

    rows: of a vector environment; None for a single one.
    """
    payload = request[HEAD_SIZE:]
    try:
        fields = json.loads(payload) if payload else {}
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"reset: {error}") from error
    if not isinstance(fields, dict):
        raise BadRequestError("reset: an object is expected")
    options = fields.get("options")
    if options is not None and not isinstance(options, dict):
        raise BadRequestError("reset: options must be an object or null")
    arguments: dict[str, Any] = {"seed": _seed(fields.get("seed"), rows)}
    mask = _mask(fields.get("mask"), rows)
    if mask is not None:
        options = {**(options or {}), "reset_mask": mask}
    if options is not None:
        arguments["options"] = options
    return arguments


def _seed(seed: Any, rows: int | None) -> Any:
    if isinstance(seed, list):
        if rows is None or len(seed) != rows:
            raise BadRequestError("reset: a list of seeds must have one for each sub-environment")
        return [_seed(entry, None) for entry in seed]
    if seed is None:
        return None
    if isinstance(seed, str) and seed.isascii() and seed.isdecimal() and len(seed) <= _LONGEST_SEED:
        return int(seed)
    raise BadRequestError("reset: a seed is a string of decimal digits, or null")


def _mask(mask: Any, rows: int | None) -> np.ndarray[Any, Any] | None:
    if mask is None:
        return None
    if rows is None or not isinstance(mask, list) or len(mask) != rows or not any(mask):
        raise BadRequestError("reset: mask must have one entry for each sub-environment, not all of them 0")
    return np.array([bool(entry) for entry in mask])
