"""Worker processes that take batches and give results back in the order in which they were sent.

At most a few batches are under way, so memory stays flat however long the export is. A worker that
dies (no memory, say) ends neither the run nor its batch: the batch's parts are tried one by one.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any


class Crew[Part, Packed, Result]:
    """`jobs` processes that run `work(batch)`; with one job everything runs in this process.

    `pack(part)` is what is sent of a part: the less, the faster. `setup(*arguments)` prepares a
    process once. `failed(part)` stands in for the result of a part during which a worker died.
    `work`, `setup` and what they take must be picklable.
    """

    def __init__(  # noqa: PLR0913 - three functions and what they need
        self,
        jobs: int,
        work: Callable[[list[Packed]], list[Result]],
        *,
        pack: Callable[[Part], Packed],
        setup: Callable[..., None],
        arguments: tuple[Any, ...],
        failed: Callable[[Part], Result],
    ) -> None:
        self._jobs = jobs
        self._work = work
        self._pack = pack
        self._setup = setup
        self._arguments = arguments
        self._failed = failed
        self._pool: ProcessPoolExecutor | None = None

    def run(self, batches: Iterator[list[Part]]) -> Iterator[tuple[list[Part], list[Result]]]:
        """Each batch with its results, in order."""
        if self._jobs <= 1:
            self._setup(*self._arguments)
            for batch in batches:
                yield batch, self._work([self._pack(part) for part in batch])
            return
        under_way: deque[tuple[list[Part], Future[list[Result]]]] = deque()
        try:
            for batch in batches:
                under_way.append((batch, self._submit(batch)))
                if len(under_way) > 2 * self._jobs + 1:
                    yield self._first(under_way)
            while under_way:
                yield self._first(under_way)
        finally:
            if self._pool is not None:
                self._pool.shutdown(wait=True, cancel_futures=True)

    def _first(
        self, under_way: deque[tuple[list[Part], Future[list[Result]]]]
    ) -> tuple[list[Part], list[Result]]:
        batch, future = under_way.popleft()
        try:
            return batch, future.result()
        except BrokenProcessPool:
            waiting = [later for later, _ in under_way]
            under_way.clear()
            results = [self._alone(part) for part in batch]
            # Their futures died with the pool.
            under_way.extend((later, self._submit(later)) for later in waiting)
            return batch, results

    def _alone(self, part: Part) -> Result:
        try:
            return self._submit([part]).result()[0]
        except BrokenProcessPool:
            return self._failed(part)

    def _submit(self, batch: list[Part]) -> Future[list[Result]]:
        packed = [self._pack(part) for part in batch]
        try:
            return self._running().submit(self._work, packed)
        except BrokenProcessPool:
            self._pool = None
            return self._running().submit(self._work, packed)

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._jobs,
                # The same everywhere, and safe beside the thread that draws the progress.
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_prepare,
                initargs=(self._setup, self._arguments),
            )
        return self._pool


def _prepare(setup: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    # Ctrl-C reaches every process of the terminal; the parent alone decides how to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    setup(*arguments)
