"""One client's environments and requests, without the wire."""

import json
import struct
import sys
from importlib.metadata import version
from typing import Any

import gymnasium as gym

from gymnasium_js_server import PROTOCOL_VERSION, __version__
from gymnasium_js_server.errors import BadRequestError, describe_error
from gymnasium_js_server.hosted_env import HostedEnv
from gymnasium_js_server.hosted_vector_env import HostedVectorEnv
from gymnasium_js_server.making import Fields, field, make_env, make_vector_env
from gymnasium_js_server.policy import Policy
from gymnasium_js_server.reply import ERROR, message
from gymnasium_js_server.requests import HEAD_SIZE
from gymnasium_js_server.spaces import describe_space
from gymnasium_js_server.values import Encoder

STEP, RESET, RENDER, ECHO = 1, 2, 3, 4
_MOST_HANDLES = 65536
_REQUEST = struct.Struct("<BBHI")


class Session:
    """Answers requests in turn. Whatever an environment raises becomes an answer too."""

    def __init__(self, policy: Policy, pid: int) -> None:
        self._policy = policy
        self._pid = pid
        self._encoder = Encoder()
        self._hosted: dict[int, HostedEnv | HostedVectorEnv] = {}
        self._next_handle = 0
        self.hello: Fields | None = None
        """The client's greeting, once it came."""

    def answer_binary(self, request: bytes) -> list[Any]:
        """The frame to send, in pieces."""
        if len(request) < HEAD_SIZE:
            return [
                self._failure(
                    0, 0, 0, BadRequestError(f"a request has {len(request)} bytes; at least 8 are expected")
                )
            ]
        op, flags, handle, seq = _REQUEST.unpack_from(request)
        try:
            if op == STEP:
                reply = self._find(handle).step(request, flags)
            elif op == RESET:
                reply = self._find(handle).reset(request)
            elif op == RENDER:
                return [message(op, 0, handle, seq, tail=self._find(handle).render())]
            elif op == ECHO:
                return [message(op, 0, handle, seq)]
            else:
                raise BadRequestError(f"op {op} is unknown; allowed are 1 to 4")
            return reply.frame(op, handle, seq)
        except (Exception, SystemExit) as error:
            return [self._failure(op, handle, seq, error)]

    def answer_text(self, text: bytes) -> str:
        """The reply to a control message."""
        number: Any = None
        try:
            fields = json.loads(text)
            if not isinstance(fields, dict):
                raise BadRequestError("a control message is an object")
            number = fields.get("id")
            if type(number) is not int or not 0 <= number < 2**53:
                number = None
                raise BadRequestError("a control message has an id, an integer ≥ 0")
            return json.dumps({"id": number, "ok": self._control(fields)}, allow_nan=False)
        except (Exception, SystemExit) as error:
            return json.dumps({"id": number, "error": describe_error(error)})

    def close(self) -> None:
        """Closes all environments, those that fail as well."""
        while self._hosted:
            _, hosted = self._hosted.popitem()
            try:
                hosted.close()
            except (Exception, SystemExit) as error:
                print(f"closing an environment failed: {error!r}", file=sys.stderr)

    def _failure(self, op: int, handle: int, seq: int, error: BaseException) -> bytes:
        return message(op, ERROR, handle, seq, json.dumps(describe_error(error)).encode())

    def _find(self, handle: int) -> HostedEnv | HostedVectorEnv:
        hosted = self._hosted.get(handle)
        if hosted is None:
            raise BadRequestError(f"handle {handle} is unknown, or its environment is closed")
        return hosted

    def _control(self, fields: Fields) -> Fields:
        match fields.get("op"):
            case "hello":
                self.hello = fields
                return {
                    "server": __version__,
                    "protocol": PROTOCOL_VERSION,
                    "python": sys.version.split()[0],
                    "gymnasium": version("gymnasium"),
                    "pid": self._pid,
                }
            case "make":
                return self._make(fields)
            case "close":
                handle = field(fields, "handle", int)
                self._find(handle)
                self._hosted.pop(handle).close()
                return {}
        raise BadRequestError(
            f"op {str(fields.get('op'))[:100]!r} is unknown; allowed are hello, make, close"
        )

    def _make(self, fields: Fields) -> Fields:
        hosted: HostedEnv | HostedVectorEnv
        make = make_env if fields.get("vector") is None else make_vector_env
        env: Any = make(fields, self._policy)
        try:
            hosted = (
                HostedVectorEnv(env, self._encoder)
                if isinstance(env, gym.vector.VectorEnv)
                else HostedEnv(env, self._encoder)
            )
            description = _describe(hosted)
            handle = self._free_handle()
        except BaseException:
            env.close()
            raise
        self._hosted[handle] = hosted
        return {"handle": handle, **description}

    def _free_handle(self) -> int:
        if len(self._hosted) == _MOST_HANDLES:
            raise BadRequestError(f"a connection has at most {_MOST_HANDLES} environments")
        while self._next_handle in self._hosted:
            self._next_handle = (self._next_handle + 1) % _MOST_HANDLES
        handle = self._next_handle
        self._next_handle = (handle + 1) % _MOST_HANDLES
        return handle


def _describe(hosted: HostedEnv | HostedVectorEnv) -> Fields:
    env: Any = hosted.env
    vector = isinstance(hosted, HostedVectorEnv)
    spec = env.spec
    fps = env.metadata.get("render_fps")
    return {
        "spec": {
            "id": None if spec is None else spec.id,
            "maxEpisodeSteps": None if spec is None else spec.max_episode_steps,
            "rewardThreshold": None if spec is None else spec.reward_threshold,
        },
        "observationSpace": describe_space(env.single_observation_space if vector else env.observation_space),
        "actionSpace": describe_space(env.single_action_space if vector else env.action_space),
        "observationsPacked": hosted.observations_packed,
        "actionsPacked": hosted.actions_packed,
        "numEnvs": hosted.rows,
        "metadata": {
            "renderModes": [str(mode) for mode in env.metadata.get("render_modes") or []],
            "renderFps": None if fps is None else float(fps),
            "autoresetMode": hosted.autoreset_mode,
        },
        "renderMode": env.render_mode,
        "resetMask": hosted.takes_mask,
    }
