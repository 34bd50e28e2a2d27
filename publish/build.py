"""`python -m publish.build` (`make build`): everything, from the sources to the finished site.

One process with a helper for each processor: all parts need the same knowledge, and as programs of
their own they would spend a good part of the time starting. Nothing is made again of the same inputs:
`build/stamps` remembers of each step what it was made from. Where nothing but the text of pages by hand
changed, `publish.again` renders those among the last build's, and everything else is made of pages as
ever, but for what is known of the others. The site is built beside the last one and takes its place when
it is whole, so that a failed build leaves what was there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from publish import lastbuild
from publish.days import day_of, seconds_of
from publish.errors import BuildError
from publish.lastbuild import LastBuild, Results

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wizard.catalog import Knowledge

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
SITE = BUILD / "site"
UNFINISHED = BUILD / "site.new"
RUNTIME = BUILD / "runtime"
OFFLINE = BUILD / "offline"
STAMPS = BUILD / "stamps"
# The pages as mkdocs makes them, before they are finished for the web.
PAGES = BUILD / "pages"
LAST = BUILD / "cache" / "last-build"
BY_HAND = "docs/**/*.md"

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
    def inputs(self) -> dict[str, str]:
        """The fingerprint of each file as it was when first asked for, and of the settings."""
        found = {
            path.relative_to(self._root).as_posix(): sha256(path.read_bytes()).hexdigest()
            for path in sorted(set(self._files()))
        }
        return {"": repr(_SETTINGS)} | found

    @property
    def _state(self) -> str:
        return sha256(repr(self.inputs).encode()).hexdigest()

    def _files(self) -> Iterator[Path]:
        for pattern in self._inputs:
            for path in self._root.glob(pattern):
                found = path.rglob("*") if path.is_dir() else (path,)
                yield from (
                    one for one in found if "__pycache__" not in one.parts and one.is_file()
                )


def build(whole: Stamp) -> None:
    """Make `build/site`, `build/offline` and `build/hosting`; steps of which nothing changed are left out.

    `whole`: the stamp of all of it. Raises BuildError, and what the parts raise.
    """
    last = lastbuild.read(LAST)
    # Until this build has come to its end, nobody knows which pages there are.
    LAST.unlink(missing_ok=True)
    if last is None or not _again(last, whole):
        last = _anew(whole)
    last.inputs = whole.inputs
    last.write(LAST)
    shutil.rmtree(SITE, ignore_errors=True)
    UNFINISHED.rename(SITE)


def _again(last: LastBuild, whole: Stamp) -> bool:
    """The same with some pages' text changed; False when more did, or may have."""
    pages = last.changed(whole.inputs)
    downloads = SITE / "downloads"
    if not all(
        PurePath(page).full_match(BY_HAND) and page in whole.inputs and page in last.inputs
        for page in pages
    ) or not all(path.exists() for path in (PAGES, RUNTIME / "manifest.json", downloads)):
        return False
    from publish import again, checks, compressed, current, hosting, offline  # noqa: PLC0415

    _same_date(last.knowledge)
    current.known(last.knowledge)
    with stage("changed pages"):
        if not again.lay_out({page.removeprefix("docs/") for page in pages}, last.layout, PAGES):
            return False
    results = last.results = Results(last.results)
    _take_pages()
    (package,) = downloads.glob("*.whl")
    with stage("offline"):
        offline.build(
            UNFINISHED,
            last.knowledge,
            package=lambda: (package.name, package.read_bytes()),
            results=results,
        )
    hosting.write(UNFINISHED)
    with stage("compressed"):
        compressed.compress(UNFINISHED)
    with stage("checks"):
        documents = results.of(checks.parse, checks.pages(UNFINISHED), kind="documents")
        # What is shipped is the same as before, so that its licences need no look.
        _complain(checks.check(UNFINISHED, last.knowledge, documents()))
    return True


def _anew(whole: Stamp) -> LastBuild:
    """Everything, but for steps whose inputs are as they were."""
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
    from publish.runtime import engine  # noqa: PLC0415
    from publish.wheel import wheel  # noqa: PLC0415

    own = current.knowledge()
    results = Results()
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
        _same_date(own)
        with stage("pages"):
            _pages(PAGES)
        if checked:
            with stage("knowledge"):
                _complain(checked.result())
            sound.write()
        _take_pages()
        # The offline edition is made from it, and the page that offers it learns its size and hash.
        with stage("offline"):
            package = packages[0].result if packages else None
            offline.build(UNFINISHED, own, pool=pool, package=package, results=results)
        hosting.write(UNFINISHED)
        # A dead link, a picture without an alternative text, a file from another host, a missing
        # fact of the source, or a file without a known licence fails the build.
        documents = results.of(
            checks.parse,
            checks.pages(UNFINISHED),
            kind="documents",
            in_parallel=partial(pool.map, chunksize=8),
        )
        licences_done = pool.submit(shipped.check, UNFINISHED, components.load())
        with stage("compressed"):
            for packed in packing:
                packed.result()
            compressed.compress(UNFINISHED)
        with stage("checks"):
            _complain([*checks.check(UNFINISHED, own, documents()), *licences_done.result()])
    return LastBuild(whole.inputs, own, current.layout(), results)


def _same_date(knowledge: Knowledge) -> None:
    """From the first to the last, nothing else gives the date: the same sources, the same site."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(seconds_of(day_of(knowledge.version))))


def _take_pages() -> None:
    """Lay what mkdocs made where the site is built; pages are finished there, other files stay."""
    shutil.rmtree(UNFINISHED, ignore_errors=True)
    shutil.copytree(PAGES, UNFINISHED, copy_function=_take)


def _take(source: str, target: str) -> None:
    # A file by two names takes no time; pages are written anew, which must not change the other one.
    if source.endswith(".html"):
        shutil.copy2(source, target)
    else:
        os.link(source, target)


@contextlib.contextmanager
def stage(name: str) -> Iterator[None]:
    """Say how long a step took that this process waited for."""
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:6.1f} s  {name}", flush=True)


def _runtime() -> None:
    from publish import current  # noqa: PLC0415
    from publish.runtime.build import build as build_runtime  # noqa: PLC0415

    build_runtime(current.knowledge(), RUNTIME)


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

    from wizard.loading import KnowledgeError  # noqa: PLC0415

    os.chdir(ROOT)
    try:
        build(whole)
        whole.write()
    except (BuildError, ClickException, KnowledgeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
