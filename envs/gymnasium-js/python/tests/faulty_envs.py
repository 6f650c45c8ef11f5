"""Environments that misbehave, each in one way."""

import os
import signal
import subprocess
import sys
import time

import gymnasium as gym
import numpy as np
from gymnasium.spaces import Box, Discrete


class Plain(gym.Env):
    """Counts its steps; what goes wrong is in the subclasses."""

    observation_space = Box(-np.inf, np.inf, (2,), np.float32)
    action_space = Discrete(2)

    def __init__(self, at=3):
        self.at = at
        self.steps = 0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.steps = 0
        return self.observe(), {}

    def step(self, action):
        self.steps += 1
        wrong = self.steps >= self.at
        return (self.go_wrong() if wrong else self.observe()), 1.0, False, False, {}

    def observe(self):
        return np.full(2, self.steps, np.float32)

    def go_wrong(self):
        return self.observe()


class Raising(Plain):
    def go_wrong(self):
        raise LookupError("the moon is gone")


class Exiting(Plain):
    def go_wrong(self):
        sys.exit(3)


class Dying(Plain):
    def go_wrong(self):
        os.kill(os.getpid(), signal.SIGSEGV)


class DyingByANamelessSignal(Plain):
    def go_wrong(self):
        os.kill(os.getpid(), 40)


class Freezing(Plain):
    def go_wrong(self):
        while True:
            time.sleep(1)


class FreezingWithChild(Freezing):
    """Its child must not outlive it."""

    def go_wrong(self):
        self.child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        return super().go_wrong()


class NotANumber(Plain):
    def go_wrong(self):
        return np.full(2, np.nan, np.float32)


class OtherShape(Plain):
    def go_wrong(self):
        return np.zeros(3, np.float32)


class OtherType(Plain):
    observation_space = Box(-100, 100, (2,), np.int32)

    def observe(self):
        return np.full(2, self.steps, np.int32)

    def go_wrong(self):
        return np.full(2, 0.5)


class BadClose(Plain):
    def close(self):
        raise OSError("no")


class Printing(Plain):
    def go_wrong(self):
        print("to standard output", flush=True)
        return self.observe()


for cls in list(Plain.__subclasses__()) + Freezing.__subclasses__() + [Plain]:
    gym.register(f"{cls.__name__}-v0", entry_point=cls, disable_env_checker=True)
