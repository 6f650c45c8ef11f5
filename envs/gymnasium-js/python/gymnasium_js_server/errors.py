"""Errors of the server's own, and the form in which all errors travel."""

import traceback
from typing import Any

_LONGEST = 20_000


class BadRequestError(ValueError):
    """A request that has not the protocol's form."""


class InvalidActionError(ValueError):
    """Actions of another size than the space's, or outside it. Nothing was stepped."""


class InvalidResultError(ValueError):
    """What an environment returned does not fit its own spaces."""


class RefusedError(PermissionError):
    """Something that the server's owner has not allowed."""


class ResetNeededError(RuntimeError):
    """A vector environment of which some failed in mid-step: its parts no longer belong together."""


def qualified_name(cls: type) -> str:
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


def describe_error(error: BaseException) -> dict[str, Any]:
    """The JSON of an error: Python's type, its bases, what it says, and where it was raised."""
    mro = [qualified_name(cls) for cls in type(error).__mro__]
    try:
        # A KeyError's own text is only its key, quoted.
        message = f"key {error}" if isinstance(error, KeyError) else str(error)
        trace = "".join(traceback.format_exception(error))
    except Exception:  # its __str__ failed
        message, trace = "", ""
    return {"type": mro[0], "mro": mro, "message": message[:_LONGEST], "traceback": trace[-_LONGEST:]}
