"""Serves Gymnasium environments over a WebSocket (PROTOCOL.md)."""

__version__ = "0.1.0"
PROTOCOL_VERSION = 1
SUBPROTOCOL = "gymnasium-js.1"
