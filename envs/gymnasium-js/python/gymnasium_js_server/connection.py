"""One connection: WebSocket frames on a plain blocking socket.

No event loop: its wake-ups would cost more than all the rest of a step.
"""

import hmac
import socket
import struct
import time
from collections.abc import Callable
from typing import Any, Protocol

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from gymnasium_js_server import SUBPROTOCOL
from gymnasium_js_server.policy import Policy

_CHUNK = 2**18
_HANDSHAKE_SECONDS = 10.0
_FRAME_SECONDS = 30.0
# A dead peer is noticed after two minutes.
_KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 20, "TCP_KEEPCNT": 3}


class Answers(Protocol):
    """Where requests go."""

    def answer_binary(self, request: bytes) -> list[Any]: ...
    def answer_text(self, text: bytes) -> str: ...


class Connection:
    """Reads a client's messages and sends what they are answered with."""

    def __init__(self, sock: socket.socket, policy: Policy, token: str | None) -> None:
        self._sock = sock
        self._policy = policy
        self._token = token
        self._protocol = ServerProtocol(subprotocols=[Subprotocol(SUBPROTOCOL)], max_size=policy.max_message)
        self._fragments: list[bytes] = []
        self._fragments_are_text = False
        self._begun: float | None = None
        if sock.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for name, value in _KEEPALIVE.items():
                if hasattr(socket, name):
                    sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    def accept(self) -> bool:
        """The handshake: whether the client is let in. What is refused is told why, and closed."""
        deadline = time.monotonic() + _HANDSHAKE_SECONDS
        while self._protocol.state is State.CONNECTING:
            data = self._receive(deadline - time.monotonic())
            if not data:
                return False
            self._protocol.receive_data(data)
            for event in self._protocol.events_received():
                if isinstance(event, Request):
                    self._protocol.send_response(self._respond(event))
            self._flush()
            if self._protocol.handshake_exc is not None:
                return False
        return True

    def serve(self, answers: Answers, after_batch: Callable[[int], None] | None = None) -> None:
        """Answers until the client is gone, silent for too long, or not speaking this protocol.

        after_batch is called with the number of requests that had arrived together.
        """
        protocol, sock = self._protocol, self._sock
        receive, events = protocol.receive_data, protocol.events_received
        waited: float | None = -1.0
        while True:
            count = 0
            for event in events():
                # What came before a mistake is answered, what came after a close is not.
                if protocol.state is State.OPEN:
                    count += self._handle(event, answers)  # type: ignore[arg-type]
            if protocol.writes:
                self._flush()
            if protocol.state is not State.OPEN:
                return
            if count and after_batch is not None:
                after_batch(count)
            limit = self._limit()
            if limit != waited:
                _set_receive_timeout(sock, limit)
                waited = limit
            try:
                data = sock.recv(_CHUNK)
            except BlockingIOError:
                self._fail(1001, "no whole message for too long")
                return
            except OSError:
                return
            if not data:
                return
            receive(data)

    def _limit(self) -> float | None:
        """Seconds to wait for more: less once a message has begun."""
        if self._protocol.reader.buffer or self._fragments:
            if self._begun is None:
                self._begun = time.monotonic()
            return max(0.05, self._begun + _FRAME_SECONDS - time.monotonic())
        self._begun = None
        return self._policy.idle

    def _handle(self, frame: Frame, answers: Answers) -> int:
        opcode = frame.opcode
        if opcode is Opcode.BINARY and frame.fin:
            self._send(answers.answer_binary(bytes(frame.data)))
            return 1
        if opcode is Opcode.TEXT or opcode is Opcode.BINARY:
            self._fragments_are_text = opcode is Opcode.TEXT
        elif opcode is not Opcode.CONT:
            return 0
        self._fragments.append(bytes(frame.data))
        if not frame.fin:
            return 0
        whole = b"".join(self._fragments)
        self._fragments = []
        if self._fragments_are_text:
            self._protocol.send_text(answers.answer_text(whole).encode())
            self._flush()
        else:
            self._send(answers.answer_binary(whole))
        return 1

    def _respond(self, request: Request) -> Any:
        protocol = self._protocol
        if "Origin" in request.headers:
            return protocol.reject(403, "Web pages may not connect: the request has an Origin.\n")
        if self._token is not None:
            given = request.headers.get_all("Authorization")
            expected = f"Bearer {self._token}".encode()
            if len(given) != 1 or not hmac.compare_digest(given[0].encode(errors="replace"), expected):
                return protocol.reject(401, "The token is missing or wrong.\n")
        response = protocol.accept(request)
        if response.status_code == 101 and protocol.subprotocol is None:
            return protocol.reject(400, f"The subprotocol {SUBPROTOCOL} is expected.\n")
        return response

    def _receive(self, seconds: float) -> bytes:
        if seconds <= 0:
            return b""
        _set_receive_timeout(self._sock, seconds)
        try:
            return self._sock.recv(_CHUNK)
        except OSError:
            return b""

    def _flush(self) -> None:
        """Sends what the protocol has to say: the handshake, pongs, close frames."""
        try:
            for data in self._protocol.data_to_send():
                if data:
                    self._sock.sendall(data)
                else:
                    self._sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._protocol.receive_eof()

    def _send(self, pieces: list[Any]) -> None:
        try:
            if len(pieces) == 1:
                self._sock.sendall(pieces[0])
                return
            # In one call, so that the client does not wake for the first piece alone.
            sent = self._sock.sendmsg(pieces)
            for piece in pieces:
                if sent < len(piece):
                    self._sock.sendall(memoryview(piece)[sent:])
                sent = max(0, sent - len(piece))
        except OSError:
            self._protocol.receive_eof()

    def _fail(self, code: int, reason: str) -> None:
        self._protocol.fail(code, reason)
        self._flush()


def _set_receive_timeout(sock: socket.socket, seconds: float | None) -> None:
    """In the kernel: Python's own time-outs cost another system call for each receive."""
    whole = 0 if seconds is None else int(seconds)
    micros = 0 if seconds is None else max(1, int((seconds - whole) * 1e6))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", whole, micros))
