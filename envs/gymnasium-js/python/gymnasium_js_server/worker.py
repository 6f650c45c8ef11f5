"""The process of one connection."""

import ctypes
import os
import signal
import socket
import sys
from typing import Any

from gymnasium_js_server.connection import Connection
from gymnasium_js_server.other_core import OtherCore
from gymnasium_js_server.policy import Policy
from gymnasium_js_server.same_core import SameCore, client_of

_PR_SET_PDEATHSIG = 1


def run_worker(sock: socket.socket, policy: Policy, token: str | None, listener: int) -> None:
    """Serves the connection to its end, in a process group of its own."""
    _die_with(listener)
    # Standard output is the listener's; what environments print goes where warnings go.
    os.dup2(2, 1)
    connection = Connection(sock, policy, token)
    if not connection.accept():
        return
    # Only now: importing takes longer than refusing.
    from gymnasium_js_server.session import Session

    session = Session(policy, os.getpid())
    core: SameCore | OtherCore | None = None

    def after_batch(requests: int) -> None:
        nonlocal core
        if core is not None:
            core.after(requests)
        elif session.hello is not None:
            core = _placement(sock, session.hello)
            session.hello = None

    try:
        connection.serve(session, after_batch)
    finally:
        if core is not None:
            core.release()
        session.close()
        sys.stdout.flush()
        sys.stderr.flush()


def _placement(sock: socket.socket, hello: dict[str, Any]) -> SameCore | OtherCore | None:
    """What the client wishes of cores."""
    thread, same = hello.get("thread"), hello.get("sameCore")
    if type(thread) is not int or not 0 < thread < 2**31 or type(same) is not bool:
        return None
    client = client_of(sock, thread)
    return SameCore(client, thread) if same else OtherCore(client)


def _die_with(listener: int) -> None:
    """On Linux a killed listener takes its workers along; elsewhere they end with their connections."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != listener:
        os._exit(1)
