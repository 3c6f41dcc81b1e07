#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes results of a size that a CI system has after a year: many_runs.py FOLDER [RUNS] [SERIES].

The numbers are made up and repeat exactly: most rows stay where they are, as counted ones do, some take a
step now and then, and a few move by an instruction or two each time. Nothing here was measured, and each
result says so.
"""
import json
import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1])
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
SERIES = int(sys.argv[3]) if len(sys.argv) > 3 else 300
SIZES = (64, 256, 1024, 4096, 16384, 65536)


def median(series, run):
    value = 1000 + 37 * series
    value += sum(1 + 5 * (series + step) % 97 for step in range(0, run, 400) if (series + step) % 11 == 0)
    return value + ((run * 7919 + series) % 3 if series % 20 == 0 else 0)


def row(series, run):
    size = SIZES[series % len(SIZES)]
    transport = f"made_up_{series // len(SIZES)}"
    return {"name": f"echo/{transport}/size:{size}", "workload": "echo", "transport": transport, "variant": "",
            "size": size, "status": "ok", "primary": "latency", "syscalls": 2, "copies": 2, "wakeups": 0,
            "metrics": {"latency": {"unit": "insn", "better": "lower", "median": median(series, run),
                                    "samples": 500, "rejected": 0}}}


def result(run):
    month, day, hour = 1 + run // 200, 1 + run // 10 % 20, run % 10
    stamp = f"2025{month:02}{day:02}T{hour:02}0000Z"
    return {"schema": "kuipc.result/1",
            "run": {"id": stamp, "started": f"2025-{month:02}-{day:02}T{hour:02}:00:00Z", "set": "standard",
                    "ended": "finished", "warnings": ["made up by tests/figures/many_runs.py, not measured"]},
            "machine": {"fingerprint": "00000000made0up0", "clock": "counted", "accel": "tcg", "cpus": 1},
            "subject": {"kernel": {"release": f"6.1.{run // 20}", "image_sha256": f"{run // 20:064x}"},
                        "kuipc": {"commit": f"{run:07x}".ljust(40, "0"), "modules_sha256": f"{run:064x}"}},
            "benchmarks": [row(series, run) for series in range(SERIES)]}


for number in range(RUNS):
    path = FOLDER / f"{number:05}" / "result.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result(number)))
