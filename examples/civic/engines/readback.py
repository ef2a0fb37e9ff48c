"""Exports a list in each format and reads it back: the same rows, ids, values and declared types everywhere.

    python readback.py --civic target/debug/civic [--list decidim/proposals] [--engines duckdb,pyarrow]

Compared are the values of all columns; of lists, how much they hold. Parquet keeps its types by itself. CSV has
none: there the engines are given the declared ones.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

import readers

FORMATS = ["parquet", "csv", "jsonl", "sqlite", "geojson"]


def run(civic, *words):
    settings = {k: v for k, v in os.environ.items() if not k.startswith(("DECIDIM_", "GOVOCAL_"))}
    return subprocess.run([civic, *words], check=True, env=settings, capture_output=True, text=True).stdout


def declared_columns(civic, name):
    """The type of each column by its name, lists without what they hold. JSON is text wherever it is stored."""
    columns = json.loads(run(civic, "schema", name, "--format", "json"))["columns"]
    plain = {c["name"]: c["type"] if isinstance(c["type"], str) else next(iter(c["type"])) for c in columns}
    return {column: "text" if kind == "json" else kind for column, kind in plain.items()}


def plain(kind, value):
    """A value as it compares with another engine's."""
    if value is None or value == "":
        return None  # CSV cannot tell them apart.
    if kind == "timestamp":
        value = datetime.fromisoformat(value) if isinstance(value, str) else value
        # A moment of no zone is an error here, not local time.
        return value.astimezone(timezone.utc).isoformat() if value.tzinfo else f"{value} without a zone"
    if kind in ("texts", "list") and isinstance(value, str):
        value = json.loads(value)
    if kind == "texts":
        pairs = value if isinstance(value, dict) else [p.values() if isinstance(p, dict) else p for p in value]
        return dict(pairs)
    return len(value) if kind == "list" else value


def rows_of(read, columns):
    """The rows by their ids."""
    rows = [{name: plain(columns[name], row[name]) for name in row} for row in read]
    return sorted(rows, key=lambda row: str(row["id"]))


class Findings:
    def __init__(self):
        self.faults = 0

    def tell(self, what, expected, found):
        same = expected == found
        self.faults += not same
        print(f"{'ok  ' if same else 'FAIL'}  {what}", flush=True)
        if not same:
            differ = [pair for pair in zip(expected, found) if pair[0] != pair[1]]
            print(f"      {len(expected)} expected, {len(found)} found; first difference: {differ[:1]}")


def readback(civic, name, engines, folder):
    files = {}
    for ending in FORMATS:
        files[ending] = str(folder / ending / f"rows.{ending}")
        (folder / ending).mkdir()
        run(civic, "export", name, "-o", files[ending])
    columns = declared_columns(civic, name)
    names = list(columns)
    findings = Findings()
    expected = None
    for engine in engines:
        reader = readers.ENGINES[engine]()
        types, rows = reader.parquet(files["parquet"], names)
        rows = rows_of(rows, columns)
        expected = expected or rows
        findings.tell(f"{engine}: Parquet has the declared types", list(columns.items()), list(types.items()))
        findings.tell(f"{engine}: Parquet has the same {len(rows)} rows", expected, rows)
        rows = rows_of(reader.csv(files["csv"], columns, names), columns)
        findings.tell(f"{engine}: CSV has the same rows", expected, rows)
        ids = [row["id"] for row in expected]
        for ending, read in [("jsonl", reader.json_lines), ("geojson", reader.geojson)]:
            findings.tell(f"{engine}: {ending} has the same ids", ids, sorted(map(str, read(files[ending]))))
        reader.close()
    table = name.replace("/", "_").replace("-", "_")
    kinds, rows = readers.sqlite(files["sqlite"], table, columns, names)
    # Lists are tables of their own.
    findings.tell("sqlite3: SQLite has the declared types", {n: k for n, k in columns.items() if k != "list"}, kinds)
    rows = rows_of(rows, columns)
    without_lists = [{n: v for n, v in row.items() if columns[n] != "list"} for row in expected]
    findings.tell("sqlite3: SQLite has the same rows", without_lists, rows)
    valid = readers.frictionless_errors(folder / "csv" / "datapackage.json")
    findings.tell("frictionless: datapackage.json describes the CSV", [], valid)
    return findings.faults


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--civic", default="civic", help="the tool; by default the one of the PATH")
    options.add_argument("--list", default="decidim/proposals", help="a list whose records have a place")
    options.add_argument("--engines", default=",".join(readers.ENGINES))
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        faults = readback(options.civic, options.list, options.engines.split(","), Path(folder))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
