"""Environments as the protocol sees them: binary requests in, binary replies out."""

import json
import struct
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector import AsyncVectorEnv, AutoresetMode, SyncVectorEnv, VectorEnv

from gymnasium_js_server.errors import BadRequestError, InvalidResultError, ResetNeededError
from gymnasium_js_server.parts import ActionReader, Array, Writer, padded, parts_of
from gymnasium_js_server.reply import Reply
from gymnasium_js_server.values import Encoder, decode, to_space

INFO = 2
FINAL = 4
WHOLE = 8
TYPED_ACTIONS = 1
REQUEST_HEAD = 8

_FLOAT = struct.Struct("<d")


def reset_arguments(payload: bytes, rows: int | None) -> dict[str, Any]:
    """The keyword arguments of `reset` in a request. Raises BadRequestError."""
    try:
        fields = json.loads(payload) if payload else {}
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"reset: {error}") from error
    if not isinstance(fields, dict):
        raise BadRequestError("reset: an object is expected")
    seed, options, mask = fields.get("seed"), fields.get("options"), fields.get("mask")
    if options is not None and not isinstance(options, dict):
        raise BadRequestError("reset: options must be an object or null")
    arguments: dict[str, Any] = {"seed": _seed(seed, rows)}
    if mask is not None:
        if rows is None or not isinstance(mask, list) or len(mask) != rows or not any(mask):
            raise BadRequestError(
                "reset: mask must have one entry for each sub-environment, and one that is not 0"
            )
        options = {**(options or {}), "reset_mask": np.array([bool(entry) for entry in mask])}
    if options is not None:
        arguments["options"] = options
    return arguments


def _seed(seed: Any, rows: int | None) -> Any:
    if isinstance(seed, list):
        if rows is None or len(seed) != rows:
            raise BadRequestError("reset: a list of seeds must have one for each sub-environment")
        return [_seed(entry, None) for entry in seed]
    if seed is None:
        return None
    if isinstance(seed, str) and seed.isascii() and seed.isdecimal() and len(seed) <= 1000:
        return int(seed)
    raise BadRequestError("reset: a seed is a string of decimal digits, or null")


class HostedEnv:
    """One environment."""

    rows = None

    def __init__(self, env: gym.Env[Any, Any], encoder: Encoder) -> None:
        self.env = env
        self._encoder = encoder
        self.observation_parts = parts_of(env.observation_space)
        self.action_parts = parts_of(env.action_space)
        self._reader = (
            None if self.action_parts is None else ActionReader(env.action_space, self.action_parts, None)
        )
        writer = None if self.observation_parts is None else Writer(self.observation_parts, None)
        observation_size = 0 if writer is None else writer.size
        self._step = Reply(8 + padded(observation_size + 2))
        self._reset = Reply(observation_size)
        self._flags_at = self._step.payload + 8 + observation_size
        self._writers = (
            writer,
            None if self.observation_parts is None else Writer(self.observation_parts, None),
        )
        for place, reply in zip(self._writers, (self._step, self._reset), strict=True):
            if place is not None:
                place.bind(reply.array, reply.payload + (8 if reply is self._step else 0))
        self._bytes = self._step.bytes
        self._reward_at = self._step.payload

    def reset(self, request: bytes) -> Reply:
        observation, info = self.env.reset(**reset_arguments(request[REQUEST_HEAD:], None))
        return self._finish(self._reset, self._writers[1], observation, info)

    def step(self, request: bytes, flags: int) -> Reply:
        observation, reward, terminated, truncated, info = self.env.step(self._action(request, flags))
        _FLOAT.pack_into(self._bytes, self._reward_at, _real("reward", reward))
        self._bytes[self._flags_at] = 1 if terminated else 0
        self._bytes[self._flags_at + 1] = 1 if truncated else 0
        return self._finish(self._step, self._writers[0], observation, info)

    def render(self) -> bytes:
        return self._encoder.encode(self.env.render())

    def close(self) -> None:
        self.env.close()

    def _action(self, request: bytes, flags: int) -> Any:
        if self._reader is not None and not flags & TYPED_ACTIONS:
            return self._reader.read(request, REQUEST_HEAD)
        if not flags & TYPED_ACTIONS:
            raise BadRequestError(f"step: values of {self.env.action_space} are not packed")
        return to_space(self.env.action_space, decode(request, REQUEST_HEAD))

    def _finish(self, reply: Reply, writer: Writer | None, observation: Any, info: Any) -> Reply:
        if not isinstance(info, dict):
            raise InvalidResultError(f"info is a {type(info).__name__}; expected is a dict")
        if writer is None:
            reply.flags, reply.tail = WHOLE | INFO, self._encoder.encode([observation, info])
            return reply
        writer.write(observation)
        if info:
            reply.flags, reply.tail = INFO, self._encoder.encode(info)
        else:
            reply.flags, reply.tail = 0, b""
        return reply


