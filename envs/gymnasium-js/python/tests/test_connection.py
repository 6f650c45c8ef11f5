"""The handshake, limits and garbage, against a real server."""

import json
import os
import random
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from client import ECHO, RESET, ROOT, STEP, Client, ClosedError, alive, eventually, server
from websockets.frames import Frame, Opcode

from gymnasium_js_server import connection
from gymnasium_js_server.policy import Policy
from gymnasium_js_server.session import Session

ACTION = struct.pack("<ii", 1, 0)
# The project's full tests send 10 000: each connection that a frame breaks takes a while to be made again.
FRAMES = int(os.environ.get("GYMNASIUM_JS_TEST_FRAMES", "2000"))


def test_a_token_is_asked_for_over_tcp():
    with server(tcp=True) as running:
        token = running.told["token"]
        assert running.client().status == 401
        assert running.client(Authorization="Bearer wrong").status == 401
        client = running.client(Authorization=f"Bearer {token}")
        assert client.status == 101
        assert client.call(ECHO)[0] == 0


def test_the_token_may_come_from_a_file(tmp_path):
    (tmp_path / "token").write_text("secret\n")
    with server("--token-file", str(tmp_path / "token"), tcp=True) as running:
        assert "token" not in running.told
        assert running.client(Authorization="Bearer secret").status == 101


def test_a_file_without_a_token_is_refused(tmp_path):
    path = tmp_path / "token"
    for content in (b"", b"\n", b"\xff\xfeA", "geh\u0435im".encode(), b"a b"):
        path.write_bytes(content)
        command = [sys.executable, "-m", "gymnasium_js_server", "--port", "0", "--token-file", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 2
        assert done.stderr.endswith("a token of printable ASCII characters without spaces is expected\n")
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("tokens", [("secret", "secret"), ("wrong", "secret"), ("secr\xe9t",)])
def test_what_is_not_one_right_token_is_answered(tmp_path, tokens):
    (tmp_path / "token").write_text("secret")
    with server("--token-file", str(tmp_path / "token"), tcp=True) as running, running.connect() as sock:
        shown = "".join(f"Authorization: Bearer {token}\r\n" for token in tokens)
        text = (
            "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            f"Sec-WebSocket-Protocol: gymnasium-js.1\r\n{shown}\r\n"
        )
        sock.sendall(text.encode("latin-1"))
        assert sock.recv(4096).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("origin", ["http://localhost", "null", "https://example.org"])
def test_any_origin_is_refused(running, origin):
    assert running.client(Origin=origin).status == 403


def test_another_subprotocol_is_refused(running):
    assert Client(running.connect(), subprotocol=None).status == 400
    assert Client(running.connect(), subprotocol="gymnasium-js.99").status == 400


def test_the_socket_is_the_owners_alone(running):
    path = Path(running.told["listening"].removeprefix("unix:"))
    assert path.stat().st_mode & 0o077 == 0


def test_a_client_may_be_silent_for_longer_than_a_handshake_may_take(monkeypatch):
    monkeypatch.setattr(connection, "_HANDSHAKE_SECONDS", 0.2)
    ours, theirs = socket.socketpair()
    served = connection.Connection(theirs, Policy(), None)
    thread = threading.Thread(target=lambda: served.accept() and served.serve(Session(Policy(), 1)))
    thread.start()
    client = Client(ours)
    time.sleep(0.5)
    assert client.call(ECHO)[0] == 0
    client.close()
    thread.join(5)
    assert not thread.is_alive()


def test_a_silent_client_is_closed():
    with server("--idle", "0.3") as running:
        client = running.client()
        with pytest.raises(ClosedError) as caught:
            client.receive()
        assert caught.value.code == 1001
        assert eventually(lambda: not running.children())


def test_too_large_a_message_is_refused_before_it_is_read():
    with server("--max-message", "1000") as running:
        client = running.client()
        client.sock.sendall(b"\x82\xff" + struct.pack(">Q", 2**62) + b"mask")
        with pytest.raises(ClosedError) as caught:
            client.receive()
        assert caught.value.code == 1009


def test_connections_are_limited():
    with server("--max-connections", "2") as running:
        kept = [running.client() for _ in range(2)]
        with pytest.raises((ClosedError, OSError)):
            running.client()
        kept.pop().close()
        assert eventually(lambda: len(running.children()) == 1)
        assert running.client().call(ECHO)[0] == 0


def test_fragments_are_joined(running):
    client = running.client()
    message = struct.pack("<BBHI", ECHO, 0, 0, 0)
    for opcode, data, fin in [(Opcode.BINARY, message[:3], False), (Opcode.CONT, message[3:], True)]:
        client.sock.sendall(Frame(opcode, data, fin).serialize(mask=True))
    assert client.receive()[0] == ECHO


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x01",
        b"\x63" + bytes(7),
        struct.pack("<BBHI", STEP, 0, 77, 0),
        struct.pack("<BBHI", RESET, 0, 0, 0),
    ],
)
def test_a_binary_message_without_sense_is_answered_with_an_error(running, message):
    client = running.client()
    client.send_binary(message)
    reply = client.receive()
    assert reply[1] == 1
    assert json.loads(reply[16:])["type"] == "gymnasium_js_server.errors.BadRequestError"
    assert client.call(ECHO)[0] == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"id":-1}',
        '{"id":1}',
        '{"id":1,"op":"rm"}',
        '{"id":1,"op":"make"}',
        "[" * 100_000,
    ],
)
def test_a_control_message_without_sense_is_answered_with_an_error(running, text):
    client = running.client()
    client.send_text(text)
    assert "error" in json.loads(client.receive())
    assert client.call(ECHO)[0] == 0


