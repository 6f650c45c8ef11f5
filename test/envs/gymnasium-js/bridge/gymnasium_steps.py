"""Plays seeded random actions in Gymnasium, in this process, and prints what came of each step.

The first line is JSON with the actions; then one line for each reset and step: a digest of the observation's
bytes (parts in the order of the space, C order), the reward, the flags, and the numbers of the info.
"""

import base64
import hashlib
import json
import struct
import sys

import gymnasium
import numpy as np
from gymnasium import spaces

settings = json.loads(sys.argv[1])
for module in settings.get("imports", []):
    __import__(module)


def parts(space, value):
    if isinstance(space, spaces.Dict):
        for key, inner in space.spaces.items():
            yield from parts(inner, value[key])
    elif isinstance(space, spaces.Tuple):
        for index, inner in enumerate(space.spaces):
            yield from parts(inner, value[index])
    elif isinstance(space, spaces.Discrete | spaces.MultiDiscrete):
        yield np.asarray(value).astype("<i4")
    else:
        yield np.asarray(value)


def numbers(info, prefix=""):
    for key in sorted(info):
        value = info[key]
        if isinstance(value, dict):
            yield from numbers(value, f"{prefix}{key}.")
        elif isinstance(value, np.ndarray) and value.dtype != object:
            yield prefix + key, np.ascontiguousarray(value).astype("<f8").tobytes()
        elif isinstance(value, bool | int | float | np.number | np.bool_):
            yield prefix + key, struct.pack("<d", value)


def told(observation, reward, terminated, truncated, info):
    digest = hashlib.sha256()
    for part in parts(single_space, observation):
        digest.update(np.ascontiguousarray(part).tobytes())
    rewards = np.asarray(reward, "<f8").tobytes()
    flags = np.asarray(terminated, np.uint8).tobytes() + np.asarray(truncated, np.uint8).tobytes()
    inform = hashlib.sha256()
    for key, raw in numbers(info):
        inform.update(key.encode() + raw)
    print(digest.hexdigest()[:24], rewards.hex(), flags.hex(), inform.hexdigest()[:24])


steps, num_envs = settings["steps"], settings.get("numEnvs")
if num_envs is None:
    env = gymnasium.make(settings["id"])
    single_space = env.observation_space
else:
    mode = settings.get("mode")
    vector = {"autoreset_mode": gymnasium.vector.AutoresetMode(settings["autoreset"])} if "autoreset" in settings else {}
    env = gymnasium.make_vec(settings["id"], num_envs=num_envs, vectorization_mode=mode, vector_kwargs=vector)
    single_space = env.single_observation_space
env.action_space.seed(settings["seed"])
actions = [env.action_space.sample() for _ in range(steps)]
action_space = env.action_space if num_envs is None else env.single_action_space
packed = b"".join(np.ascontiguousarray(part).tobytes() for action in actions for part in parts(action_space, action))
print(json.dumps({"actions": base64.b64encode(packed).decode()}))
observation, info = env.reset(seed=settings["seed"])
none = np.zeros(num_envs or 1)
told(observation, none, none, none, info)
for action in actions:
    result = env.step(action)
    told(*result)
    if num_envs is None and (result[2] or result[3]):
        observation, info = env.reset()
        told(observation, none, none, none, info)
