"""A single environment as the protocol sees it: binary requests in, binary replies out."""

import struct
from typing import Any

import gymnasium as gym

from gymnasium_js_server.errors import BadRequestError, InvalidResultError
from gymnasium_js_server.parts import ActionReader, Writer, padded, parts_of
from gymnasium_js_server.reply import INFO, WHOLE, Reply
from gymnasium_js_server.requests import HEAD_SIZE, TYPED_ACTIONS, reset_arguments
from gymnasium_js_server.values import Encoder, decode, to_space

_FLOAT = struct.Struct("<d")


class HostedEnv:
    """One environment."""

    rows = None
    autoreset_mode = None
    takes_mask = False

    def __init__(self, env: gym.Env[Any, Any], encoder: Encoder) -> None:
        self.env = env
        self._encoder = encoder
        parts, action_parts = parts_of(env.observation_space), parts_of(env.action_space)
        self.observations_packed, self.actions_packed = parts is not None, action_parts is not None
        self._reader = None if action_parts is None else ActionReader(env.action_space, action_parts, None)
        self._step_writer = None if parts is None else Writer(parts, None)
        self._reset_writer = None if parts is None else Writer(parts, None)
        size = 0 if self._step_writer is None else self._step_writer.size
        self._step = Reply(8 + padded(size + 2))
        self._reset = Reply(size)
        self._bytes = self._step.bytes
        self._reward_at = self._step.payload
        self._flags_at = self._step.payload + 8 + size
        if self._step_writer is not None and self._reset_writer is not None:
            self._step_writer.bind(self._step.array, self._step.payload + 8)
            self._reset_writer.bind(self._reset.array, self._reset.payload)

    def reset(self, request: bytes) -> Reply:
        observation, info = self.env.reset(**reset_arguments(request, None))
        return self._finish(self._reset, self._reset_writer, observation, info)

    def step(self, request: bytes, flags: int) -> Reply:
        observation, reward, terminated, truncated, info = self.env.step(self._action(request, flags))
        _FLOAT.pack_into(self._bytes, self._reward_at, _number(reward))
        self._bytes[self._flags_at] = 1 if terminated else 0
        self._bytes[self._flags_at + 1] = 1 if truncated else 0
        return self._finish(self._step, self._step_writer, observation, info)

    def render(self) -> bytes:
        return self._encoder.encode(self.env.render())

    def close(self) -> None:
        self.env.close()

    def _action(self, request: bytes, flags: int) -> Any:
        if flags & TYPED_ACTIONS:
            return to_space(self.env.action_space, decode(request, HEAD_SIZE))
        if self._reader is None:
            raise BadRequestError(f"step: values of {self.env.action_space} are not packed")
        return self._reader.read(request, HEAD_SIZE)

    def _finish(self, reply: Reply, writer: Writer | None, observation: Any, info: Any) -> Reply:
        if not isinstance(info, dict):
            raise InvalidResultError(f"info is a {type(info).__name__}; expected is a dict")
        if writer is None:
            reply.flags, reply.tail = WHOLE | INFO, self._encoder.encode([observation, info])
            return reply
        writer.write(observation)
        reply.flags, reply.tail = (INFO, self._encoder.encode(info)) if info else (0, b"")
        return reply


def _number(reward: Any) -> float:
    try:
        return float(reward)
    except (TypeError, ValueError) as error:
        raise InvalidResultError(f"reward is {reward!r:.100}; expected is a number") from error
