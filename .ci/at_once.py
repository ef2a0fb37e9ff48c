"""Tries many mutants with few builds: all stand in one program, each behind a switch.

`mutant-switch` rewrites a copy of the sources. A mutant that the compiler refuses is left out, and the rest is
built again. Each test is run once by itself, and writes down which mutants it reaches; so a mutant is tried with
those tests alone, the fastest first, until one fails. What survives is tried with the examples in the docs, all
of which Cargo builds again each time.
"""

import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SWITCH = Path(__file__).resolve().parent / "mutant-switch"
# A mutant that makes a test run without an end must not take the machine's memory.
MEMORY = 6 << 30
# Tests of one process take at most so many seconds together; so the fastest do not wait for the slowest.
TOGETHER = 0.5
# A mutant that makes a test take so many times longer is caught; and so many seconds are given to the smallest.
SLOWER, LEAST = 8, 10
# A compiler that reports no error of a mutant any more, and still fails, will not succeed by itself.
MOST_BUILDS = 40


class AtOnce:
    """One run over the mutants of a crate."""

    def __init__(self, root, folder, package, variables):
        self.root, self.folder, self.package = root, folder, package
        self.tree, self.target = folder / "tree", folder / "target"
        build = {"CARGO_INCREMENTAL": "0", "CARGO_PROFILE_DEV_DEBUG": "0", "RUSTFLAGS": "--cap-lints=allow"}
        self.variables = {**os.environ, **variables, **build}

    def run(self, mutants):
        """Yields each mutant's name and what became of it, in the words of cargo-mutants."""
        for number, mutant in enumerate(mutants):
            mutant["id"] = number
        programs, left_out = self.build(mutants)
        for mutant in mutants:
            if mutant["id"] in left_out:
                yield mutant, left_out[mutant["id"]]
        tests = self.reached(programs)
        rest = [mutant for mutant in mutants if mutant["id"] not in left_out]
        survivors = []
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for mutant, outcome in zip(rest, pool.map(lambda mutant: self.outcome(mutant["id"], tests), rest)):
                if outcome == "MissedMutant":
                    survivors.append(mutant)
                else:
                    yield mutant, outcome
        in_docs = self.reached_by_docs() if survivors else set()
        for mutant in survivors:
            number = mutant["id"]
            caught = number in in_docs and not self.documented({"MUTANT": str(number)})
            yield mutant, "CaughtMutant" if caught else "MissedMutant"

    def build(self, mutants):
        """The test programs, and the mutants that are not in them."""
        self.copy()
        left_out = {}
        for _ in range(MOST_BUILDS):
            rest = [mutant for mutant in mutants if mutant["id"] not in left_out]
            outcome = self.switched(rest)
            left_out |= {int(number): f"Apart: {why}" for number, why in outcome["apart"].items()}
            errors, programs = self.cargo()
            if programs is not None:
                return programs, left_out
            refused = self.refused(errors, outcome["places"], rest)
            if not refused:
                raise SystemExit("the copy does not build:\n" + "\n".join(error["rendered"] for error in errors))
            print(f"{len(refused)} mutants do not compile; building again", flush=True)
            left_out |= refused
        raise SystemExit("the copy does not build")

    def copy(self):
        """Lays the tracked files anew."""
        shutil.rmtree(self.tree, ignore_errors=True)
        files = subprocess.run(["git", "ls-files", "-z"], cwd=self.root, check=True, capture_output=True).stdout
        for file in filter(None, files.decode().split("\0")):
            if (self.root / file).is_file():
                (self.tree / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self.root / file, self.tree / file)

    def switched(self, mutants):
        """Puts these mutants into the copy."""
        source = self.package + "/src"
        shutil.rmtree(self.tree / source)
        shutil.copytree(self.root / source, self.tree / source)
        command = ["cargo", "run", "--quiet", "--manifest-path", str(SWITCH / "Cargo.toml"), "--", str(self.tree)]
        told = subprocess.run(command, input=json.dumps(mutants), check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(told.stdout)

    def cargo(self):
        """Builds the tests. The errors, and the programs if there was none."""
        command = ["cargo", "test", "--no-run", "--package", self.package]
        command += ["--lib", "--test", "main", "--message-format", "json", "--target-dir", str(self.target)]
        told = subprocess.run(command, cwd=self.tree, env=self.variables, stdout=subprocess.PIPE, text=True)
        messages = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
        errors = [
            message["message"]
            for message in messages
            if message["reason"] == "compiler-message" and message["message"]["level"] == "error"
        ]
        programs = [message["executable"] for message in messages if message.get("executable")]
        return errors, programs if told.returncode == 0 else None

    def refused(self, errors, places, mutants):
        """The mutants that these errors are about."""
        refused = {}
        for error in errors:
            code = (error["code"] or {}).get("code")
            why = "Apart: not in a constant" if code == "E0015" else "Unviable"
            refused |= dict.fromkeys(pointed_at(error, places) or self.of_function(error, mutants), why)
        # Where a function returns `impl Trait`, all its ends must be of one type. One end alone may be of another.
        opaque = {mutant["id"] for mutant in mutants if mutant["genre"] == "FnValue" and returns_opaque(mutant)}
        return refused | dict.fromkeys(opaque & refused.keys(), "Apart: the type is opaque")

    def of_function(self, error, mutants):
        """Where a message points at what a mutant changed only by its effect: all of that function."""
        lines = {(span["file_name"], span["line_start"]) for span in error["spans"] if span["is_primary"]}
        return [
            mutant["id"]
            for mutant in mutants
            for file, line in lines
            if mutant["file"] == file
            and mutant["function"]
            and mutant["function"]["span"]["start"]["line"] <= line <= mutant["function"]["span"]["end"]["line"]
        ]

    def reached(self, programs):
        """The tests with their seconds and the mutants that they reach, the fastest first."""
        tests = []
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for program in programs:
                tests += [test for test in pool.map(lambda name: self.alone(program, name), names(program)) if test]
        return sorted(tests, key=lambda test: test["seconds"])

    def alone(self, program, name):
        """Runs one test. None if it fails, so that it proves nothing."""
        with tempfile.TemporaryDirectory() as folder:
            seen = Path(folder) / "seen"
            began = time.monotonic()
            failed = self.fails(program, [name], {"MUTANTS_SEEN": str(seen)}, 600)
            seconds = time.monotonic() - began
            reached = set(map(int, seen.read_text().split())) if seen.exists() else set()
        if failed:
            print(f"left out, since it fails without a mutant: {name}", flush=True)
            return None
        return {"program": program, "name": name, "seconds": seconds, "reached": reached}

    def fails(self, program, names, variables, limit):
        """Whether a test fails. None if the time is up."""

        def limited():
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        command = [program, "--exact", "--test-threads", "1", *names]
        running = subprocess.Popen(
            command,
            cwd=self.tree / self.package,
            env={**self.variables, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=limited,
            start_new_session=True,
        )
        try:
            return running.wait(limit) != 0
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, 9)
            running.wait()
            return None

    def documented(self, variables):
        """Whether all examples in the docs pass."""
        command = ["cargo", "test", "--doc", "--package", self.package]
        command += ["--target-dir", str(self.target)]
        environment = {**self.variables, **variables}
        return subprocess.run(command, cwd=self.tree, env=environment, capture_output=True).returncode == 0

    def reached_by_docs(self):
        """The mutants that examples in the docs reach; none if one fails without a mutant."""
        seen = self.folder / "seen-by-docs"
        seen.unlink(missing_ok=True)
        passed = self.documented({"MUTANTS_SEEN": str(seen)})
        if not passed:
            print("the examples in the docs fail without a mutant", flush=True)
        return set(map(int, seen.read_text().split())) if passed and seen.exists() else set()

    def outcome(self, number, tests):
        """Tries a mutant with the tests that reach it."""
        for group in groups([test for test in tests if number in test["reached"]]):
            seconds = sum(test["seconds"] for test in group)
            names = [test["name"] for test in group]
            failed = self.fails(group[0]["program"], names, {"MUTANT": str(number)}, LEAST + SLOWER * seconds)
            if failed is None:
                return "Timeout"
            if failed:
                return "CaughtMutant"
        return "MissedMutant"


def returns_opaque(mutant):
    """Whether the function of a mutant returns `impl Trait`."""
    return "impl " in mutant["function"]["return_type"]


def pointed_at(error, places):
    """The mutants of the smallest parts that a message points at: an arm, and not what stands around it."""

    def found(spans, fits):
        return [
            number
            for place in places
            for span in spans
            if place["file"] == span["file_name"] and fits(place, span["byte_start"], span["byte_end"])
            for number in place["ids"]
        ]

    def holds(place, start, end):
        return place["start"] <= start and end <= place["end"]

    def meets(place, start, end):
        return start < place["end"] and place["start"] < end

    spans = error["spans"]
    primary = [span for span in spans if span["is_primary"]]
    return found(primary, holds) or found(spans, holds) or found(primary, meets)


def names(program):
    """The tests of a program, without those that are ignored."""

    def listed(*more):
        command = [program, "--list", "--format", "terse", *more]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return [line.removesuffix(": test") for line in told.splitlines() if line.endswith(": test")]

    ignored = set(listed("--ignored"))
    return [name for name in listed() if name not in ignored]


def groups(tests):
    """Tests of one program that take little time together."""
    group, seconds = [], 0.0
    for test in tests:
        if group and (seconds + test["seconds"] > TOGETHER or test["program"] != group[0]["program"]):
            yield group
            group, seconds = [], 0.0
        group.append(test)
        seconds += test["seconds"]
    if group:
        yield group