def mutated(source, generator):
    data = bytearray(source)
    for _ in range(generator.randint(1, 6)):
        match generator.randrange(4):
            case 0 if data:
                data[generator.randrange(len(data))] = generator.randrange(256)
            case 1 if data:
                del data[generator.randrange(len(data)) :]
            case 2:
                at = generator.randrange(len(data) + 1)
                data[at:at] = generator.randbytes(generator.randint(1, 40))
            case 3 if data:
                data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
    return bytes(data)


def test_random_and_mutated_frames():
    """Answered or closed cleanly; no process dies, nothing is left."""
    generator = random.Random(4)
    with server("--max-message", "100000") as running:
        running.client().close()
        assert eventually(lambda: not running.children())
        files = len(list(Path(f"/proc/{running.pid}/fd").iterdir()))
        witness = running.client()
        witness.make("CartPole-v1")
        witness.call(RESET, payload=b"{}")
        seeds = [
            (
                Opcode.TEXT,
                json.dumps({"id": 1, "op": "make", "env": "CartPole-v1", "vector": {"numEnvs": 2}}).encode(),
            ),
            (Opcode.TEXT, json.dumps({"id": 2, "op": "close", "handle": 0}).encode()),
            (Opcode.TEXT, json.dumps({"id": 3, "op": "hello", "thread": 1, "sameCore": True}).encode()),
            (Opcode.BINARY, struct.pack("<BBHI", STEP, 0, 0, 0) + ACTION),
            (
                Opcode.BINARY,
                struct.pack("<BBHI", STEP, 1, 0, 0) + struct.pack("<II", 2**32 - 1, 5) + b'["i"]',
            ),
            (
                Opcode.BINARY,
                struct.pack("<BBHI", RESET, 0, 0, 0) + b'{"seed":"1","options":{"low":-0.1},"mask":[1]}',
            ),
            (Opcode.BINARY, generator.randbytes(60)),
        ]
        sent = 0
        closed = 0
        while sent < FRAMES:
            client = running.client()
            client.make("CartPole-v1")
            client.sock.settimeout(20)
            try:
                for _ in range(500):
                    opcode, data = generator.choice(seeds)
                    raw = Frame(opcode, mutated(data, generator)).serialize(mask=True)
                    broken = generator.random() < 0.003
                    client.sock.sendall(mutated(raw, generator) if broken else raw)
                    sent += 1
                    if broken:
                        client.sock.shutdown(1)
                    while broken:
                        client.receive()
                    client.receive()
            except (ClosedError, OSError):
                closed += 1
            client.close()
        assert witness.call(STEP, payload=ACTION)[0] == 0
        assert closed > 0
        witness.close()
        assert eventually(lambda: not running.children(), 20)
        assert eventually(lambda: len(list(Path(f"/proc/{running.pid}/fd").iterdir())) == files)
        assert alive(running.pid)


def test_half_a_frame_does_not_disturb_others(running):
    stuck, other = running.client(), running.client()
    stuck.sock.sendall(b"\x82")
    time.sleep(0.1)
    assert other.call(ECHO)[0] == 0
    stuck.close()
    assert eventually(lambda: len(running.children()) == 1)


@pytest.mark.parametrize(
    "text",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02",
        b"\r\n\r\n",
        bytes(1000),
    ],
)
def test_what_is_no_websocket_is_closed(running, text):
    sock = running.connect()
    sock.sendall(text)
    sock.shutdown(1)
    while sock.recv(4096):
        pass
    assert eventually(lambda: not running.children())
    assert running.client().call(ECHO)[0] == 0
