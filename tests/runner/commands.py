#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every command that a page or a message tells somebody to type is one that the parsers take.

Usage: commands.py KUIPC, the report tool. The commands are found in the sources as text: ./run_bench.sh with what
follows it. The runner's own are read by vm/options.sh without a look at the paths that they name, the others by the
report tool, which has no result to read and must not complain of the words.
"""
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
RUNNER = "./run_bench.sh"
# Sentences of which the program is the subject.
PROSE = {"makes", "boots", "calls", "has", "does", "and", "or", "is", "does,"}

READ_OPTIONS = """
set -euo pipefail
SOURCE=$1
for part in end say suggest help options baseline boot; do . "$SOURCE/vm/$part.sh"; done
check_paths() { :; }
check_given_files() { :; }
check_exec() { :; }
find_revision() { :; }
COMMAND=$2
shift 2
read_options "$@"
check_options
leave 0
"""


def pages():
    files = ["README.md", "CHANGELOG.md", "results/README.md"]
    files += subprocess.check_output(["git", "ls-files", "docs", "vm", "report", "bench", "run_bench.sh", "tests/run.sh"],
                                     cwd=SOURCE, text=True).split()
    return [SOURCE / name for name in dict.fromkeys(files)
            if Path(name).suffix in {".md", ".sh", ".cpp", ".h", ".js", ".html", ".yml", ".yaml"}]


def text_of(page):
    """The page as its reader sees it: joined lines, and something in the place of each variable."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"\\\n\s*", "", text)
    text = re.sub(r"(?<!`)`([^`]+)`(?!`)", lambda span: span.group(0).replace("\n", " "), text)
    text = re.sub(r" \[(--[A-Za-z ]+|[A-Za-z]+)\]", "", text)  # what may be left out
    if page.suffix in {".cpp", ".h"}:
        text = re.sub(r"^\s*//.*$", "", text, flags=re.M)
        text = re.sub(r'"\s*\n\s*"', "", text)
        text = text.replace("\\n", "\n").replace("{}", "0")
    if page.suffix == ".sh":
        text = re.sub(r'\$\{1:\+(--\w+) "\$1"\}', r"\1 X", text)
        text = text.replace("%s", "X X")
        text = re.sub(r'"\./\$\d"|"\$\w+"|\$\{[^}]*\}|\$\w+', "X", text)
    return text


def commands(page):
    """Each as its words. It ends with its line, at a quote that closes it, or where another command begins."""
    for found in re.finditer(r"\./run_bench\.sh(?=((?:[^\S\n][^\n]*)?))", text_of(page)):
        rest = found.group(1)
        if verbs := re.match(r" ([a-z]+( \| [a-z]+)+)", rest):
            yield from ([verb, "--help"] for verb in verbs.group(1).split(" | "))
            continue
        rest = re.split(r"  |[^\S\n]#|`|<|\s[|&>]|;|\)|\"|…|\.\.\.|, |\. |\.$|: ", rest + "\n")[0]
        try:
            words = shlex.split(rest)
        except ValueError:
            words = rest.split()
        if words != ["X"] and (not words or words[0] not in PROSE):
            yield [word.rstrip(".,:") if word != "." else word for word in words]


def shell_list(name):
    text = (SOURCE / "vm/help.sh").read_text()
    return re.search(rf'^readonly {name}="([^"]*)"', text, re.M).group(1).split()


def complaint(words, kuipc, empty):
    """What the parser says against them, or nothing."""
    verb = words[0] if words else "run"
    if verb == "runs":  # the runner's own name for it, without words
        return " ".join(words[1:])
    if verb in shell_list("VERBS_OF_RESULTS"):
        places = ["--help"] if "--help" in words else []
        ran = subprocess.run([kuipc, *(places or words)], cwd=empty, capture_output=True, text=True, check=False)
        return ran.stderr if "--help)" in ran.stderr else ""
    own = shell_list("VERBS")
    if verb == "help":
        return ""
    if verb in own:
        words = words[1:]
    elif not verb.startswith("-") and words:
        return f"unknown command {verb}"
    command = "run" if verb not in own or verb == "list" else verb
    ran = subprocess.run(["bash", "-c", READ_OPTIONS, "bash", str(SOURCE), command, *words],
                         capture_output=True, text=True, check=False)
    return ran.stderr if ran.returncode else ""


def main():
    kuipc = str(Path(sys.argv[1]).resolve())
    seen, failed = set(), 0
    with tempfile.TemporaryDirectory() as empty:
        for page in pages():
            for words in commands(page):
                if (key := tuple(words)) in seen:
                    continue
                seen.add(key)
                if said := complaint(words, kuipc, empty):
                    failed += 1
                    print(f"{page.relative_to(SOURCE)}: {RUNNER} {shlex.join(words)}\n    {said.strip()}")
    if len(seen) < 40:
        sys.exit(f"only {len(seen)} commands found: the pages are read wrongly")
    print(f"{len(seen)} commands, {failed} of them are none")
    sys.exit(1 if failed else 0)


main()
