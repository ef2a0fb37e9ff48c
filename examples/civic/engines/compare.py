"""Harvests the embedded sandboxes, asks each engine the two questions, and fails if an answer differs.

    python compare.py --civic target/debug/civic [--engines duckdb,pyarrow] [--dataset DIR]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENGINES = ["duckdb", "pyarrow", "polars", "spark", "datafusion"]


def harvest(civic, into):
    lists = "decidim/proposals,govocal/ideas,govocal/comments"
    # Whoever has a platform in the environment reads the sandboxes here all the same.
    settings = {k: v for k, v in os.environ.items() if not k.startswith(("DECIDIM_", "GOVOCAL_"))}
    subprocess.run([civic, "harvest", "--lists", lists, "--into", into], check=True, env=settings)


def command(engine):
    if engine == "datafusion":
        return ["cargo", "run", "--quiet", "--manifest-path", HERE / "datafusion" / "Cargo.toml", "--"]
    return [sys.executable, HERE / f"{engine}_query.py"]


def ask(engine, dataset):
    """The lines of an answer, in no order."""
    # Only what went wrong is worth reading of what an engine logs.
    ran = subprocess.run([*command(engine), dataset], capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f"{engine} failed:\n{ran.stderr}")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return Counter(json.dumps(line, sort_keys=True) for line in lines)


def compare(engines, dataset):
    answers = {}
    for engine in engines:
        began = time.monotonic()
        answers[engine] = ask(engine, dataset)
        print(f"{engine}: {answers[engine].total()} lines in {time.monotonic() - began:.1f} s", flush=True)
    first, expected = next(iter(answers.items()))
    for question in ("proposals_per_month", "language_gaps"):
        if not any(question in line for line in expected):
            sys.exit(f"{first} gave no answer to {question}")
    differ = [engine for engine, answer in answers.items() if answer != expected]
    for engine in differ:
        for told, missing in [(first, expected - answers[engine]), (engine, answers[engine] - expected)]:
            for line in missing:
                print(f"only {told}: {line}")
    if differ:
        sys.exit(f"not as {first}: {', '.join(differ)}")
    print(f"the same answer from {', '.join(answers)}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--civic", default="civic", help="the tool; by default the one of the PATH")
    options.add_argument("--engines", default=",".join(ENGINES), help=f"by default all: {','.join(ENGINES)}")
    options.add_argument("--dataset", help="a harvested dataset; by default one of the sandboxes is made")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dataset = options.dataset or folder
        if not options.dataset:
            harvest(options.civic, dataset)
        compare(options.engines.split(","), os.path.abspath(dataset))


if __name__ == "__main__":
    main()
