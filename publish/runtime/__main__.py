"""`python -m publish.runtime`: build the browser runtime and say what came out."""

import argparse
import sys
from pathlib import Path

from publish.runtime.build import ROOT, build
from publish.runtime.errors import RuntimeBuildError


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code (1 with one sentence on stderr when it fails)."""
    parser = argparse.ArgumentParser(prog="python -m publish.runtime", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "runtime")
    parser.add_argument("--node-modules", type=Path, default=ROOT / "node_modules")
    options = parser.parse_args(arguments)
    try:
        manifest = build(options.out, options.node_modules)
    except RuntimeBuildError as error:
        print(f"publish.runtime: {error}", file=sys.stderr)
        return 1
    online = {n: f for n, f in manifest["files"].items() if not n.startswith("offline/")}
    size = sum(file["size"] for file in online.values()) / 1e6
    print(f"Python {manifest['python']} (Pyodide {manifest['pyodide']}): {size:.1f} MB unpacked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
