"""A release: `python -m publish.release` lays into `dist/` what is given to others.

Wheel, site, offline edition, single file, the list of parts (SBOM, CycloneDX) and SHA256SUMS. Made from
the built site, byte for byte the same from the same commit: the only date in it is the commit's
(SOURCE_DATE_EPOCH). `--twice` makes it a second time, elsewhere, and compares.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from publish.hashes import sha256_of
from publish.offline.build import DOWNLOADS
from publish.sbom import sbom
from wizard.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
SITE = ROOT / "build" / "site"
OFFLINE = ROOT / "build" / "offline"
SUMS = "SHA256SUMS"
EARLIEST = 315_532_800
"""1980: what wheels and ZIPs can hold at the earliest."""


class ReleaseError(Exception):
    """No release can be made; the message says why."""


def release(out: Path, site: Path = SITE, offline: Path = OFFLINE) -> list[Path]:
    """Make the release in `out` (emptied first); returns its files.

    Raises ReleaseError when the site is not built.
    """
    if not (site / "index.html").is_file():
        raise ReleaseError("The site is not built: run `make build`.")
    epoch = source_date()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    copied = [*site.glob(f"{DOWNLOADS}/*.whl"), *offline.glob("tokenhilfe-offline-*.zip")]
    for path in copied:
        shutil.copyfile(path, out / path.name)
    (out / f"tokenhilfe-site-{VERSION}.tar.gz").write_bytes(packed(site, epoch))
    shutil.copyfile(offline / "assistent.html", out / "assistent.html")
    made = sorted(out.iterdir())
    (out / f"tokenhilfe-{VERSION}.cdx.json").write_text(
        sbom(made, datetime.fromtimestamp(epoch, UTC)), "utf-8"
    )
    made = sorted(out.iterdir())
    (out / SUMS).write_text("".join(f"{sha256_of(path)}  {path.name}\n" for path in made), "ascii")
    return sorted(out.iterdir())


def source_date() -> int:
    """The seconds of the commit that is checked out, or those of SOURCE_DATE_EPOCH if set.

    Raises ReleaseError where neither is known.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        done = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        given = done.stdout.strip()
    if not given.isdigit():
        raise ReleaseError("No commit here: set SOURCE_DATE_EPOCH.")
    return max(int(given), EARLIEST)


def packed(folder: Path, epoch: int) -> bytes:
    """The folder as .tar.gz in which nothing tells when, where or by whom it was packed."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            data = path.read_bytes()
            info = tarfile.TarInfo(f"tokenhilfe/{path.relative_to(folder).as_posix()}")
            info.size, info.mtime, info.mode = len(data), epoch, 0o644
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(raw.getvalue(), 9, mtime=epoch)


def differences(first: Path, second: Path) -> list[str]:
    """Names of files that are not the same in both folders."""
    names = {path.name for folder in (first, second) for path in folder.iterdir()}
    return sorted(
        name
        for name in names
        if not all((folder / name).is_file() for folder in (first, second))
        or sha256_of(first / name) != sha256_of(second / name)
    )


def _built_elsewhere(folder: Path) -> Path:
    """The release of the checked-out commit, made in a fresh clone with its own build."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    for name in (".venv", ".tools", "node_modules"):
        # What make setup brings is the same, by its hashes; the build itself is done anew.
        (clone / name).symlink_to(ROOT / name, target_is_directory=True)
    environment = os.environ | {"PYTHONPATH": str(clone)}
    for step in ("publish.build", "publish.release"):
        command = [sys.executable, "-m", step]
        subprocess.run(command, cwd=clone, env=environment, check=True, stdout=subprocess.DEVNULL)
    return clone / "dist"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when done, 1 when it failed or the second release differs."""
    parser = argparse.ArgumentParser(prog="python -m publish.release", description=__doc__)
    parser.add_argument("--out", type=Path, default=DIST)
    parser.add_argument("--twice", action="store_true", help="make it again elsewhere, and compare")
    options = parser.parse_args(arguments)
    try:
        made = release(options.out)
    except ReleaseError as error:
        print(f"publish.release: {error}", file=sys.stderr)
        return 1
    for path in made:
        print(f"{path.stat().st_size / 1e6:8.2f} MB  {path.name}")
    if not options.twice:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        wrong = differences(options.out, _built_elsewhere(Path(folder)))
    for name in wrong:
        print(f"Not the same the second time: {name}", file=sys.stderr)
    print("The second release differs." if wrong else "The second release is the same.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
