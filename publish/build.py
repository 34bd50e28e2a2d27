"""`python -m publish.build` (`make build`): everything, from the sources to the finished site.

One process with a helper for each processor: all parts need the same knowledge, and as programs of
their own they would spend a good part of the time starting. Nothing is made again of the same inputs:
`build/stamps` remembers of each step what it was made from. The site is built beside the last one and
takes its place when it is whole, so that a failed build leaves what was there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
SITE = BUILD / "site"
UNFINISHED = BUILD / "site.new"
RUNTIME = BUILD / "runtime"
OFFLINE = BUILD / "offline"
STAMPS = BUILD / "stamps"

KNOWLEDGE_INPUTS = ("wizard/*.py", "wizard/redaction", "wizard/knowledge", "publish/*.py")
RUNTIME_INPUTS = (
    "wizard",
    "desk",
    "publish/runtime",
    "publish/compressed.py",
    "publish/prose.py",
    "package-lock.json",
    "requirements/site.txt",
    "tsconfig.json",
    ".python-version",
)
SITE_INPUTS = (
    "docs",
    "overrides",
    "publish",
    "hosting",
    "mkdocs.yml",
    "LICENSE",
    # The wheel is made from these, too.
    "README.md",
    "pyproject.toml",
    *RUNTIME_INPUTS,
)
# What the environment says that shows in the site.
_SETTINGS = [os.environ.get(name) for name in ("SITE_URL", "SOURCE_DATE_EPOCH")]


class BuildError(Exception):
    """The build failed; the message says why."""


class Stamp:
    """Says whether a step has to be done again: it was made of `inputs` and left `results`.

    `inputs`: files, folders and patterns below the project. Only what is in the files counts, not
    their dates; a file that is gone counts as a change.
    """

    def __init__(
        self, path: Path, inputs: Sequence[str], results: Sequence[Path] = (), root: Path = ROOT
    ) -> None:
        self._path = path
        self._inputs = inputs
        self._results = results
        self._root = root

    def is_fresh(self) -> bool:
        """Whether what was made of the same inputs is there."""
        # Looked at in any case: what changes from now on shall count as a change.
        state = self._state
        there = self._path.is_file() and all(path.exists() for path in self._results)
        return there and self._path.read_text("ascii") == state

    def write(self) -> None:
        """The step is done with the inputs as they were when first asked for."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self._state, "ascii")

    @cached_property
    def _state(self) -> str:
        state = sha256(repr(_SETTINGS).encode())
        for path in sorted(set(self._files())):
            state.update(f"{path.relative_to(self._root).as_posix()}\0".encode())
            state.update(sha256(path.read_bytes()).digest())
        return state.hexdigest()

    def _files(self) -> Iterator[Path]:
        for pattern in self._inputs:
            for path in self._root.glob(pattern):
                found = path.rglob("*") if path.is_dir() else (path,)
                yield from (
                    one for one in found if "__pycache__" not in one.parts and one.is_file()
                )


def build() -> None:
    """Make `build/site`, `build/offline` and `build/hosting`; steps of which nothing changed are left out.

    Raises BuildError, and what the parts raise.
    """
    python = Stamp(STAMPS / "runtime", RUNTIME_INPUTS, (RUNTIME / "manifest.json",))
    sound = Stamp(STAMPS / "knowledge", KNOWLEDGE_INPUTS)
    from publish import (  # noqa: PLC0415
        checks,
        compressed,
        current,
        hosting,
        knowledge,
        offline,
    )
    from publish.licences import components, shipped  # noqa: PLC0415
    from publish.offline.editions import day_of  # noqa: PLC0415
    from publish.runtime import engine  # noqa: PLC0415
    from publish.wheel import wheel  # noqa: PLC0415

    own = current.knowledge()
    with ProcessPoolExecutor() as pool:
        # A wrong reference, example, near miss or pattern fails the build.
        checked = None if sound.is_fresh() else pool.submit(knowledge.faults)
        made = None if python.is_fresh() else pool.submit(_runtime)
        packing: list[Future[None]] = []
        packages: list[Future[tuple[str, bytes]]] = []

        def wait() -> None:
            if made:
                with stage("pages had to wait for the runtime"):
                    made.result()
                python.write()
            # While the pages are laid out here, the helpers have nothing else to do.
            packing.append(pool.submit(compressed.prepare, RUNTIME, compressed.HASHED_FOLDER))
            packages.append(pool.submit(wheel, day_of(own.version), engine.knowledge_in(RUNTIME)))

        current.runtime_comes(wait)
        # From the first to the last, nothing else gives the date: the same sources, the same site.
        os.environ.setdefault("SOURCE_DATE_EPOCH", str(seconds_of(day_of(own.version))))
        shutil.rmtree(UNFINISHED, ignore_errors=True)
        with stage("pages"):
            _pages(UNFINISHED)
        if checked:
            with stage("knowledge"):
                _complain(checked.result())
            sound.write()
        # The offline edition is made from it, and the page that offers it learns its size and hash.
        with stage("offline"):
            package = packages[0].result if packages else None
            offline.build(UNFINISHED, own, pool=pool, package=package)
        hosting.write(UNFINISHED)
        # A dead link, a picture without an alternative text, a file from another host, a missing
        # fact of the source, or a file without a known licence fails the build.
        checks_done = pool.submit(checks.check, UNFINISHED)
        licences_done = pool.submit(shipped.check, UNFINISHED, components.load())
        with stage("compressed"):
            for packed in packing:
                packed.result()
            compressed.compress(UNFINISHED)
        with stage("checks"):
            _complain([*checks_done.result(), *licences_done.result()])
    shutil.rmtree(SITE, ignore_errors=True)
    UNFINISHED.rename(SITE)


@contextlib.contextmanager
def stage(name: str) -> Iterator[None]:
    """Say how long a step took that this process waited for."""
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:6.1f} s  {name}", flush=True)


def _runtime() -> None:
    from publish import current, runtime  # noqa: PLC0415

    runtime.build(current.knowledge(), RUNTIME)


def seconds_of(day: date) -> int:
    """The beginning of the day as programs count it."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _pages(out: Path) -> None:
    from mkdocs.__main__ import cli  # noqa: PLC0415 (takes a second)

    cli.main(
        ["build", "--quiet", "--strict", "--site-dir", str(out)],
        prog_name="mkdocs",
        standalone_mode=False,
    )


def _complain(wrong: list[str]) -> None:
    if wrong:
        raise BuildError("\n".join([*wrong, f"{len(wrong)} things are wrong."]))


def main() -> int:
    """The command: 0 when the site is there, 1 and the reasons on stderr when it is not."""
    whole = Stamp(STAMPS / "site", SITE_INPUTS, (SITE / "index.html", OFFLINE / "assistent.html"))
    if whole.is_fresh():
        return 0
    # Not before something is to be done: they take longer than looking whether there is.
    from click import ClickException  # noqa: PLC0415 (what mkdocs raises)

    from publish.licences.components import LicenceError  # noqa: PLC0415
    from publish.offline.errors import OfflineBuildError  # noqa: PLC0415
    from publish.policy import PolicyError  # noqa: PLC0415
    from publish.runtime.errors import RuntimeBuildError  # noqa: PLC0415
    from publish.wheel import WheelError  # noqa: PLC0415
    from wizard.loading import KnowledgeError  # noqa: PLC0415

    os.chdir(ROOT)
    try:
        build()
        whole.write()
    except (
        BuildError,
        ClickException,
        KnowledgeError,
        LicenceError,
        OfflineBuildError,
        PolicyError,
        RuntimeBuildError,
        WheelError,
    ) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
