"""Load on a real nginx with the real site: requests per second, and no errors.

Some seconds of `wrk` on this machine, which shares its processors with the server: the yardstick is
a file of one byte in the same run.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.table import ROOT, Row
from tests import servers

SITE = ROOT / "build" / "site"
SECONDS = 4
CONNECTIONS = 32


def measure() -> list[Row]:
    """The rows; one that says why when nginx or wrk is not there."""
    wrk = shutil.which("wrk")
    if wrk is None or servers.nginx() is None:
        return [Row("nginx unter Last", "nicht gemessen: nginx oder wrk fehlt")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "index.html").write_bytes(b".")
        with servers.serving(folder) as address:
            yardstick, _ = load(wrk, address)
    rows = [Row("Datei von einem Byte", f"{yardstick:,.0f} Anfragen/s")]
    wasm = next(SITE.glob("assets/assistent/python.*.wasm")).relative_to(SITE).as_posix()
    with servers.serving(SITE) as address:
        for what, path in (
            ("Startseite (brotli)", "index.html"),
            ("Fehlerseite", "fehler/amazon-refresh-token-abgelaufen.html"),
            ("fehlende Seite (404)", "gibt-es-nicht.html"),
            ("Python (wasm, brotli)", wasm),
        ):
            rate, errors = load(wrk, f"{address}{path}", missing="404" in what)
            rows.append(
                Row(
                    f"nginx, {what}",
                    f"{rate:,.0f} Anfragen/s, {errors} Fehler",
                    "0 Fehler",
                    errors == 0,
                    rate / yardstick,
                )
            )
    return rows


def load(wrk: str, address: str, *, missing: bool = False) -> tuple[float, int]:
    """Requests per second and how many failed; `missing`: 404 is what is asked for."""
    done = subprocess.run(
        [
            wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "10s",
            "-H", "Accept-Encoding: gzip, br", address,
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout  # fmt: skip
    rate = re.search(r"Requests/sec:\s*([\d.]+)", done)
    if rate is None:
        message = f"wrk said nothing of a rate: {done}"
        raise RuntimeError(message)
    errors = sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", done)))
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    if wrong and not missing:
        errors += int(wrong[1])
    return float(rate[1]), errors


def main(_arguments: list[str] | None = None) -> None:
    """Print the rows alone."""
    for row in measure():
        print(f"{row.what}: {row.value}")


if __name__ == "__main__":
    main()
