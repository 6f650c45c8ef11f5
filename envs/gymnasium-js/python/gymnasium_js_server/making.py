"""Makes environments as a client asks for them."""

import functools
import os
from collections.abc import Callable
from typing import Any, cast

import gymnasium as gym
from gymnasium.vector import AutoresetMode

from gymnasium_js_server.errors import BadRequestError
from gymnasium_js_server.policy import REGISTERING, Policy

Fields = dict[str, Any]
_MISSING = object()
# Keyword arguments of Gymnasium's make that have fields of their own here, which are checked.
_FIELDS = {
    "render_mode": "renderMode",
    "max_episode_steps": "maxEpisodeSteps",
    "disable_env_checker": "disableEnvChecker",
}


def field(fields: Fields, name: str, kinds: type | tuple[type, ...], default: Any = _MISSING) -> Any:
    """An entry of a request, checked. Raises BadRequestError."""
    value = fields.get(name, default)
    if value is _MISSING:
        raise BadRequestError(f"{name} is missing")
    wrong_bool = isinstance(value, bool) and bool not in (kinds if isinstance(kinds, tuple) else (kinds,))
    if value is default or (isinstance(value, kinds) and not wrong_bool):
        return value
    names = " or ".join(kind.__name__ for kind in (kinds if isinstance(kinds, tuple) else (kinds,)))
    raise BadRequestError(f"{name} is {str(value)[:200]!r}; allowed is {names}")


def make_env(request: Fields, policy: Policy) -> gym.Env[Any, Any]:
    """A single environment."""
    env_id = _prepared_id(request, policy)
    wrappers = _wrappers(request, policy, vector=False)
    if len(wrappers) < len(request.get("wrappers", [])):
        raise BadRequestError("wrappers: those of vector environments do not fit a single one")
    env: gym.Env[Any, Any] = gym.make(env_id, **_keywords(request))
    try:
        for wrap in wrappers:
            env = wrap(env)
        _check_render_mode(env, request)
    except BaseException:
        env.close()
        raise
    return env


def make_vector_env(request: Fields, policy: Policy) -> gym.vector.VectorEnv[Any, Any, Any]:
    """A vector environment: with no mode named, as Gymnasium chooses."""
    env_id = _prepared_id(request, policy)
    asked = field(request, "vector", dict)
    num_envs = field(asked, "numEnvs", int)
    if not 1 <= num_envs <= policy.max_envs:
        raise BadRequestError(f"numEnvs is {num_envs}; allowed is 1 to {policy.max_envs}")
    autoreset = field(asked, "autoresetMode", str, None)
    wrappers = _wrappers(request, policy, vector=False)
    vector_wrappers = _wrappers(request, policy, vector=True)
    mode = field(asked, "mode", str, None)
    if mode is None:
        own_form = gym.spec(env_id).vector_entry_point is not None
        mode = (
            "vector_entry_point" if own_form and not wrappers and autoreset in (None, "NextStep") else "sync"
        )
    vector_keywords: Fields = {}
    if mode != "vector_entry_point":
        # What a step returns is copied into the reply at once.
        vector_keywords["copy"] = bool(vector_wrappers)
        if autoreset is not None:
            vector_keywords["autoreset_mode"] = AutoresetMode(autoreset)
    env = gym.make_vec(
        env_id,
        num_envs=num_envs,
        vectorization_mode=mode,
        vector_kwargs=vector_keywords,
        wrappers=wrappers,
        **_keywords(request),
    )
    try:
        own = env.metadata.get("autoreset_mode")
        if autoreset is not None and own != AutoresetMode(autoreset):
            raise BadRequestError(f"autoresetMode is {autoreset!r}; this vector environment has {own} only")
        for wrap in vector_wrappers:
            env = wrap(env)
        _check_render_mode(env, request)
    except BaseException:
        env.close()
        raise
    return env


def _prepared_id(request: Fields, policy: Policy) -> str:
    """The id, once the modules that register it are imported."""
    for module in field(request, "imports", list, []):
        if not isinstance(module, str):
            raise BadRequestError(f"imports: {module!r}; allowed are names of modules")
        policy.load(module)
    env_id = cast(str, field(request, "env", str))
    module, colon, name = env_id.partition(":")
    if colon:
        policy.load(module)
        return name
    namespace = env_id.partition("/")[0]
    if namespace in REGISTERING and not any(known.startswith(f"{namespace}/") for known in gym.registry):
        policy.load(REGISTERING[namespace])
    return env_id


def _keywords(request: Fields) -> Fields:
    keywords = dict(field(request, "kwargs", dict, {}))
    for name, instead in _FIELDS.items():
        if name in keywords:
            raise BadRequestError(f"kwargs: {name} is not the environment's own argument; use {instead}")
    render_mode = field(request, "renderMode", str, None)
    if render_mode is not None:
        keywords["render_mode"] = render_mode
        # Rendering needs neither a screen nor a sound card.
        os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
        if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
            os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    limit = field(request, "maxEpisodeSteps", int, None)
    if limit is not None:
        keywords["max_episode_steps"] = limit
    disable_checker = field(request, "disableEnvChecker", bool, None)
    if disable_checker is not None:
        keywords["disable_env_checker"] = disable_checker
    return keywords


def _wrappers(request: Fields, policy: Policy, *, vector: bool) -> list[Callable[[Any], Any]]:
    entries = field(request, "wrappers", list, [])
    for entry in entries:
        if not isinstance(entry, dict):
            raise BadRequestError(f"wrappers: {str(entry)[:200]}; allowed are objects with a name")
    chosen = [entry for entry in entries if bool(entry.get("vector", False)) is vector]
    return [_wrapper(entry, policy, vector) for entry in chosen]


def _wrapper(entry: Fields, policy: Policy, vector: bool) -> Callable[[Any], Any]:
    name = field(entry, "name", str)
    module_name, colon, class_name = name.partition(":")
    if colon:
        module: Any = policy.load(module_name)
    else:
        class_name, module = name, gym.wrappers.vector if vector else gym.wrappers
        policy.check_wrapper(name)
    found = getattr(module, class_name, None)
    base = gym.vector.VectorWrapper if vector else gym.Wrapper
    if not (isinstance(found, type) and issubclass(found, base)):
        raise BadRequestError(f"wrapper {name!r} is not in {module.__name__}")
    return functools.partial(found, **field(entry, "kwargs", dict, {}))


def _check_render_mode(env: Any, request: Fields) -> None:
    """Gymnasium only warns of a mode that there is not, and fails when it renders."""
    asked = request.get("renderMode")
    modes = env.metadata.get("render_modes") or []
    lists = [f"{mode}_list" for mode in modes if not mode.endswith("_list") and mode != "human"]
    # Drawing one of a vector's environments would empty the lists of all.
    allowed = [*modes] if isinstance(env, gym.vector.VectorEnv) else [*modes, *lists]
    if asked is not None and asked not in allowed and not (asked == "human" and "rgb_array" in modes):
        raise BadRequestError(f"renderMode is {asked!r}; allowed is one of {', '.join(allowed) or 'none'}")
