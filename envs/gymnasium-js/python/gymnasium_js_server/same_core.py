"""Puts a client that waits for each step, and the environment's process, on one core.

Waking a core that sleeps costs tens of microseconds on many machines; two sides that never work at the same
time lose nothing by sharing one. A client that has several requests under way is left alone, and so are both
where the core turns out to be wanted by others.
"""

import fcntl
import os
import socket
import struct
import tempfile
import threading
import time
from pathlib import Path

_PATIENCE = 64
_LOOK_EVERY = 256
_LOOK_SECONDS = 0.25
_MOST_TAKEN = 0.25
_PAUSE_SECONDS = 10.0


class SameCore:
    """Watches one connection. On Linux only, and through a Unix socket: both sides are on this machine."""

    def __init__(self, client: str | None, thread: int) -> None:
        """client: where the system tells of its thread, which is this one by its Linux id."""
        self._thread = thread
        self._client = client
        self._off = self._client is None
        self._all: set[int] = set() if self._off else os.sched_getaffinity(os.getppid())
        self._off = self._off or len(self._all) < 2
        self._in_turn = 0
        self._lock: int | None = None
        self._core = 0
        self._looked = (0.0, 0.0, 0.0)
        self._not_before = 0.0

    def after(self, requests: int) -> None:
        """To be called with the number of requests that had arrived together."""
        if self._off:
            return
        if requests > 1:
            self.release()
            self._off = True
            return
        self._in_turn += 1
        if self._lock is None:
            if self._in_turn % _PATIENCE == 0:
                self._join()
        elif self._in_turn % _LOOK_EVERY == 0:
            self._look()

    def release(self) -> None:
        """Lets both go where they like."""
        if self._lock is not None:
            self._move(self._all)
            os.close(self._lock)
            self._lock = None

    def _join(self) -> None:
        """Takes a core that no other pair has; where there is none, pairs fill the machine anyway."""
        now = time.monotonic()
        if now < self._not_before:
            return
        self._not_before = now + _PAUSE_SECONDS
        for core in sorted(self._all):
            self._lock = _take(core)
            if self._lock is not None:
                self._core = core
                self._move({core})
                self._looked = (now, *self._taken_and_waited())
                return

    def _look(self) -> None:
        """Leaves a core that others take much of, while these two wait."""
        before, taken_before, waited_before = self._looked
        now = time.monotonic()
        if now - before < _LOOK_SECONDS:
            return
        self._looked = (now, *self._taken_and_waited())
        taken, waited = self._looked[1] - taken_before, self._looked[2] - waited_before
        # What others did while the two had nothing to do took nothing from them.
        if taken > _MOST_TAKEN * (now - before) and waited > taken / 2:
            self.release()
            self._not_before = now + _PAUSE_SECONDS

    def _taken_and_waited(self) -> tuple[float, float]:
        """Seconds for which the core has worked for others than these two, and for which these were ready."""
        run, delay = _run_and_delay(f"/proc/self/task/{threading.get_native_id()}")
        client_run, client_delay = _run_and_delay(f"{self._client}")
        return _busy_seconds(self._core) - run - client_run, delay + client_delay

    def _move(self, cores: set[int]) -> None:
        try:
            os.sched_setaffinity(self._thread, cores)
            os.sched_setaffinity(0, cores)
        except OSError:
            self._off = True


def client_of(sock: socket.socket, thread: int) -> str | None:
    """Where the system tells of the client's thread, if it is this user's and on this machine."""
    if not hasattr(os, "sched_setaffinity") or sock.family != socket.AF_UNIX:
        return None
    size = struct.calcsize("3i")
    pid, uid, _ = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    folder = Path(f"/proc/{pid}/task/{thread}")
    return str(folder) if uid == os.getuid() and folder.exists() else None


def _run_and_delay(folder: str) -> tuple[float, float]:
    try:
        run, delay = Path(f"{folder}/schedstat").read_text().split()[:2]
        return int(run) * 1e-9, int(delay) * 1e-9
    except (OSError, ValueError):
        return 0.0, 0.0


def _busy_seconds(core: int) -> float:
    try:
        lines = Path("/proc/stat").read_text().splitlines()
        (line,) = (line for line in lines if line.startswith(f"cpu{core} "))
        user, nice, system, _idle, _iowait, irq, softirq = map(int, line.split()[1:8])
    except (OSError, ValueError):
        return 0.0
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


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
