"""Accepts connections and gives each a process of its own, which it ends when the client is gone."""

import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from websockets.frames import Close, Frame, Opcode

from gymnasium_js_server.policy import Policy
from gymnasium_js_server.worker import run_worker

# Linux tells of a client that hangs up even while nobody reads; elsewhere POLLHUP, always told, must do.
_HANG_UP = getattr(select, "POLLRDHUP", 0)
_GRACE = 1.0


@dataclass
class _Worker:
    pid: int
    sock: socket.socket
    """The connection once more: to see that the client hangs up, and to tell it how its process ended."""
    deadline: float | None = None
    """When it is killed if it has not ended by then; None while the client is there."""


class Listener:
    """One thread, one poll: nothing here takes long, whatever environments do."""

    def __init__(
        self,
        sock: socket.socket,
        policy: Policy,
        *,
        token: str | None = None,
        parent_pipe: int | None = None,
        max_connections: int = 256,
    ) -> None:
        """Signals are heard from here on.

        parent_pipe: a descriptor whose end means that the client which started this server is gone.
        """
        self._sock = sock
        self._policy = policy
        self._token = token
        self._parent_pipe = parent_pipe
        self._max_connections = max_connections
        self._workers: dict[int, _Worker] = {}
        self._poll = select.poll()
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = False
        for descriptor in (self._wake_read, self._wake_write):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self._wake_write)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def run(self) -> None:
        """Until a signal, or the end of the parent's pipe. All workers are gone when it returns."""
        sock = self._sock
        sock.setblocking(False)
        self._poll.register(sock, select.POLLIN)
        self._poll.register(self._wake_read, select.POLLIN)
        if self._parent_pipe is not None:
            os.set_blocking(self._parent_pipe, False)
            self._poll.register(self._parent_pipe, select.POLLIN)
        try:
            while not self._stopping:
                self._turn()
        finally:
            sock.close()
            self._end_all()

    def _turn(self) -> None:
        handlers: dict[int, Callable[[], None]] = {
            self._sock.fileno(): self._accept,
            self._wake_read: self._drain_signals,
        }
        if self._parent_pipe is not None:
            handlers[self._parent_pipe] = self._read_parent
        for descriptor, _ in self._poll.poll(self._patience()):
            handler = handlers.get(descriptor)
            if handler is not None:
                handler()
            elif descriptor in self._workers:
                self._hang_up(descriptor)
        self._reap()
        self._kill_overdue()

    def _patience(self) -> float | None:
        """Milliseconds until a worker is overdue."""
        deadlines = [worker.deadline for worker in self._workers.values() if worker.deadline is not None]
        return max(0.0, (min(deadlines) - time.monotonic()) * 1000) + 1 if deadlines else None

    def _on_signal(self, number: int, _frame: object) -> None:
        if number != signal.SIGCHLD:
            self._stopping = True

    def _drain_signals(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._wake_read, 4096)

    def _read_parent(self) -> None:
        with suppress(BlockingIOError):
            if not os.read(self._parent_pipe or 0, 4096):
                self._stopping = True

    def _accept(self) -> None:
        try:
            sock, _ = self._sock.accept()
        except OSError as error:
            # Out of descriptors, or the client is gone already: not to be tried again at once.
            if not isinstance(error, BlockingIOError | ConnectionError):
                time.sleep(0.05)
            return
        sock.setblocking(True)
        if len(self._workers) >= self._max_connections:
            print(f"a connection is refused: there are {self._max_connections} already", file=sys.stderr)
            sock.close()
            return
        try:
            pid = os.fork()
        except OSError as error:
            print(f"a connection is refused: {error}", file=sys.stderr)
            sock.close()
            return
        if pid == 0:
            self._become_worker(sock)
        with suppress(OSError):
            os.setpgid(pid, pid)
        self._workers[sock.fileno()] = _Worker(pid, sock)
        self._poll.register(sock, _HANG_UP)

    def _become_worker(self, sock: socket.socket) -> None:
        """In the new process. Never returns."""
        status = 1
        try:
            listener = os.getppid()
            os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            self._sock.close()
            os.close(self._wake_read)
            os.close(self._wake_write)
            if self._parent_pipe is not None:
                os.dup2(os.open(os.devnull, os.O_RDONLY), self._parent_pipe)
            for worker in self._workers.values():
                worker.sock.close()
            run_worker(sock, self._policy, self._token, listener)
            status = 0
        except BaseException as error:
            print(f"a connection's process failed: {error!r}", file=sys.stderr, flush=True)
        finally:
            os._exit(status)

    def _hang_up(self, descriptor: int) -> None:
        """The client is gone: the worker may finish what it does, but not for long."""
        self._poll.unregister(descriptor)
        self._workers[descriptor].deadline = time.monotonic() + _GRACE

    def _kill_overdue(self) -> None:
        now = time.monotonic()
        for worker in self._workers.values():
            if worker.deadline is not None and worker.deadline <= now:
                _kill_group(worker.pid)
                worker.deadline = now + _GRACE

    def _reap(self) -> None:
        for descriptor, worker in list(self._workers.items()):
            pid, status = os.waitpid(worker.pid, os.WNOHANG)
            if pid == 0:
                continue
            # What it started ends with it.
            _kill_group(worker.pid)
            del self._workers[descriptor]
            if worker.deadline is None:
                self._poll.unregister(descriptor)
                code = os.waitstatus_to_exitcode(status)
                if code != 0:
                    _say_goodbye(worker.sock, 1011, f"the environment's process {_how(code)}")
            _close(worker.sock)

    def _end_all(self) -> None:
        for worker in self._workers.values():
            _kill_group(worker.pid)
        for worker in self._workers.values():
            with suppress(ChildProcessError):
                os.waitpid(worker.pid, 0)
            _say_goodbye(worker.sock, 1001, "the server stops")
            _close(worker.sock)
        self._workers.clear()


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _how(code: int) -> str:
    if code >= 0:
        return f"ended with status {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:  # most real-time signals have no name
        return f"was killed by signal {-code}"


def _say_goodbye(sock: socket.socket, code: int, reason: str) -> None:
    frame = Frame(Opcode.CLOSE, Close(code, reason).serialize()).serialize(mask=False)
    with suppress(OSError):
        sock.send(frame, socket.MSG_DONTWAIT)


def _close(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
