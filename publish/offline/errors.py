"""The one error of this package, so that callers can show its sentence and nothing else."""


class OfflineBuildError(Exception):
    """The offline edition cannot be built; the message says why in one clear sentence."""
