"""Shares the time among the targets and says what was found.

`python -m tests.fuzz [--seconds 600] [TARGET …]` fuzzes; `python -m tests.fuzz --replay TARGET FILE`
tries one input again and shows where it fails.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.targets import TARGETS, knowledge

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "fuzz"
SLOW = 20
"""Seconds after which one input counts as a hang (instrumented code is some ten times slower)."""
MEMORY = 2048
"""Megabytes that one target may take."""
_RUNS = re.compile(r"^Done (\d+) runs", re.MULTILINE)
_REACHED = re.compile(r"cov: (\d+)")


class FuzzerError(Exception):
    """The fuzzer itself did not run; the message says where its own words are."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when nothing was found, 1 when something was, 2 when the fuzzer fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try one input again")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no target {unknown[0]}; there are: {', '.join(TARGETS)}")
    chosen = options.targets or list(TARGETS)
    if options.replay is not None:
        for name in chosen:
            TARGETS[name].check(options.replay.read_bytes())
        print("Nothing is wrong.")
        return 0
    each = max(1, options.seconds // len(chosen))
    try:
        found = [file for name in chosen for file in fuzz(name, each)]
    except FuzzerError as error:
        print(error, file=sys.stderr)
        return 2
    for file in found:
        print(f"Found: {file.relative_to(ROOT)}")
        print(f"  again: python -m tests.fuzz {file.parent.name} --replay {file.relative_to(ROOT)}")
    print(f"{len(found)} found." if found else "Nothing found.")
    return 1 if found else 0


def fuzz(name: str, seconds: int) -> list[Path]:
    """Fuzz one target for so long; returns the inputs that failed. What it learns is kept.

    Raises FuzzerError when the fuzzer ends otherwise.
    """
    corpus, finds = OUT / "corpus" / name, OUT / "found" / name
    for folder in (corpus, finds):
        folder.mkdir(parents=True, exist_ok=True)
    target = TARGETS[name]
    for data in target.seeds():
        seed = corpus / hashlib.sha1(data, usedforsecurity=False).hexdigest()
        seed.write_bytes(data[: target.limit])
    before = set(finds.iterdir())
    log = OUT / f"{name}.log"
    command = [
        *(sys.executable, "-m", "tests.fuzz.run", name, str(finds)),
        *(f"-max_total_time={seconds}", f"-max_len={target.limit}", f"-timeout={SLOW}"),
        *(f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={finds}/", f"-dict={_dictionary()}"),
        *("-print_final_stats=0", "-verbosity=1", str(corpus)),
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=output,
            stderr=output,
            env=os.environ | {"PYTHONHASHSEED": "0"},
        )
        try:
            # Longer than it was given: an input under way may take its time.
            status = process.wait(seconds + 10 * SLOW)
        except subprocess.TimeoutExpired:
            # libFuzzer's own alarm does not come through everywhere; `run` keeps what is under way.
            process.kill()
            status = process.wait()
    under_way = finds / "under-way"
    if status == 0:
        under_way.unlink(missing_ok=True)
    elif under_way.is_file():
        under_way.rename(finds / f"ended-{int(time.time())}")
    text = log.read_text("utf-8", "replace")
    runs, reached = _RUNS.findall(text), _REACHED.findall(text)
    new = sorted(set(finds.iterdir()) - before)
    print(
        f"{name}: {runs[-1] if runs else 'unknown'} runs, {reached[-1] if reached else 0} places "
        f"reached, {len(new)} found",
        flush=True,
    )
    if status != 0 and not new:
        raise FuzzerError(f"{name}: the fuzzer ended with {status}: {log.relative_to(ROOT)}")
    return new


def _dictionary() -> Path:
    """Words of the knowledge, from which the fuzzer puts inputs together."""
    path = OUT / "words.dict"
    words = {
        text
        for finding in knowledge().findings.values()
        for pattern in finding.patterns
        for text in (*pattern.literal, *pattern.code)
    }
    words |= {"Atzr|", "Atza|", "v^1.1#", "Bearer ", "\\u00e4", "%2522", "&amp;quot;", "=C3=BC"}
    lines = [
        '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"'
        for word in sorted(words)
        if len(word) < 64
    ]
    path.write_text("\n".join(lines) + "\n", "ascii")
    return path


if __name__ == "__main__":
    sys.exit(main())
