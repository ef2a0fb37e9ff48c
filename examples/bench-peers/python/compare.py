"""One list of a Go Vocal sandbox into Parquet, by `civic export`, by a loop with requests (loop.py) and by dlt
(dlt_source.py): how long it takes, what it costs, and which rows are missing if the list changes meanwhile.

    python compare.py --programs target/release [--ideas 20000] [--repeats 3] [--seeds 5]

Prints one Markdown table. Each run has a sandbox of its own with the same data, without a request limit; of
several runs the table has the median, and the contestants take turns. Time and CPU time are those of the whole
process, its start included; a line of their own shows what is left of them over a single page. Peak memory is the
kernel's `VmHWM`, so this needs Linux. All ask for pages of 100. What they write is not the same:

* `civic` writes declared columns, with the words of HTML beside it.
* The loop holds all rows until the end: the types of the columns are known only then.
* dlt finds the types by itself, and makes tables of their own for lists within a row.

The changes are those of the sandbox's `--churn`: before each request for a page so many ideas are posted, and as
many deleted, on average. A row is lost if it was there from before the first request until after the last one,
by the sandbox's own account, and is not in the file.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import monotonic

try:
    from pyarrow import parquet

    VERSIONS = [f"{package} {version(package)}" for package in ("requests", "pyarrow", "dlt")]
except ImportError as error:
    sys.exit(f"a Python package is missing ({error}): .ci/peers installs what this needs")

HERE = Path(__file__).resolve().parent
LATENCY = 50
CHURN = [0.05, 0.5]
CIVIC, CIVIC_8, LOOP, DLT = "`civic export`", "`civic export --concurrency 8`", "loop", "dlt"
CONTESTANTS = [CIVIC, CIVIC_8, LOOP, DLT]


@dataclass
class Run:
    """What one reading took, and what came of it."""

    seconds: float
    cpu: float
    mebibytes: float
    requests: int
    rows: int
    lost: int
    twice: int
    throughout: int
    completeness: str


@dataclass
class Server:
    """A running sandbox, and the account that it leaves behind."""

    url: str
    client_id: str
    secret: str
    account: dict = field(default_factory=dict)


@contextmanager
def sandbox(programs: Path, folder: Path, flags: list[str]) -> Iterator[Server]:
    account = folder / "account.json"
    command = [programs / "civic-sandbox", "govocal", "--port", "0", "--rate-limit", "0", "--account", account]
    process = subprocess.Popen([*command, *flags], stdout=subprocess.PIPE, text=True)
    try:
        # Its address, the client's id and the secret are the last words of its first three lines.
        said = [process.stdout.readline().split()[-1:] for _ in range(3)]
        if not all(said):
            sys.exit("the sandbox did not start")
        server = Server(*(word for [word] in said))
        yield server
        process.send_signal(signal.SIGINT)
        process.wait()
        server.account = json.loads(account.read_text())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def command(contestant: str, programs: Path, server: Server, folder: Path) -> list[str | Path]:
    credentials = [server.url, server.client_id, server.secret]
    if contestant == LOOP:
        return [sys.executable, HERE / "loop.py", *credentials, folder / "ideas.parquet"]
    if contestant == DLT:
        return [sys.executable, HERE / "dlt_source.py", *credentials, folder / "dlt"]
    concurrency = ["--concurrency", "8"] if contestant == CIVIC_8 else []
    files = ["-o", folder / "ideas.parquet", "--report", folder / "report.json"]
    return [programs / "civic", "--quiet", "export", "govocal/ideas", *files, *concurrency]


def peak(process: int, ended: threading.Event, found: list[int]) -> None:
    """The most memory that a process has had so far, in KiB, looked up again and again until it ends."""
    while not ended.wait(0.005):
        try:
            lines = Path(f"/proc/{process}/status").read_text().splitlines()
        except OSError:
            return
        found += [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]


def measure(contestant: str, programs: Path, folder: Path, flags: list[str]) -> Run:
    with sandbox(programs, folder, flags) as server:
        settings = {
            **os.environ,
            "GOVOCAL_URL": server.url,
            "GOVOCAL_CLIENT_ID": server.client_id,
            "GOVOCAL_CLIENT_SECRET": server.secret,
            # dlt would tell its makers of each run, and warn of each column without values.
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            "RUNTIME__LOG_LEVEL": "ERROR",
        }
        told = folder / "told"
        with told.open("w") as out:
            began = monotonic()
            process = subprocess.Popen(
                command(contestant, programs, server, folder), env=settings, stdout=out, stderr=out, cwd=folder
            )
            ended, memory = threading.Event(), [0]
            watcher = threading.Thread(target=peak, args=(process.pid, ended, memory))
            watcher.start()
            _, status, usage = os.wait4(process.pid, 0)
            seconds = monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            ended.set()
            watcher.join()
    # 3 is civic's own code for a list that came incomplete.
    if process.returncode not in ([0, 3] if contestant in (CIVIC, CIVIC_8) else [0]):
        sys.exit(f"{contestant} failed with {process.returncode}:\n{told.read_text()}")
    report = folder / "report.json"
    completeness = json.loads(report.read_text())["completeness"] if report.exists() else "nothing"
    files = sorted(folder.glob("ideas.parquet")) or sorted(folder.glob("dlt/city/ideas/*.parquet"))
    ids = [str(it) for file in files for it in parquet.read_table(file, columns=["id"])["id"].to_pylist()]
    came, throughout = Counter(ids), set(server.account["throughout"])
    return Run(
        seconds=seconds,
        cpu=usage.ru_utime + usage.ru_stime,
        mebibytes=max(memory) / 1024,
        # The one for the token is left out.
        requests=server.account["requests"] - 1,
        rows=len(ids),
        lost=len(throughout - came.keys()),
        twice=sum(times - 1 for times in came.values()),
        throughout=len(throughout),
        completeness=completeness,
    )


def rounds(programs: Path, each: list[list[str]]) -> dict[str, list[Run]]:
    """Each contestant once with each set of flags, in turn."""
    runs: dict[str, list[Run]] = {contestant: [] for contestant in CONTESTANTS}
    for flags in each:
        for contestant in CONTESTANTS:
            with tempfile.TemporaryDirectory() as folder:
                run = measure(contestant, programs, Path(folder), flags)
            told = f"{run.seconds:.2f} s, {run.rows} rows, {run.lost} lost, {run.twice} twice, {run.completeness}"
            print(f"{contestant} {' '.join(flags)}: {told}", file=sys.stderr, flush=True)
            runs[contestant].append(run)
    return runs


def line(name: str, cells: list[str]) -> None:
    print(f"| {name} | {' | '.join(cells)} |", flush=True)


def figures(name: str, unit: str, runs: dict[str, list[Run]], of: str) -> None:
    """A line of medians, each with its multiple of the loop's."""
    medians = [median(getattr(run, of) for run in runs[contestant]) for contestant in CONTESTANTS]
    by_loop = medians[CONTESTANTS.index(LOOP)]
    line(name, [f"{it:{'.2f' if it < 10 else '.0f'}} {unit} ({it / by_loop:.2f})" for it in medians])


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def counts(name: str, runs: dict[str, list[Run]], of: str) -> None:
    """A line with the figure of each run, or one where they agree."""
    each = [[spaced(getattr(run, of)) for run in runs[it]] for it in CONTESTANTS]
    line(name, [", ".join(it if len(set(it)) > 1 else it[:1]) for it in each])


