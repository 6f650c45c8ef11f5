"""What the server's owner allows its clients."""

import importlib
from dataclasses import dataclass
from types import ModuleType

from gymnasium_js_server.errors import RefusedError

# Packages that register environments when they are imported, under the namespace of their ids.
REGISTERING = {"ALE": "ale_py"}
# They write files where they are told to.
WRITING_WRAPPERS = frozenset({"RecordVideo"})


@dataclass(frozen=True)
class Policy:
    """Limits of every connection."""

    imports: frozenset[str] = frozenset(REGISTERING.values())
    """Modules that clients may have imported, by name; their submodules with them."""
    import_anything: bool = False
    max_message: int = 64 * 2**20
    """Bytes of a client's message."""
    max_envs: int = 16384
    """Sub-environments of one vector environment."""
    idle: float | None = None
    """Seconds without a request after which a connection is closed."""

    def allows(self, module: str) -> bool:
        parts = module.split(".")
        prefixes = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
        return self.import_anything or any(prefix in self.imports for prefix in prefixes)

    def load(self, module: str) -> ModuleType:
        """Imports a module for a client."""
        if not self.allows(module):
            allowed = ", ".join(sorted(self.imports)) or "none"
            raise RefusedError(
                f"import of {module!r} is not allowed by this server; allowed are {allowed} "
                "(its owner can add one with --allow-import)"
            )
        return importlib.import_module(module)

    def check_wrapper(self, name: str) -> None:
        if name in WRITING_WRAPPERS and not self.import_anything:
            raise RefusedError(f"wrapper {name!r} writes files, which this server does not allow")
