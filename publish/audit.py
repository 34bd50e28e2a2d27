"""Known weaknesses of what we use: `python -m publish.audit`, with pip-audit and npm audit.

Both ask the registries' lists of advisories: nothing can be said where these are not reached.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("site", "dev", "extra")
SOUND, WEAK, UNKNOWN = 0, 1, 3
"""Exit codes: nothing known; something found; not everything could be asked."""


def main() -> int:
    """Ask for every lock; the worst result is the exit code, and what was not asked is said."""
    results = [python_packages(name) for name in LOCKS]
    results.append(node_packages(ROOT))
    results.append(node_packages(ROOT / "tools" / "lighthouse"))
    if WEAK in results:
        return WEAK
    if UNKNOWN in results:
        print("Not everything could be asked: this is no clean result.", file=sys.stderr)
        return UNKNOWN
    print("No weakness is known in what the locks name.")
    return SOUND


def python_packages(lock: str) -> int:
    """Ask for the packages of `requirements/<lock>.txt`."""
    name = f"requirements/{lock}.txt"
    done = _run(
        [
            *(sys.executable, "-m", "pip_audit", "--requirement", name, "--require-hashes"),
            *("--disable-pip", "--format", "json", "--progress-spinner", "off"),
        ],
        ROOT,
    )
    answer = _json(done.stdout)
    if "dependencies" not in answer:
        return _not_asked(name, done.stderr or done.stdout)
    weak = [one for one in answer["dependencies"] if one.get("vulns")]
    for one in weak:
        for known in one["vulns"]:
            mended = ", ".join(known["fix_versions"]) or "no version"
            print(f"{name}: {one['name']} {one['version']}: {known['id']} (mended in {mended})")
    print(f"{name}: {len(answer['dependencies'])} packages asked, {len(weak)} with a weakness.")
    return WEAK if weak else SOUND


def node_packages(folder: Path) -> int:
    """Ask for the packages of the `package-lock.json` in a folder."""
    name = (folder / "package-lock.json").relative_to(ROOT).as_posix()
    done = _run(["npm", "audit", "--json"], folder)
    answer = _json(done.stdout)
    if "vulnerabilities" not in answer:
        return _not_asked(name, str(answer.get("message") or done.stderr or done.stdout))
    weak = answer["vulnerabilities"]
    for package, one in weak.items():
        print(f"{name}: {package} ({one['severity']})")
    print(f"{name}: asked, {len(weak)} with a weakness.")
    return WEAK if weak else SOUND


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=600
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


def _json(text: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _not_asked(name: str, reason: str) -> int:
    last = next((line for line in reversed(reason.splitlines()) if line.strip()), "no answer")
    print(f"{name}: could not be asked ({last.strip()[:300]}).", file=sys.stderr)
    return UNKNOWN


if __name__ == "__main__":
    sys.exit(main())
