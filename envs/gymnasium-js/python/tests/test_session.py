"""Requests and what they are answered with."""

import json
import struct

import gymnasium as gym
import numpy as np
import pytest
from client import ECHO, RENDER, RESET, STEP, server

from gymnasium_js_server.values import decode


@pytest.fixture(scope="module")
def running():
    with server() as one:
        yield one


@pytest.fixture
def client(running):
    one = running.client()
    yield one
    one.close()


def refusal(client, env, **fields):
    return client.control("make", env=env, **fields)["error"]


@pytest.mark.parametrize(
    ("env", "kind"),
    [
        ("CartPol-v1", "gymnasium.error.NameNotFound"),
        ("CartPole-v99", "gymnasium.error.VersionNotFound"),
        ("Nowhere/CartPole-v1", "gymnasium.error.NamespaceNotFound"),
        ("Taxi-v3", "gymnasium.error.DeprecatedEnv"),
        ("not an id", "gymnasium.error.Error"),
    ],
)
def test_unknown_environments_are_told_by_their_type(client, env, kind):
    assert refusal(client, env)["type"] == kind


@pytest.mark.parametrize(
    "fields",
    [
        {"vector": {"numEnvs": 0}},
        {"vector": {"numEnvs": 10**9}},
        {"vector": {"numEnvs": True}},
        {"vector": {"numEnvs": 2, "mode": "sideways"}},
        {"vector": {"numEnvs": 2, "mode": "vector_entry_point", "autoresetMode": "SameStep"}},
        {"renderMode": "ansi"},
        {"renderMode": "rgb_array_list", "vector": {"numEnvs": 2}},
        {"kwargs": {"unknown": 1}},
        {"kwargs": []},
        {"maxEpisodeSteps": "many"},
        {"wrappers": [{"name": "NoSuch"}]},
        {"wrappers": [{"name": "os:system"}]},
        {"wrappers": [{"name": "RecordVideo", "kwargs": {"video_folder": "/tmp"}}]},
        {"wrappers": [7]},
        {"imports": ["antigravity"]},
    ],
    ids=str,
)
def test_what_is_not_allowed_is_refused(client, fields):
    assert refusal(client, "CartPole-v1", **fields)["message"]
    assert client.call(ECHO)[0] == 0


def test_an_id_does_not_import_modules(client):
    error = refusal(client, "antigravity:CartPole-v1")
    assert error["type"] == "gymnasium_js_server.errors.RefusedError"
    assert "--allow-import" in error["message"]


def test_wrappers_are_put_around(client):
    made = client.make(
        "CartPole-v1", wrappers=[{"name": "TimeAwareObservation", "kwargs": {"flatten": True}}]
    )
    assert made["observationSpace"]["shape"] == [5]


def test_vector_wrappers_too(client):
    wrapper = {"name": "RecordEpisodeStatistics", "vector": True}
    made = client.make(
        "CartPole-v1", vector={"numEnvs": 2, "mode": "sync"}, wrappers=[wrapper], maxEpisodeSteps=1
    )
    client.call(RESET, made["handle"], b"{}")
    _, _, tail = client.call(STEP, made["handle"], struct.pack("<ii", 0, 1))
    assert decode(tail, 0)["episode"]["l"].tolist() == [1, 1]


def test_a_single_environment_has_no_vector_wrappers(client):
    error = refusal(client, "CartPole-v1", wrappers=[{"name": "ClipReward", "vector": True}])
    assert error["type"].endswith("BadRequestError")
    assert "wrappers" in error["message"]


@pytest.mark.parametrize(
    ("keyword", "field"), [("render_mode", "renderMode"), ("max_episode_steps", "maxEpisodeSteps")]
)
def test_arguments_of_make_have_fields_of_their_own(client, keyword, field):
    for vector in (None, {"numEnvs": 2}):
        error = refusal(client, "CartPole-v1", kwargs={keyword: None}, vector=vector)
        assert error["type"].endswith("BadRequestError")
        assert keyword in error["message"] and field in error["message"]


def test_seeds_may_be_larger_than_doubles_hold(client):
    handle = client.make("CartPole-v1")["handle"]
    _, payload, _ = client.call(RESET, handle, json.dumps({"seed": str(2**70)}).encode())
    expected, _ = gym.make("CartPole-v1").reset(seed=2**70)
    assert payload == expected.tobytes()


@pytest.mark.parametrize("seed", [-1, 1, 1.5, "-1", "1.5", "", "٣", [1], "9" * 5000, True])
def test_other_seeds_are_refused(client, seed):
    handle = client.make("CartPole-v1")["handle"]
    assert client.failure(RESET, handle, json.dumps({"seed": seed}).encode())["message"]


def test_several_environments_do_not_meet(client):
    handles = [client.make("CartPole-v1")["handle"] for _ in range(3)]
    assert len(set(handles)) == 3
    first = [client.call(RESET, handle, b'{"seed":"5"}')[1] for handle in handles]
    assert len(set(first)) == 1
    assert client.control("close", handle=handles[0])["ok"] == {}
    assert "unknown" in client.failure(STEP, handles[0], bytes(8))["message"]
    assert client.call(STEP, handles[1], bytes(8))[0] == 0


def test_frames_are_arrays(client):
    handle = client.make("CartPole-v1", renderMode="rgb_array")["handle"]
    assert client.failure(RENDER, handle)["type"] == "gymnasium.error.ResetNeeded"
    client.call(RESET, handle, b"{}")
    _, _, tail = client.call(RENDER, handle)
    frame = decode(tail, 0) if tail[4:8] != bytes(4) else None
    assert frame.shape == (400, 600, 3)
    assert frame.dtype == np.uint8


def test_only_the_masked_are_reset(client):
    made = client.make("CartPole-v1", vector={"numEnvs": 2, "mode": "sync", "autoresetMode": "Disabled"})
    handle = made["handle"]
    assert made["resetMask"] is True
    before = client.call(RESET, handle, b'{"seed":"1"}')[1]
    after = client.call(RESET, handle, b'{"seed":"9","mask":[0,1]}')[1]
    assert before[:16] == after[:16]
    assert before[16:] != after[16:]


def test_a_vector_form_of_its_own_takes_no_mask(client):
    handle = client.make("CartPole-v1", vector={"numEnvs": 2})["handle"]
    assert "mask" in client.failure(RESET, handle, b'{"mask":[0,1]}')["message"]


def test_same_step_gives_the_last_observations(client):
    made = client.make("CartPole-v1", maxEpisodeSteps=2, vector={"numEnvs": 2, "autoresetMode": "SameStep"})
    client.call(RESET, made["handle"], b'{"seed":"1"}')
    sizes = []
    for _ in range(2):
        flags, payload, tail = client.call(STEP, made["handle"], bytes(8))
        sizes.append((flags & 4, len(payload)))
    short = 8 * 2 + 2 * 16 + 8
    assert sizes == [(0, short), (4, short + 2 * 16)]
    info = decode(tail, 0)
    assert "final_obs" not in info
    assert "_final_info" in info
