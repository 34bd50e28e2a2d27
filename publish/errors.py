"""What fails a build: one kind, so that whoever builds can show its sentence and nothing else."""


class BuildError(Exception):
    """The build failed; the message says why."""
