"""Commands of Python, measured from outside: one alone, or several that take turns.

POSIX only: those that wait for their turn are stopped by a signal.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from timing import ROOT

TURN = 0.5
"""Seconds that a command of weight 1 runs before it is another's turn."""


@dataclass(frozen=True, slots=True)
class Command:
    """What Python is to run.

    :param weight: how long its turns are. In proportion to what the commands need, all
        end at about the same time.
    """

    arguments: tuple[str | Path, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took.

    :param seconds: of its own turns.
    :param cpu: seconds of processor time, of its own processes too.
    :param peak_mib: the most memory that its processes held together: their own, as
        Linux counts it (``RssAnon``), without the files that they map, which the system
        takes back when it wants to. Read ten times a second; elsewhere the most that the
        largest process held, mapped files included.
    """

    seconds: float
    cpu: float
    peak_mib: float


def measure_command(*arguments: str | Path) -> Usage:
    """Run Python with arguments.

    :raises RuntimeError: when it ends with an error.
    """
    return measure_turns({"": Command(arguments)})[""]


def measure_turns(commands: Mapping[str, Command]) -> dict[str, Usage]:
    """Run commands side by side, one at a time: the others are stopped meanwhile, with
    all processes that they started. A machine that is slow for some minutes is so for
    all of them.

    :raises RuntimeError: when one ends with an error; the others are killed.
    """
    runs = {name: _Run(command.arguments) for name, command in commands.items()}
    waiting = dict(commands)
    usages: dict[str, Usage] = {}
    try:
        while waiting:
            for name, command in list(waiting.items()):
                turn = TURN * command.weight if len(waiting) > 1 else None
                if usage := runs[name].take_turn(turn):
                    usages[name] = usage
                    del waiting[name]
    finally:
        for name in waiting:
            runs[name].kill()
    return {name: usages[name] for name in commands}


def measure_starts(
    rounds: int, commands: Mapping[str, Sequence[str | Path]]
) -> dict[str, float]:
    """The median processor time of some short commands, in seconds. They take turns:
    what a core gives at a time differs by half on shared machines."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, arguments in commands.items():
            times[name].append(measure_command(*arguments).cpu)
    return {name: statistics.median(found) for name, found in times.items()}


class _Run:
    """A command, started in its first turn."""

    def __init__(self, arguments: Sequence[str | Path]) -> None:
        self._command = [sys.executable, "-W", "ignore", *map(str, arguments)]
        self._process: _Process | None = None
        self._seconds = 0.0

    def take_turn(self, seconds: float | None) -> Usage | None:
        """Go on for so long, or to the end.

        :returns: nothing when it has not ended.
        :raises RuntimeError: when it ended with an error.
        """
        started = time.perf_counter()
        if self._process is None:
            self._process = _Process(self._command)
        else:
            self._process.send(signal.SIGCONT)
        ended = self._process.wait(seconds)
        if not ended:
            self._process.send(signal.SIGSTOP)
        self._seconds += time.perf_counter() - started
        return self._process.finish(self._seconds) if ended else None

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()


class _Process:
    """A process and those that it starts, which are one group. The group stays in the
    session of this process: when this one is killed, the system wakes and ends what is
    stopped of the group."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._popen = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            process_group=0,
        )
        self._errors = b""
        # It ends when the last process of the group closes its end of the pipe.
        self._reading = threading.Thread(target=self._read_errors, daemon=True)
        self._reading.start()
        self._peak = _Peak(self._popen.pid)
        self._peak.start()

    def _read_errors(self) -> None:
        assert self._popen.stderr is not None
        with self._popen.stderr as errors:
            self._errors = errors.read()

    def send(self, number: signal.Signals) -> None:
        # The process is not reaped before: its number names no other group.
        os.killpg(self._popen.pid, number)

    def wait(self, seconds: float | None) -> bool:
        """Whether it ended within this time."""
        self._reading.join(seconds)
        return not self._reading.is_alive()

    def reap(self) -> tuple[int, float, float]:
        """:returns: its exit code, its processor time, its peak of memory in MiB."""
        self._reading.join()
        _, status, usage = os.wait4(self._popen.pid, 0)
        self._popen.returncode = os.waitstatus_to_exitcode(status)
        peak = self._peak.stop() or usage.ru_maxrss / 1024
        return self._popen.returncode, usage.ru_utime + usage.ru_stime, peak

    def kill(self) -> None:
        if self._popen.returncode is None:
            self.send(signal.SIGKILL)
            self.reap()

    def finish(self, seconds: float) -> Usage:
        code, cpu, peak_mib = self.reap()
        errors = self._errors.decode(errors="replace")
        # 1 is also what timtin says of articles that it rejects.
        if code not in (0, 1) or "Traceback" in errors:
            raise RuntimeError(f"{self._command}: {errors[-800:]}")
        return Usage(seconds, cpu, peak_mib)


class _Peak(threading.Thread):
    """Watches the memory of a process and of those that it starts."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self._most = 0.0

    def run(self) -> None:
        while not self._ended.wait(0.1):
            self._most = max(self._most, sum(map(_own_mib, _family(self._pid))))

    def stop(self) -> float:
        """:returns: MiB; 0 where the system does not tell."""
        self._ended.set()
        self.join()
        return self._most


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _own_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line[:8] == "RssAnon:") / 1024