def _real(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise InvalidResultError(f"{name} is {value!r:.100}; expected is a number") from error


class HostedVectorEnv:
    """A vector environment. Its observation and action spaces can be packed."""

    def __init__(self, env: VectorEnv[Any, Any, Any], encoder: Encoder) -> None:
        self.env = env
        self.rows = int(env.num_envs)
        self._encoder = encoder
        self.observation_parts = parts_of(env.single_observation_space)
        self.action_parts = parts_of(env.single_action_space)
        for role, parts, space in (
            ("observation", self.observation_parts, env.single_observation_space),
            ("action", self.action_parts, env.single_action_space),
        ):
            if parts is None:
                raise TypeError(
                    f"{role} space {space} cannot be packed in a batch: "
                    "make a single environment, or use a wrapper"
                )
        assert self.observation_parts is not None and self.action_parts is not None
        n = self.rows
        self._reader = ActionReader(env.single_action_space, self.action_parts, n)
        step, final, reset = (Writer(self.observation_parts, n) for _ in range(3))
        flags_at = 8 * n + step.size
        self._short = 8 * n + padded(step.size + 2 * n)
        self._step = Reply(self._short + final.size)
        self._reset = Reply(reset.size)
        payload = self._step.payload
        self._rewards: Array = self._step.array[payload : payload + 8 * n].view(np.float64)
        self._terminated: Array = self._step.array[payload + flags_at : payload + flags_at + n].view(np.bool_)
        self._truncated: Array = self._step.array[payload + flags_at + n : payload + flags_at + 2 * n].view(
            np.bool_
        )
        step.bind(self._step.array, payload + 8 * n)
        final.bind(self._step.array, payload + self._short)
        reset.bind(self._reset.array, self._reset.payload)
        self._write, self._final, self._write_reset = step.write, final, reset.write
        self._torn: BaseException | None = None
        mode = env.metadata.get("autoreset_mode")
        self.autoreset_mode = mode.value if isinstance(mode, AutoresetMode) else None
        self.takes_mask = isinstance(env.unwrapped, SyncVectorEnv | AsyncVectorEnv)

    def reset(self, request: bytes) -> Reply:
        arguments = reset_arguments(request[REQUEST_HEAD:], self.rows)
        masked = "reset_mask" in arguments.get("options", {})
        if masked and not self.takes_mask:
            raise BadRequestError("reset: this vector environment has a form of its own that takes no mask")
        if masked:
            self._check_whole()
        try:
            observations, info = self.env.reset(**arguments)
        except BaseException as error:
            self._torn = error
            raise
        self._torn = None
        self._write_reset(observations)
        self._reset.flags, self._reset.tail = self._told(info)
        return self._reset

    def step(self, request: bytes, flags: int) -> Reply:
        if self._torn is not None:
            self._check_whole()
        if flags & TYPED_ACTIONS:
            raise BadRequestError("step: actions of a vector environment are packed")
        actions = self._reader.read(request, REQUEST_HEAD)
        try:
            observations, rewards, terminated, truncated, info = self.env.step(actions)
            reply = self._step
            self._write(observations)
            self._rewards[:] = rewards
            self._terminated[:] = terminated
            self._truncated[:] = truncated
            reply.size = self._short
            final_flag = 0
            if info:
                final_flag = self._take_final(info)
        except BaseException as error:
            # Sub-environments before the one that failed have stepped already.
            self._torn = error
            raise
        if info:
            told, reply.tail = self._told(info)
            reply.flags = final_flag | told
        else:
            reply.flags, reply.tail = final_flag, b""
        return reply

    def render(self) -> bytes:
        return self._encoder.encode(self.env.render())

    def close(self) -> None:
        self.env.close()

    def _check_whole(self) -> None:
        if self._torn is not None:
            raise ResetNeededError(
                "the vector environment failed in mid-step; its parts no longer belong together: "
                f"reset all of them first (it was {type(self._torn).__name__}: {self._torn})"
            )

    def _take_final(self, info: dict[str, Any]) -> int:
        """Moves the last observations of episodes out of the info to their own block."""
        if "final_obs" not in info or self.autoreset_mode != AutoresetMode.SAME_STEP.value:
            return 0
        final, mask = info.pop("final_obs"), info.pop("_final_obs")
        for row in np.flatnonzero(mask):
            self._final.write_row(int(row), final[row])
        self._step.size = self._step.capacity
        return FINAL

    def _told(self, info: Any) -> tuple[int, bytes]:
        if not isinstance(info, dict):
            raise InvalidResultError(f"info is a {type(info).__name__}; expected is a dict")
        return (INFO, self._encoder.encode(info)) if info else (0, b"")
