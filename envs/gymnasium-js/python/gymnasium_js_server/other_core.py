"""Keeps the environment's process off the core that its client works on.

For clients that work while they wait: the system at times wakes both on one core, where they take turns.
"""

import os

_LOOK_EVERY = 64
_PROCESSOR = 36
"""Of the fields behind the name in the system's account of a thread."""


class OtherCore:
    """Watches one connection. On Linux only, and through a Unix socket: both sides are on this machine."""

    def __init__(self, client: str | None) -> None:
        """client: where the system tells of its thread; None leaves everything as it is."""
        self._client = client
        self._all: set[int] = set() if client is None else os.sched_getaffinity(0)
        self._avoided: int | None = None
        self._batches = 0

    def after(self, _requests: int) -> None:
        """To be called after each batch of requests."""
        self._batches += 1
        if self._client is None or self._batches % _LOOK_EVERY:
            return
        core = _core_of(self._client)
        others = self._all - {core}
        if core != self._avoided and core is not None and others:
            os.sched_setaffinity(0, others)
            self._avoided = core

    def release(self) -> None:
        """Nothing of the client's was changed."""


def _core_of(client: str) -> int | None:
    try:
        with open(f"{client}/stat") as file:  # noqa: PTH123 - on the way of steps
            return int(file.read().rpartition(")")[2].split()[_PROCESSOR])
    except (OSError, ValueError, IndexError):
        return None