def span(name: str, runs: dict[str, list[Run]], of: str) -> None:
    """A line with the least and the most."""
    each = [[getattr(run, of) for run in runs[it]] for it in CONTESTANTS]
    line(name, [f"{spaced(min(it))} to {spaced(max(it))}" for it in each])


def completeness(name: str, runs: dict[str, list[Run]]) -> None:
    each = [Counter(run.completeness for run in runs[contestant]) for contestant in CONTESTANTS]
    line(name, [", ".join(f"{times} × {level}" for level, times in it.most_common()) for it in each])


def quiet(programs: Path, ideas: int, repeats: int, latency: int) -> dict[str, list[Run]]:
    """Readings of a list that nothing changes: all must bring all of it."""
    runs = rounds(programs, [["--ideas", str(ideas), "--latency", str(latency)]] * repeats)
    for contestant, run in ((it, run) for it in CONTESTANTS for run in runs[it]):
        if (run.rows, run.lost) != (ideas, 0):
            sys.exit(f"{contestant} brought {run.rows} rows of a list of {ideas} that nothing changes")
    return runs


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--programs", type=Path, required=True, help="the folder of civic and civic-sandbox")
    options.add_argument("--ideas", type=int, default=20_000, help="the length of the list; default 20000")
    options.add_argument("--repeats", type=int, default=3, help="runs of which the median is taken; default 3")
    options.add_argument("--seeds", type=int, default=5, help="different changes of the list; default 5")
    options = options.parse_args()
    if not Path("/proc/self/status").exists():
        sys.exit("this reads the memory of a process from /proc, which only Linux has")
    programs, ideas = options.programs.resolve(), options.ideas
    for program in ("civic", "civic-sandbox"):
        if not (programs / program).exists():
            sys.exit(f"there is no {program} in {programs}; .ci/peers builds it")

    load = os.getloadavg()[0]
    near = quiet(programs, ideas, options.repeats, 0)
    far = quiet(programs, ideas, options.repeats, LATENCY)
    one_page = quiet(programs, 100, options.repeats, 0)
    print(f"{os.cpu_count()} cores, load {load:.1f}; Python {platform.python_version()}, {', '.join(VERSIONS)}\n")
    line(f"{spaced(ideas)} ideas", CONTESTANTS)
    print("|" + "---|" * (len(CONTESTANTS) + 1))
    figures(f"time, {LATENCY} ms away", "s", far, "seconds")
    figures("time, on the same machine", "s", near, "seconds")
    figures("CPU time", "s", near, "cpu")
    figures("peak memory", "MiB", near, "mebibytes")
    counts("requests", near, "requests")
    counts("rows in the file", near, "rows")
    figures("one page of 100: time", "s", one_page, "seconds")
    figures("one page of 100: CPU time", "s", one_page, "cpu")
    for rate in CHURN:
        seeds = range(1, options.seeds + 1)
        flags = ["--ideas", str(ideas), "--churn", str(rate)]
        runs = rounds(programs, [[*flags, "--seed", str(seed)] for seed in seeds])
        span(f"churn {rate}, {len(seeds)} seeds: ideas there throughout", runs, "throughout")
        counts("of these, lost", runs, "lost")
        counts("twice in the file", runs, "twice")
        completeness("what its report says", runs)


if __name__ == "__main__":
    main()
