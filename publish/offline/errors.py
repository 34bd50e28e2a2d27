"""The one error of this package, so that callers can show its sentence and nothing else."""

from publish.errors import BuildError


class OfflineBuildError(BuildError):
    """The offline edition cannot be built; the message says why in one clear sentence."""
