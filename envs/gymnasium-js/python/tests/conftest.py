"""A server that the tests of a module share: to start one takes a while."""

import pytest
from client import alive, eventually, server


@pytest.fixture(scope="module")
def shared(request):
    """Started with the module's `SERVER_ARGUMENTS`, if it has any."""
    with server(*getattr(request.module, "SERVER_ARGUMENTS", ())) as one:
        yield one


@pytest.fixture
def running(shared):
    """The same with nobody connected, for tests that leave it as it was."""
    yield shared
    assert alive(shared.pid)
    shared.disconnect()
    assert eventually(lambda: not shared.children())
