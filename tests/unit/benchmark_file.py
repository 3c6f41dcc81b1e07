#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads Google Benchmark's own file as a tool does that matches series by their name.

Usage: benchmark_file.py KUIPC_BENCH FOLDER. Measures the floors on this machine, in nanoseconds that are not looked at.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

HARNESS, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
ROWS = {"floor/empty", "floor/syscall"}


def measured(name, *words, environment=None):
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [HARNESS, "--out", folder, "--clock", "wall", "--allow-emulated-wall", "--no-modules", "--set", "quick",
               "--filter", "^floor/(empty|syscall)$", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    ours = [json.loads(line)["name"] for line in (folder / "benchmarks.jsonl").read_text().splitlines()]
    assert sorted(ours) == sorted(ROWS), ours
    return json.loads((folder / "benchmark.json").read_text())


def names(file, kind="iteration"):
    return sorted(run["name"] for run in file["benchmarks"] if run["run_type"] == kind)


# However often, and however many operations this time: a row has one name.
once, thrice = measured("once", "--repetitions", "1"), measured("thrice", "--", "--benchmark_repetitions=3")
assert set(names(once)) == set(names(thrice)) == ROWS, (names(once), names(thrice))
assert names(once) == sorted(ROWS) and names(thrice) == sorted(3 * list(ROWS)), "each repetition is there"
assert {run["run_name"] for run in thrice["benchmarks"]} == ROWS
assert {f"{row}_{statistic}" for row in ROWS for statistic in ("mean", "median", "stddev", "cv")} == set(
    names(thrice, "aggregate"))

# What is summed up alone; of one repetition there is nothing to sum up. No row is lost over it (see measured).
summed = measured("summed", "--repetitions", "3", "--", "--benchmark_report_aggregates_only",
                  "--benchmark_context=lab=seven")
assert names(summed) == [] and names(summed, "aggregate") == names(thrice, "aggregate")
assert summed["context"]["lab"] == "seven" and summed["context"]["clock"] == "wall"
single = measured("single", "--repetitions", "1", "--", "--benchmark_report_aggregates_only")
assert names(single) == sorted(ROWS)

# The library takes flags from the environment, too: those are not this run's.
stray = measured("stray", "--repetitions", "2", environment={
    "BENCHMARK_FILTER": "nothing", "BENCHMARK_LIST_TESTS": "1", "BENCHMARK_REPORT_AGGREGATES_ONLY": "1",
    "BENCHMARK_CONTEXT": "clock=mine", "BENCHMARK_REPETITIONS": "7", "BENCHMARK_MIN_WARMUP_TIME": "0.1"})
assert names(stray) == sorted(2 * list(ROWS)) and stray["context"]["clock"] == "wall"
print("the names are ours")
