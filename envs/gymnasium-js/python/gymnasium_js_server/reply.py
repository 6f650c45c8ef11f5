"""A reply's bytes, made once and written again by each step."""

import struct

import numpy as np

HEAD_SIZE = 16
# Flags.
ERROR, INFO, FINAL, WHOLE = 1, 2, 4, 8
# Room for the largest head of a WebSocket frame, so that message and head leave in one call.
FRAME_ROOM = 16
_HEAD = struct.Struct("<BBHIII")


class Reply:
    """Room for a frame's head, the reply's head, and a payload of a size that is known beforehand."""

    payload = FRAME_ROOM + HEAD_SIZE

    def __init__(self, capacity: int) -> None:
        """capacity: bytes of the payload, at most."""
        self.array = np.zeros(self.payload + capacity, np.uint8)
        self.bytes = memoryview(self.array.data)
        self.capacity = capacity
        self.size = capacity
        """Bytes of this payload: up to the capacity."""
        self.flags = 0
        self.tail = b""

    def frame(self, op: int, handle: int, seq: int) -> list[memoryview | bytes]:
        """What to send: a whole WebSocket frame, unmasked as those of servers are."""
        size = HEAD_SIZE + self.size + len(self.tail)
        tail_at = HEAD_SIZE + self.size if self.tail else 0
        _HEAD.pack_into(self.bytes, FRAME_ROOM, op, self.flags, handle, seq, tail_at, 0)
        head = frame_head(size)
        start = FRAME_ROOM - len(head)
        self.bytes[start:FRAME_ROOM] = head
        message = self.bytes[start : self.payload + self.size]
        return [message, self.tail] if self.tail else [message]


def frame_head(size: int) -> bytes:
    """Of an unfragmented binary message (RFC 6455, 5.2)."""
    if size < 126:
        return bytes((0x82, size))
    if size < 2**16:
        return struct.pack(">BBH", 0x82, 126, size)
    return struct.pack(">BBQ", 0x82, 127, size)


def message(op: int, flags: int, handle: int, seq: int, payload: bytes = b"", tail: bytes = b"") -> bytes:
    """A whole reply that is sent seldom."""
    padding = bytes(-len(payload) % 8) if tail else b""
    tail_at = HEAD_SIZE + len(payload) + len(padding) if tail else 0
    body = _HEAD.pack(op, flags, handle, seq, tail_at, 0) + payload + padding + tail
    return frame_head(len(body)) + body
