"""The command: `python -m gymnasium_js_server`."""

import argparse
import ipaddress
import json
import os
import secrets
import socket
import sys
from contextlib import suppress
from pathlib import Path

from gymnasium_js_server import __version__
from gymnasium_js_server.listener import Listener
from gymnasium_js_server.policy import Policy

_BACKLOG = 128


def main(arguments: list[str] | None = None) -> int:
    """Serves until it is told to stop. Returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not hasattr(os, "fork"):
        parser.error("this needs Linux or macOS (on Windows use WSL)")
    policy = Policy(
        imports=Policy.imports | frozenset(options.allow_import),
        import_anything=options.allow_any_import,
        max_message=options.max_message,
        max_envs=options.max_envs,
        idle=options.idle,
    )
    try:
        token = None if options.unix is not None else _token(options)
        sock, address = _listen(options)
    except OSError as error:
        print(f"gymnasium-js-server: {error}", file=sys.stderr)
        return 2
    listener = Listener(
        sock,
        policy,
        token=token,
        parent_pipe=0 if options.parent_pipe else None,
        max_connections=options.max_connections,
    )
    told = {"listening": address}
    if token is not None and options.token_file is None:
        told["token"] = token
    print(json.dumps(told), flush=True)
    try:
        listener.run()
    finally:
        if options.unix is not None:
            _remove(Path(options.unix), folder_too=options.remove_folder)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gymnasium-js-server", description="Serves Gymnasium environments over a WebSocket."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=7777, help="0 for a free one (default: %(default)s)")
    parser.add_argument("--unix", metavar="PATH", help="listen at a Unix socket instead, without a token")
    parser.add_argument(
        "--token-file",
        metavar="PATH",
        help="holds the token that clients must show (default: a new one, printed)",
    )
    parser.add_argument(
        "--allow-import",
        action="append",
        default=[],
        metavar="MODULE",
        help="module that clients may have imported, for MODULE:ENV ids too (repeatable)",
    )
    parser.add_argument(
        "--allow-any-import", action="store_true", help="clients may run any code that is installed"
    )
    parser.add_argument(
        "--max-message",
        type=_positive,
        default=Policy.max_message,
        metavar="BYTES",
        help="of a client's message (default: %(default)s)",
    )
    parser.add_argument(
        "--max-envs",
        type=_positive,
        default=Policy.max_envs,
        metavar="N",
        help="of one vector environment (default: %(default)s)",
    )
    parser.add_argument(
        "--max-connections", type=_positive, default=256, metavar="N", help="at once (default: %(default)s)"
    )
    parser.add_argument(
        "--idle",
        type=_seconds,
        metavar="SECONDS",
        help="close connections that are silent for so long (default: never)",
    )
    parser.add_argument("--parent-pipe", action="store_true", help="stop when standard input ends")
    parser.add_argument(
        "--remove-folder", action="store_true", help="with --unix, remove the socket's folder at the end"
    )
    return parser


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port; allowed is 0 to 65535")
    return value


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not allowed; use an integer from 1")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not allowed; use seconds above 0")
    return value


def _token(options: argparse.Namespace) -> str:
    if options.token_file is None:
        return secrets.token_urlsafe(24)
    text = Path(options.token_file).read_text("ascii", "replace").strip()
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise OSError(
            f"{options.token_file}: a token of printable ASCII characters without spaces is expected"
        )
    return text


def _listen(options: argparse.Namespace) -> tuple[socket.socket, str]:
    if options.unix is not None:
        sock = socket.socket(socket.AF_UNIX)
        _remove(Path(options.unix), folder_too=False)
        # Nobody else may connect, from the very beginning.
        former = os.umask(0o177)
        try:
            sock.bind(options.unix)
        finally:
            os.umask(former)
        sock.listen(_BACKLOG)
        return sock, f"unix:{options.unix}"
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((options.host, options.port))
    sock.listen(_BACKLOG)
    host, port = sock.getsockname()[:2]
    with suppress(ValueError):
        if not ipaddress.ip_address(host).is_loopback:
            print(
                "gymnasium-js-server: others can reach this address, and the token travels unencrypted: "
                "use it in a network that you trust, or through a tunnel",
                file=sys.stderr,
            )
    return sock, f"ws://[{host}]:{port}" if family == socket.AF_INET6 else f"ws://{host}:{port}"


def _remove(path: Path, *, folder_too: bool) -> None:
    """The socket; with folder_too also the folder that the client made for it."""
    with suppress(OSError):
        if path.is_socket():
            path.unlink()
        if folder_too:
            path.parent.rmdir()


if __name__ == "__main__":
    sys.exit(main())
