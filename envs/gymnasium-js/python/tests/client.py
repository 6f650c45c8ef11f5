"""A plain client: a real server process, a real socket."""

import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

from gymnasium_js_server import SUBPROTOCOL

ROOT = Path(__file__).parent.parent
STEP, RESET, RENDER, ECHO = 1, 2, 3, 4


class ClosedError(Exception):
    """The server closed the connection."""

    def __init__(self, code, reason):
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


class Server:
    def __init__(self, *arguments, tcp=False):
        self.folder = Path(tempfile.mkdtemp(prefix="gymjs-"))
        where = ["--port", "0"] if tcp else ["--remove-folder", "--unix", str(self.folder / "s")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gymnasium_js_server", *where, "--parent-pipe", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        )
        self.told = json.loads(self.process.stdout.readline())
        self._sockets = []

    @property
    def pid(self):
        return self.process.pid

    def connect(self):
        address = self.told["listening"]
        if address.startswith("unix:"):
            sock = socket.socket(socket.AF_UNIX)
            sock.connect(address.removeprefix("unix:"))
        else:
            host, port = address.removeprefix("ws://").split(":")
            sock = socket.create_connection((host, int(port)))
        sock.settimeout(20)
        self._sockets.append(sock)
        return sock

    def disconnect(self):
        """Closes what is still connected."""
        while self._sockets:
            self._sockets.pop().close()

    def client(self, **headers):
        return Client(self.connect(), headers)

    def children(self):
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(5)
        self.process.stdout.close()


@contextmanager
def server(*arguments, tcp=False):
    running = Server(*arguments, tcp=tcp)
    try:
        yield running
    finally:
        running.stop()


class Client:
    def __init__(self, sock, headers=None, subprotocol=SUBPROTOCOL):
        self.sock = sock
        self.protocol = ClientProtocol(
            parse_uri("ws://localhost/"), subprotocols=[subprotocol] if subprotocol else None, max_size=None
        )
        request = self.protocol.connect()
        for name, value in (headers or {}).items():
            request.headers[name] = value
        self.protocol.send_request(request)
        self._events = []
        self._number = 0
        self._flush()
        self.response = self._next()

    @property
    def status(self):
        assert isinstance(self.response, Response)
        return self.response.status_code

    def control(self, op, **fields):
        self._number += 1
        self.send_text(json.dumps({"id": self._number, "op": op, **fields}))
        reply = json.loads(self.receive())
        assert reply["id"] == self._number
        return reply

    def call(self, op, handle=0, payload=b"", flags=0):
        """Flags, payload and tail of the reply."""
        self._number += 1
        self.send_binary(struct.pack("<BBHI", op, flags, handle, self._number) + payload)
        return self.reply(op)

    def reply(self, op):
        message = self.receive()
        told, flags, _, number, tail, _ = struct.unpack_from("<BBHIII", message)
        assert (told, number) == (op, self._number)
        end = tail or len(message)
        return flags, message[16:end], message[end:]

    def failure(self, *arguments, **keywords):
        flags, payload, _ = self.call(*arguments, **keywords)
        assert flags == 1
        return json.loads(payload)

    def make(self, env, **fields):
        return self.control("make", env=env, **fields)["ok"]

    def send_text(self, text):
        self.protocol.send_text(text.encode())
        self._flush()

    def send_binary(self, data):
        self.protocol.send_binary(data)
        self._flush()

    def receive(self):
        frame = self._next()
        assert isinstance(frame, Frame)
        if frame.opcode is Opcode.CLOSE:
            raise ClosedError(self.protocol.close_rcvd.code, self.protocol.close_rcvd.reason)
        return bytes(frame.data)

    def close(self):
        self.sock.close()

    def _flush(self):
        for data in self.protocol.data_to_send():
            if data:
                self.sock.sendall(data)

    def _next(self):
        while not self._events:
            data = self.sock.recv(1 << 20)
            if not data:
                raise ClosedError(1006, "end of stream")
            self.protocol.receive_data(data)
            self._events += self.protocol.events_received()
        return self._events.pop(0)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())
