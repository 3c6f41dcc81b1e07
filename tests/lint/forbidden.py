#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is cited is what was asked: results/reference/forbidden-*.json and tests/forbidden/combinations.txt
name the same operations and contexts, expect the same of each, give the same reasons, and what was said
is what was expected. So a line that changes in the list cannot be forgotten in the file; what the kernel
says is compared by ./tests/run.sh --checking forbidden, where it runs."""

import json
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CONTEXTS = ("task", "kthread", "softirq", "hardirq")
KEYS_OF_A_REPORT = ("checker", "report", "function", "detail", "reports")


def listed():
    """{(operation, context): (expected, because)} of combinations.txt."""
    combinations = {}
    for line in (SOURCE / "tests/forbidden/combinations.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        operation, context, expected, *because = line.split(maxsplit=3)
        combinations[operation, context] = (expected, because[0] if because else "")
    return combinations


def complaints_about_list(combinations):
    for (operation, context), (expected, because) in combinations.items():
        if context not in CONTEXTS or expected not in ("allowed", "reported", "unseen"):
            yield f"{operation}/{context}: '{expected}'"
        if (expected == "unseen") != bool(because):
            yield f"{operation}/{context}: what no checker sees has a reason, and nothing else has"
    operations = {operation for operation, _ in combinations}
    for operation in sorted(operations):
        for context in CONTEXTS:
            if (operation, context) not in combinations:
                yield f"{operation}/{context} is not listed"
    # What the project was asked to show, whatever else is on the list.
    for operation in ("copy_to_user", "mutex_lock", "kmalloc"):
        for context in ("softirq", "hardirq"):
            if combinations.get((operation, context), ("",))[0] != "reported":
                yield f"{operation}/{context} is not on the list of what has to be reported"
    if combinations.get(("netlink_unicast", "hardirq"), ("",))[0] != "unseen":
        yield "netlink_unicast/hardirq is not on the list of what no checker sees"


def complaints_about_entry(name, entry, expected, because):
    if entry.get("expected") != expected or entry.get("because") != because:
        yield f"{name}: the list says '{expected}' for '{because}'"
    if entry.get("reported") != (expected == "reported"):
        yield f"{name}: expected '{expected}', but reported is {entry.get('reported')}"
    if expected == "allowed" and entry.get("returned") != 0:
        yield f"{name}: allowed, but it returned {entry.get('returned')}"
    for key in KEYS_OF_A_REPORT:
        if (key in entry) != (expected == "reported"):
            yield f"{name}: '{key}' belongs to a report"
    if expected == "reported" and not re.fullmatch(r"\w+", entry.get("function", "")):
        yield f"{name}: no function is named"


def complaints_about_file(path, combinations):
    cited = json.loads(path.read_text())
    if cited.get("schema") != "kuipc.forbidden/1" or not cited["kernel"]["release"]:
        yield "neither schema nor kernel"
    entries = {(operation, context): entry
               for operation, contexts in cited["combinations"].items()
               for context, entry in contexts.items()}
    for key in sorted(entries.keys() ^ combinations.keys()):
        yield "/".join(key) + (" is not listed" if key in entries else " is not in it")
    for key in sorted(entries.keys() & combinations.keys()):
        yield from complaints_about_entry("/".join(key), entries[key], *combinations[key])


def main():
    combinations = listed()
    files = sorted((SOURCE / "results/reference").glob("forbidden-*.json"))
    complaints = [f"combinations.txt: {text}" for text in complaints_about_list(combinations)]
    for path in files:
        complaints += [f"{path.name}: {text}" for text in complaints_about_file(path, combinations)]
    if not files:
        complaints.append("there is no results/reference/forbidden-*.json")
    print("\n".join(complaints) or f"{len(combinations)} combinations, {len(files)} file")
    sys.exit(bool(complaints))


main()
