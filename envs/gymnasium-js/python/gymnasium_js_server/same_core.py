"""Puts a client that waits for each step, and the environment's process, on one core.

Waking a core that sleeps costs tens of microseconds on many machines; two sides that never work at the same
time lose nothing by sharing one. A client that has several requests under way is left alone.
"""

import fcntl
import os
import socket
import struct
import tempfile
from pathlib import Path

_PATIENCE = 64


class SameCore:
    """Watches one connection. On Linux only, and through a Unix socket: both sides are on this machine."""

    def __init__(self, sock: socket.socket, thread: int) -> None:
        """thread: the client's, by its Linux id."""
        self._thread = thread
        self._in_turn = 0
        self._lock: int | None = None
        self._off = not _may_move(sock, thread)
        self._all: set[int] = set() if self._off else os.sched_getaffinity(os.getppid())
        self._off = self._off or len(self._all) < 2

    def after(self, requests: int) -> None:
        """To be called with the number of requests that had arrived together."""
        if self._off:
            return
        if requests > 1:
            self.release()
        elif self._lock is None:
            self._in_turn += 1
            if self._in_turn == _PATIENCE:
                self._join()

    def release(self) -> None:
        """Undoes it, for good."""
        self._off = True
        if self._lock is not None:
            self._move(self._all)
            os.close(self._lock)
            self._lock = None

    def _join(self) -> None:
        """Takes a core that no other pair has; there are none left where pairs fill the machine anyway."""
        for core in sorted(self._all):
            lock = _take(core)
            if lock is not None:
                self._lock = lock
                self._move({core})
                return
        self._off = True

    def _move(self, cores: set[int]) -> None:
        try:
            os.sched_setaffinity(self._thread, cores)
            os.sched_setaffinity(0, cores)
        except OSError:
            self._off = True


def _may_move(sock: socket.socket, thread: int) -> bool:
    if not hasattr(os, "sched_setaffinity") or sock.family != socket.AF_UNIX:
        return False
    size = struct.calcsize("3i")
    pid, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return uid == os.getuid() and Path(f"/proc/{pid}/task/{thread}").exists()


def _take(core: int) -> int | None:
    """A lock that the system drops when this process ends, however it ends."""
    folder = Path(tempfile.gettempdir()) / f"gymnasium-js-cores-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            return None
        descriptor = os.open(folder / str(core), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
