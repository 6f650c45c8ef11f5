"""Makes the virtual environment that the bridge runs in, or adds to it. Only the standard library.

Started by the interpreter it is for: `python -I make_venv.py [--anew] FOLDER REQUIREMENTS PART...`, where
REQUIREMENTS is the folder with PART.txt; `--anew` replaces an environment of another interpreter. Tells its
progress on standard output, a JSON object a line: "progress", or at the end "done" or "error". Stops, with
what it started, when standard input ends.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

# What is in the environment. Its state is "making", "adding" (usable as before meanwhile) or "ready"; one
# that is found in the other states was interrupted, when pip can leave half a package, and is made anew.
MARKER = "set-up.json"

_DOWNLOAD = re.compile(r"Downloading (?:\S*/)?([\w.]+)-([\w.]+)[-.]\S+ \(([\d.]+ \w+)\)")


class SetUpError(Exception):
    """One sentence for the user."""


class Runner:
    """Runs programs one after the other, and ends the current one with this process."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, command: list[str], *, log: bool = False) -> list[str]:
        """Its lines. Raises SetUpError with the last one that tells of an error."""
        # pip must not install elsewhere, whatever the user's settings say.
        environment = {**os.environ, "PIP_USER": "0"}
        with self._lock:
            if self._stopped:
                raise SetUpError("stopped")
            self._child = child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env=environment,
                start_new_session=True,
                # The lock is held until the last of them is gone, even if this process is killed.
                close_fds=False,
            )
        lines: list[str] = []
        assert child.stdout is not None
        for line in child.stdout:
            lines.append(line.strip())
            if log and (wheel := _DOWNLOAD.match(lines[-1])):
                tell("progress", "Downloading {} {} ({})".format(*wheel.groups()))
        if child.wait() != 0:
            told = [line for line in lines if line]
            errors = [line for line in told if "error" in line.lower() and not line.startswith("note:")]
            raise SetUpError((errors or told or [f"it ended with status {child.returncode}"])[-1])
        return lines

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._child is not None and self._child.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(self._child.pid, signal.SIGKILL)


def tell(kind: str, value: Any) -> None:
    print(json.dumps({kind: value}), flush=True)


def locked(venv: Path) -> int:
    """A descriptor that holds the lock for one set-up at a time. The system gives it back, however we end."""
    descriptor = os.open(f"{venv}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    os.set_inheritable(descriptor, True)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell("progress", "Waiting for another set-up of the same folder")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def read_marker(venv: Path) -> dict[str, Any] | None:
    try:
        marker = json.loads((venv / MARKER).read_text())
    except (OSError, ValueError):
        return None
    fields = {"state": str, "python": str, "interpreter": str, "parts": dict}
    fits = isinstance(marker, dict) and all(isinstance(marker.get(key), kind) for key, kind in fields.items())
    return marker if fits else None


def write_marker(venv: Path, marker: dict[str, Any]) -> None:
    new = venv / f"{MARKER}.new"
    new.write_text(json.dumps(marker, indent=2) + "\n")
    new.replace(venv / MARKER)


def digest(requirements: Path, part: str) -> str:
    return hashlib.sha256((requirements / f"{part}.txt").read_bytes()).hexdigest()


def set_up(venv: Path, requirements: Path, parts: list[str], runner: Runner, *, anew: bool) -> dict[str, Any]:
    """The marker of the environment, which then has the parts, and those that it had before."""
    wanted = {part: digest(requirements, part) for part in parts}
    own = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "interpreter": str(Path(sys.executable).resolve()),
    }
    marker = read_marker(venv)
    had: dict[str, str] = marker["parts"] if marker else {}
    whole = marker is not None and marker["state"] == "ready" and runs(venv)
    if anew and marker is not None and marker["interpreter"] != own["interpreter"]:
        whole = False
    if marker is not None and whole and all(had.get(part) == wanted[part] for part in wanted):
        return marker
    for part in had:
        if (requirements / f"{part}.txt").exists():
            wanted.setdefault(part, digest(requirements, part))
    if marker is not None and whole:
        own = {key: marker[key] for key in own}
        write_marker(venv, {**marker, "state": "adding"})
    else:
        check_venv_modules()
        make(venv, {"state": "making", **own, "parts": wanted}, runner)
    tell("progress", f"Installing {', '.join(wanted)}")
    files = [word for part in wanted for word in ("-r", str(requirements / f"{part}.txt"))]
    options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    python = str(venv / "bin" / "python")
    runner.run([python, "-I", "-u", "-m", "pip", "install", *options, *files], log=True)
    done = {"state": "ready", **own, "parts": wanted}
    write_marker(venv, done)
    return done


def make(venv: Path, marker: dict[str, Any], runner: Runner) -> None:
    """An empty environment in the place of whatever is there."""
    tell("progress", f"Making a Python environment in {venv}")
    venv.mkdir(exist_ok=True)
    write_marker(venv, marker)
    for entry in venv.iterdir():
        if entry.name == MARKER:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    runner.run([sys.executable, "-I", "-m", "venv", str(venv)])


def runs(venv: Path) -> bool:
    """Whether its interpreter still starts: the one that it was made from may be gone."""
    try:
        return (
            subprocess.run(
                [venv / "bin" / "python", "-I", "-c", "import pip"], capture_output=True
            ).returncode
            == 0
        )
    except OSError:
        return False


def check_venv_modules() -> None:
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetUpError(
            f"Python {version} at {sys.executable} comes without {error.name}; install it "
            f"(on Debian and Ubuntu: apt install python{version}-venv)"
        ) from error


def stop_with_parent(runner: Runner) -> NoReturn:
    while os.read(0, 4096):
        pass
    runner.stop()
    os._exit(1)


def main() -> int:
    anew = "--anew" in sys.argv
    folder, requirements, *parts = [argument for argument in sys.argv[1:] if argument != "--anew"]
    venv = Path(folder)
    runner = Runner()
    threading.Thread(target=stop_with_parent, args=(runner,), daemon=True).start()
    try:
        venv.parent.mkdir(parents=True, exist_ok=True)
        locked(venv)
        tell("done", set_up(venv, Path(requirements), parts, runner, anew=anew))
    except SetUpError as error:
        tell("error", str(error))
        return 1
    except OSError as error:
        tell("error", f"{error.filename or venv}: {error.strerror}")
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        runner.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
