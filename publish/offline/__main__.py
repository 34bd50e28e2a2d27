"""`python -m publish.offline <site>`: make the offline edition and say what came out."""

import argparse
import sys
from pathlib import Path

from publish.offline.build import MANIFEST, OUT, build
from publish.offline.errors import OfflineBuildError
from publish.policy import PolicyError


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code (1 with one sentence on stderr when it fails)."""
    parser = argparse.ArgumentParser(prog="python -m publish.offline", description=__doc__)
    parser.add_argument("site", type=Path, help="the site as mkdocs has just built it")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    options = parser.parse_args(arguments)
    try:
        downloads = build(options.site, options.out, options.manifest)
    except (OfflineBuildError, PolicyError) as error:
        print(f"publish.offline: {error}", file=sys.stderr)
        return 1
    for file in downloads:
        print(f"{file.name}: {file.size / 1e6:.2f} MB, SHA-256 {file.sha256}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
