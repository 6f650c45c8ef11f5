"""A vector environment as the protocol sees it: binary requests in, binary replies out."""

from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AsyncVectorEnv, AutoresetMode, SyncVectorEnv, VectorEnv

from gymnasium_js_server.errors import BadRequestError, InvalidResultError, ResetNeededError
from gymnasium_js_server.parts import ActionReader, Array, Part, Writer, padded, parts_of
from gymnasium_js_server.reply import FINAL, INFO, Reply
from gymnasium_js_server.requests import HEAD_SIZE, TYPED_ACTIONS, reset_arguments
from gymnasium_js_server.values import Encoder


class HostedVectorEnv:
    """Many environments stepped together. Their spaces can be packed."""

    observations_packed = True
    actions_packed = True

    def __init__(self, env: VectorEnv[Any, Any, Any], encoder: Encoder) -> None:
        """Raises TypeError for a space that cannot be packed."""
        self.env = env
        self.rows = n = int(env.num_envs)
        self._encoder = encoder
        parts = _packed("observation", env.single_observation_space)
        action_space = env.single_action_space
        self._reader = ActionReader(action_space, _packed("action", action_space), n)
        step, final, reset = (Writer(parts, n) for _ in range(3))
        self._short = 8 * n + padded(step.size + 2 * n)
        """Bytes of a step's payload without last observations of episodes."""
        self._step = Reply(self._short + final.size)
        self._reset = Reply(reset.size)
        start = self._step.payload
        flags = start + 8 * n + step.size
        array = self._step.array
        self._rewards: Array = array[start : start + 8 * n].view(np.float64)
        self._terminated: Array = array[flags : flags + n].view(np.bool_)
        self._truncated: Array = array[flags + n : flags + 2 * n].view(np.bool_)
        step.bind(array, start + 8 * n)
        final.bind(array, start + self._short)
        reset.bind(self._reset.array, self._reset.payload)
        self._write, self._final, self._write_reset = step.write, final, reset.write
        self._torn: BaseException | None = None
        mode = env.metadata.get("autoreset_mode")
        self.autoreset_mode = mode.value if isinstance(mode, AutoresetMode) else None
        self.takes_mask = isinstance(env.unwrapped, SyncVectorEnv | AsyncVectorEnv)

    def reset(self, request: bytes) -> Reply:
        arguments = reset_arguments(request, self.rows)
        if "reset_mask" in arguments.get("options", {}):
            if not self.takes_mask:
                raise BadRequestError(
                    "reset: this vector environment has a form of its own that takes no mask"
                )
            self._check_whole()
        try:
            observations, info = self.env.reset(**arguments)
            self._write_reset(observations)
        except BaseException as error:
            self._torn = error
            raise
        self._torn = None
        self._tell(self._reset, 0, info)
        return self._reset

    def step(self, request: bytes, flags: int) -> Reply:
        self._check_whole()
        if flags & TYPED_ACTIONS:
            raise BadRequestError("step: actions of a vector environment are packed")
        actions = self._reader.read(request, HEAD_SIZE)
        reply = self._step
        try:
            observations, rewards, terminated, truncated, info = self.env.step(actions)
            self._write(observations)
            self._rewards[:] = rewards
            self._terminated[:] = terminated
            self._truncated[:] = truncated
            reply.size = self._short
            self._tell(reply, self._take_final(info), info)
        except BaseException as error:
            # Sub-environments before the one that failed have stepped already.
            self._torn = error
            raise
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

    def _take_final(self, info: Any) -> int:
        """Moves the last observations of episodes out of the info to a block of their own."""
        if not info or "final_obs" not in info or self.autoreset_mode != AutoresetMode.SAME_STEP.value:
            return 0
        final, mask = info.pop("final_obs"), info.pop("_final_obs")
        for row in np.flatnonzero(mask):
            self._final.write_row(int(row), final[row])
        self._step.size = self._step.capacity
        return FINAL

    def _tell(self, reply: Reply, flags: int, info: Any) -> None:
        if not isinstance(info, dict):
            raise InvalidResultError(f"info is a {type(info).__name__}; expected is a dict")
        if info:
            reply.flags, reply.tail = flags | INFO, self._encoder.encode(info)
        else:
            reply.flags, reply.tail = flags, b""


def _packed(role: str, space: spaces.Space[Any]) -> list[Part]:
    parts = parts_of(space)
    if parts is None:
        raise TypeError(
            f"{role} space {space} cannot be packed in a batch: make a single environment, or use a wrapper"
        )
    return parts
