#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads what `kuipc export` and `kuipc gate` write with parsers that are not ours.

Usage: parsers.py KUIPC RESULT FOLDER. RESULT is any result; a second one with hostile names is made of it.
"""
import csv
import datetime
import json
import math
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

KUIPC, RESULT, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
HOSTILE = 'echo/</script>"\'&|`,;\u202e\u0007\n=cmd()/size:64'


def kuipc(*words, status=0):
    done = subprocess.run([KUIPC, *map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == status, (words, done.returncode, done.stderr)
    return done.stdout


def hostile():
    result = json.loads(RESULT.read_text())
    row = next(row for row in result["benchmarks"] if row["status"] == "ok" and row["workload"] == "echo")
    row["name"] = HOSTILE
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "hostile.json"
    path.write_text(json.dumps(result))
    return path


def check_exports(path, rows):
    numbers = [row for row in rows if row["status"] == "ok"]
    github = json.loads(kuipc("export", path, "--format", "github"))
    assert len(github) == sum(row["metrics"][row["primary"]]["better"] == "lower" for row in numbers)
    for one in github:
        assert set(one) <= {"name", "unit", "value", "range", "extra"}, one
        assert isinstance(one["name"], str) and isinstance(one["unit"], str)
        assert math.isfinite(one["value"])
    bencher = json.loads(kuipc("export", path, "--format", "bencher"))
    assert set(bencher) == {f'{row["name"]} ({MACHINE})' for row in numbers}
    lines = list(csv.DictReader(kuipc("export", path, "--format", "csv").splitlines(keepends=True), strict=True))
    assert {line["name"] for line in lines} == {row["name"] for row in rows}
    assert all(None not in line and None not in line.values() for line in lines)
    check_junit(xml.fromstring(kuipc("export", path, "--format", "junit")), len(rows))


def check_junit(root, cases):
    assert root.tag == "testsuites"
    for suite in root:
        found = suite.findall("testcase")
        assert int(suite.get("tests")) == len(found) == cases
        for kind, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.get(attribute)) == len(suite.findall(f"testcase/{kind}"))
        assert all(case.get("name") and case.get("classname") for case in found)


def run_at(day, left_out=()):
    """RESULT as a run of that day, without some of its rows' numbers."""
    result = json.loads(OTHER.read_text())
    result["run"].update(id=f"202611{day:02}T000000Z", started=f"2026-11-{day:02}T00:00:00Z", ended="finished")
    for row in result["benchmarks"]:
        if row["name"] in left_out:
            row.update(status="skipped", reason="not loaded", metrics={})
            row.pop("primary", None)
    path = FOLDER / f"day-{day}.json"
    path.write_text(json.dumps(result))
    return path


# What CsvImporter of otava/importer.py (Apache Otava) takes for an error, and what it takes for granted.
def check_otava(rows):
    measured = [row["name"] for row in rows if row["status"] == "ok"]
    store = FOLDER / "store"
    shutil.rmtree(store, ignore_errors=True)
    for path in (run_at(3), run_at(1, left_out=measured[:2]), run_at(2, left_out=measured[1:3])):
        kuipc("history", "add", path, "--store", store)
    table, configuration = FOLDER / "history.csv", FOLDER / "otava.yaml"
    kuipc("history", "export", "--store", store, "--out", table, "--otava", configuration)
    with open(table, newline="", encoding="utf-8") as file:
        header, *lines = csv.reader(file, delimiter=",", quotechar='"')
    assert len(set(header)) == len(header) and "branch" not in header, header
    assert len(lines) == 3 and all(len(line) == len(header) for line in lines)
    times = [datetime.datetime.fromisoformat(line[header.index("time")].replace("Z", "+00:00")) for line in lines]
    assert times == sorted(times)
    text = configuration.read_text()
    columns = [json.loads(line.strip().rpartition(": {")[0]) for line in text.splitlines() if "direction" in line]
    assert columns == header[5:] and {name.split(" ")[0] for name in columns if HOSTILE not in name} <= set(measured)
    assert any(name.startswith(HOSTILE) for name in columns)
    for column in columns:
        assert all(math.isfinite(float(line[header.index(column)])) for line in lines), column
    assert "attributes: [" + ", ".join(header[1:5]) + "]" in text and f"file: {json.dumps(str(table))}" in text


def check_gate(path, rows):
    kuipc("gate", RESULT, path, "--junit", FOLDER / "junit.xml", "--list", FOLDER / "list.txt", status=3)
    check_junit(xml.parse(FOLDER / "junit.xml").getroot(), sum(row["status"] == "ok" for row in rows) + 1)
    lines = (FOLDER / "list.txt").read_text().splitlines()
    assert all(line.count("\t") == 8 for line in lines), lines


ROWS = json.loads(RESULT.read_text())["benchmarks"]
MACHINE = "counted-" + json.loads(RESULT.read_text())["machine"]["fingerprint"][:8]
check_exports(RESULT, ROWS)
OTHER = hostile()
check_exports(OTHER, json.loads(OTHER.read_text())["benchmarks"])
check_gate(OTHER, ROWS)
check_otava(json.loads(OTHER.read_text())["benchmarks"])
print(f"{len(ROWS)} rows read back")
