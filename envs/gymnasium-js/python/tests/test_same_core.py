"""Client and environment on one core: on Linux with two cores at least."""

import os
import struct
import sys
import threading
import time

import pytest
from client import ECHO, eventually, server

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs Linux and two cores"
)


@pytest.fixture
def pair():
    everywhere = os.sched_getaffinity(0)
    with server() as running:
        client = running.client()
        client.control("hello", thread=threading.get_native_id(), sameCore=True)
        client.call(ECHO)
        (worker,) = running.children()
        yield client, worker, everywhere
        client.close()
        eventually(lambda: not running.children())
    assert os.sched_getaffinity(0) == everywhere


def in_turn(client, seconds=1.0):
    """Calls until the two share a core, or for that long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and len(os.sched_getaffinity(0)) > 1:
        client.call(ECHO)


def test_calls_in_turn_share_a_core(pair):
    client, worker, _ = pair
    in_turn(client)
    assert len(os.sched_getaffinity(0)) == 1
    assert eventually(lambda: os.sched_getaffinity(worker) == os.sched_getaffinity(0), 0.2)


def test_calls_at_the_same_time_do_not(pair):
    client, worker, everywhere = pair
    in_turn(client)
    for _ in range(200):
        client.send_binary(struct.pack("<BBHI", ECHO, 0, 0, 1))
    for _ in range(200):
        client.receive()
    assert eventually(lambda: os.sched_getaffinity(0) == os.sched_getaffinity(worker) == everywhere)


def test_a_core_that_others_want_is_left(pair):
    client, worker, everywhere = pair
    in_turn(client)
    (core,) = os.sched_getaffinity(0)
    busy = os.fork()
    if busy == 0:
        os.sched_setaffinity(0, {core})
        end = time.monotonic() + 8
        while time.monotonic() < end:
            pass
        os._exit(0)
    try:
        end = time.monotonic() + 6
        while time.monotonic() < end and len(os.sched_getaffinity(0)) == 1:
            client.call(ECHO)
        assert eventually(lambda: os.sched_getaffinity(0) == os.sched_getaffinity(worker) == everywhere)
    finally:
        os.kill(busy, 9)
        os.waitpid(busy, 0)


def test_a_client_elsewhere_is_not_moved():
    with server(tcp=True) as running:
        client = running.client(Authorization=f"Bearer {running.told['token']}")
        client.control("hello", thread=threading.get_native_id(), sameCore=True)
        before = os.sched_getaffinity(0)
        in_turn(client, 0.3)
        assert os.sched_getaffinity(0) == before


def test_threads_of_others_are_not_moved():
    with server() as running:
        client = running.client()
        client.control("hello", thread=os.getppid(), sameCore=True)
        before = os.sched_getaffinity(os.getppid())
        in_turn(client, 0.3)
        assert os.sched_getaffinity(os.getppid()) == before


def test_a_client_that_works_while_it_waits_has_a_core_to_itself():
    everywhere = os.sched_getaffinity(0)
    with server() as running:
        client = running.client()
        client.control("hello", thread=threading.get_native_id(), sameCore=False)
        (worker,) = running.children()
        for _ in range(300):
            client.call(ECHO)
        assert len(os.sched_getaffinity(worker)) == len(everywhere) - 1
        assert os.sched_getaffinity(0) == everywhere
