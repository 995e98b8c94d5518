"""Processes that survive each other: a file that kills its process costs that file, not the run."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from pgx.batch import worker
from pgx.batch.worker import Done, Rows, Setup, Task

AHEAD = 2                 # tasks in flight per process: one at work, one waiting
LARGEST = 32              # files of a task
DIED = "the process that read this file died: it ran out of memory, or a library crashed on the file"


def share(files: int, jobs: int) -> int:
    """Files per task: enough to make handing out cheap, few enough to keep all processes busy to the end."""
    return max(1, min(LARGEST, files // (jobs * 8)))


def run(tasks: Sequence[Task], setup: Setup, jobs: int) -> Iterator[Done]:
    """Do every task; yields what each came to as it ends, in no particular order.

    Processes are spawned, not forked: the same on every system, and safe beside threads. When one dies, every task
    in flight is suspected and done again, file by file, each in a process of its own.
    """
    waiting = deque(tasks)
    while waiting:
        running: dict[Future[Done], Task] = {}
        try:
            yield from _together(waiting, running, setup, jobs)
        except BrokenProcessPool:
            for task in sorted(running.values(), key=lambda t: t.key):
                yield from _alone(task, setup)


def _together(waiting: deque[Task], running: dict[Future[Done], Task], setup: Setup, jobs: int) -> Iterator[Done]:
    """Empty `waiting` on one pool. What is in `running` when it breaks was not finished."""
    pool = _pool(setup, min(jobs, len(waiting)))
    try:
        while waiting or running:
            while waiting and len(running) < jobs * AHEAD:
                running[pool.submit(worker.work, waiting[0])] = waiting[0]
                waiting.popleft()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done = future.result()
                del running[future]
                yield done
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(task: Task, setup: Setup) -> Iterator[Done]:
    """A suspected task again. A file that kills its process once more becomes a problem row."""
    task.discard()
    for single in task.singles():
        try:
            with _pool(setup, 1) as pool:
                yield pool.submit(worker.work, single).result()
        except BrokenProcessPool:
            worker.write(single, Rows(problems=[worker.problem(single.files[0], "crash", DIED)]))
            yield Done(single.counted, 0)


def _pool(setup: Setup, jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), worker.begin, (setup,))
