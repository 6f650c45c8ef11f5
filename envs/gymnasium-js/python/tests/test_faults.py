"""Environments, clients and servers that fail."""

import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from client import ECHO, RESET, ROOT, STEP, ClosedError, alive, eventually, server

ACTION = struct.pack("<ii", 1, 0)
SERVER_ARGUMENTS = ("--allow-import", "faulty_envs")


@pytest.fixture
def own():
    """A server for a test that ends it."""
    with server(*SERVER_ARGUMENTS) as one:
        yield one


def begin(running, name, **fields):
    client = running.client()
    client.make(f"faulty_envs:{name}-v0", **fields)
    client.call(RESET, payload=b"{}")
    for _ in range(2):
        client.call(STEP, payload=ACTION)
    return client


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("Raising", "LookupError", "the moon is gone"),
        ("Exiting", "SystemExit", "3"),
        ("OtherShape", "gymnasium_js_server.errors.InvalidResultError", "shape (3,)"),
        ("OtherType", "gymnasium_js_server.errors.InvalidResultError", "dtype float64"),
    ],
)
def test_an_environment_that_fails_is_named_and_usable_again(running, name, kind, words):
    client = begin(running, name)
    error = client.failure(STEP, payload=ACTION)
    assert error["type"] == kind
    assert words in error["message"]
    assert client.call(RESET, payload=b"{}")[0] == 0
    assert client.call(STEP, payload=ACTION)[0] == 0


def test_nan_is_carried(running):
    client = begin(running, "NotANumber")
    _, payload, _ = client.call(STEP, payload=ACTION)
    assert np.isnan(np.frombuffer(payload, np.float32, 2, 8)).all()


def test_what_environments_print_does_not_reach_standard_output(running):
    client = begin(running, "Printing")
    assert client.call(STEP, payload=ACTION)[0] == 0


def test_a_process_that_dies_is_told_of(running):
    client, other = begin(running, "Dying"), begin(running, "Plain")
    with pytest.raises(ClosedError, match="killed by SIGSEGV") as caught:
        client.call(STEP, payload=ACTION)
    assert caught.value.code == 1011
    assert other.call(STEP, payload=ACTION)[0] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="real-time signals")
def test_a_signal_without_a_name_ends_that_process_only(running):
    client, other = begin(running, "DyingByANamelessSignal"), begin(running, "Plain")
    with pytest.raises(ClosedError, match="killed by signal 40"):
        client.call(STEP, payload=ACTION)
    assert other.call(STEP, payload=ACTION)[0] == 0
    assert running.client().call(ECHO)[0] == 0


@pytest.mark.parametrize("name", ["Freezing", "FreezingWithChild"])
def test_a_frozen_environment_is_killed_alone_when_its_client_leaves(running, name):
    client, other = begin(running, name), begin(running, "Plain")
    before = running.children()
    client.send_binary(struct.pack("<BBHI", STEP, 0, 0, 9) + ACTION)
    time.sleep(0.3)
    grandchildren = [
        int(pid)
        for child in before
        for pid in Path(f"/proc/{child}/task/{child}/children").read_text().split()
    ]
    assert len(grandchildren) == (name == "FreezingWithChild")
    client.close()
    assert eventually(lambda: len(running.children()) == 1, 2.0)
    assert eventually(lambda: not any(alive(pid) for pid in grandchildren), 2.0)
    assert other.call(STEP, payload=ACTION)[0] == 0


def test_a_vector_environment_that_fails_in_mid_step_asks_for_a_reset(running):
    client = running.client()
    client.make("faulty_envs:Raising-v0", vector={"numEnvs": 2, "mode": "sync"})
    client.call(RESET, payload=b"{}")
    actions = struct.pack("<ii", 1, 0)
    for _ in range(2):
        assert client.call(STEP, payload=actions)[0] == 0
    assert client.failure(STEP, payload=actions)["type"] == "LookupError"
    assert "reset all of them first" in client.failure(STEP, payload=actions)["message"]
    assert client.call(RESET, payload=b"{}")[0] == 0
    assert client.call(STEP, payload=actions)[0] == 0


def test_an_environment_that_cannot_be_closed_is_gone_all_the_same(running):
    client = begin(running, "BadClose")
    assert client.control("close", handle=0)["error"]["type"] == "OSError"
    assert "unknown" in client.failure(STEP, payload=ACTION)["message"]


def test_async_vector_environments_leave_no_process(running):
    client = running.client()
    client.make("CartPole-v1", vector={"numEnvs": 2, "mode": "async"})
    client.call(RESET, payload=b"{}")
    assert client.call(STEP, payload=ACTION)[0] == 0
    (worker,) = running.children()
    started = [int(pid) for pid in Path(f"/proc/{worker}/task/{worker}/children").read_text().split()]
    assert started
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(ClosedError, match="SIGKILL"):
        client.call(ECHO)
    assert eventually(lambda: not any(alive(pid) for pid in started), 3.0)


def test_a_killed_listener_takes_its_workers_along(own):
    begin(own, "Plain")
    workers = own.children()
    os.kill(own.pid, signal.SIGKILL)
    assert eventually(lambda: not any(alive(pid) for pid in workers), 2.0)


CLIENT = """
import struct, sys, time
from client import RESET, STEP, Server
server = Server("--allow-import", "faulty_envs")
client = server.client()
client.make(f"faulty_envs:{sys.argv[1]}-v0")
client.call(RESET, payload=b"{}")
print(server.pid, *server.children(), server.folder, flush=True)
for number in range(10**9):
    client.send_binary(struct.pack("<BBHI", STEP, 0, 0, number) + struct.pack("<ii", 1, 0))
    if sys.argv[1] == "Plain": client.receive()
    else: time.sleep(0.1)
"""


@pytest.mark.parametrize("name", ["Plain", "Freezing"])
def test_a_killed_client_takes_the_server_along(name):
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, name],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    *pids, folder = client.stdout.readline().split()
    time.sleep(0.5)
    client.kill()
    client.wait()
    assert eventually(lambda: not any(alive(int(pid)) for pid in pids), 2.0)
    assert not Path(folder).exists()
    client.stdout.close()


def test_a_stopping_server_says_so(own):
    client = begin(own, "Plain")
    os.kill(own.pid, signal.SIGTERM)
    with pytest.raises(ClosedError) as caught:
        client.receive()
    assert caught.value.code == 1001


def test_two_clients_have_nothing_in_common(running):
    one, two = begin(running, "Plain"), begin(running, "Plain")
    assert len(running.children()) == 2
    payloads = [client.call(STEP, payload=ACTION)[1] for client in (one, two, one)]
    counts = [np.frombuffer(payload, np.float32, 1, 8)[0] for payload in payloads]
    assert counts == [3, 3, 4]
