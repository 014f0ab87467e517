"""A list scheduler: when jobs of known length end on a number of cores, and the chain that no number of cores shortens."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

from scaling_jobs import Job

Seconds = Callable[[Job, int], float]  # of a job on so many cores


@dataclass(frozen=True)
class Schedule:
    """What a simulated run takes.

    Attributes:
        wall: seconds from the first start to the last end.
        busy: core-seconds in which cores were held by jobs, as a share of cores times ``wall``.
    """

    wall: float
    busy: float


def simulate(jobs: Sequence[Job], seconds: Seconds, cores: int) -> Schedule:
    """Start every ready job that fits, those of higher priority first, then those whose remaining chain is longest.

    A job holds ``min(threads, cores)`` cores from its start to its end; nothing is given up midway. Memory, disks and
    the time between a job's end and the next one's start are left out.
    """
    rest = remaining(jobs, seconds, cores)
    waiting = [len(job.needs) for job in jobs]
    followers = _followers(jobs)
    ready = [(-job.priority, -rest[place], place) for place, job in enumerate(jobs) if not job.needs]
    heapq.heapify(ready)
    running: list[tuple[float, int]] = []
    now, free, held = 0.0, cores, 0.0
    while ready or running:
        passed = []
        while ready and free > 0:
            entry = heapq.heappop(ready)
            taken = min(jobs[entry[2]].threads, cores)
            if taken > free:
                passed.append(entry)
                continue
            took = seconds(jobs[entry[2]], taken)
            free -= taken
            held += taken * took
            heapq.heappush(running, (now + took, entry[2]))
        for entry in passed:
            heapq.heappush(ready, entry)
        now, ended = heapq.heappop(running)
        free += min(jobs[ended].threads, cores)
        for place in followers[ended]:
            waiting[place] -= 1
            if waiting[place] == 0:
                heapq.heappush(ready, (-jobs[place].priority, -rest[place], place))
    return Schedule(now, held / (cores * now) if now else 1.0)


def remaining(jobs: Sequence[Job], seconds: Seconds, cores: int) -> list[float]:
    """Of each job: seconds from its start to the end of the longest chain that begins with it."""
    followers, order = _followers(jobs), _order(jobs)
    rest = [0.0] * len(jobs)
    for place in reversed(order):
        after = max((rest[follower] for follower in followers[place]), default=0.0)
        rest[place] = seconds(jobs[place], min(jobs[place].threads, cores)) + after
    return rest


def critical_path(jobs: Sequence[Job], seconds: Seconds, cores: int) -> list[Job]:
    """The longest chain of jobs that wait for one another, first to last."""
    rest, followers = remaining(jobs, seconds, cores), _followers(jobs)
    chain: list[Job] = []
    choices = list(range(len(jobs)))
    while choices:
        place = max(choices, key=lambda choice: rest[choice])
        chain.append(jobs[place])
        choices = followers[place]
    return chain


def _followers(jobs: Sequence[Job]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in jobs]
    for place, job in enumerate(jobs):
        for need in job.needs:
            found[need].append(place)
    return found


def _order(jobs: Sequence[Job]) -> list[int]:
    followers = _followers(jobs)
    waiting = [len(job.needs) for job in jobs]
    order = [place for place, count in enumerate(waiting) if count == 0]
    for place in order:
        for follower in followers[place]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                order.append(follower)
    return order
