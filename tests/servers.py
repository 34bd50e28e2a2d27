"""A real nginx for tests and measurements, with the configuration that the site ships."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from publish.hosting import Place, render

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTALL = (
    "nginx is not installed (Debian: apt-get install nginx-light libnginx-mod-http-brotli-static)"
)
# Debian's places; /usr/sbin is not on everybody's PATH.
_PROGRAMS = ("/usr/sbin/nginx", "/usr/local/sbin/nginx")
_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")

_MAIN = """{brotli}
{user}
daemon off;
worker_processes {workers};
pid "{folder}/nginx.pid";
error_log "{folder}/error.log" warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    include "{folder}/site.conf";
}}
"""


def nginx() -> str | None:
    """The nginx of this machine, or None."""
    return shutil.which("nginx") or next((path for path in _PROGRAMS if Path(path).exists()), None)


def has_brotli() -> bool:
    """Whether nginx can send the brotli files."""
    return _BROTLI.is_file()


@contextlib.contextmanager
def serving(site: Path, prefix: str = "/", workers: int = 1) -> Iterator[str]:
    """Run nginx with the site below `prefix`; gives its address, which ends with the prefix.

    Raises RuntimeError when nginx is not there or refuses the configuration.
    """
    program = nginx()
    if program is None:
        raise RuntimeError(INSTALL)
    port = _free_port()
    place = Place(
        prefix=prefix,
        root=str(site.resolve()),
        listen=f"127.0.0.1:{port}",
        server_name="localhost",
        brotli=has_brotli(),
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "site.conf").write_text(render("nginx.conf", place), "utf-8")
        main = _MAIN.format(
            folder=folder,
            workers=workers,
            brotli=f"load_module {_BROTLI};" if place.brotli else "",
            # Otherwise its workers are nobody, who may not read what root has built.
            user="user root;" if os.geteuid() == 0 else "",
        )
        (folder / "nginx.conf").write_text(main, "utf-8")
        process = subprocess.Popen(
            [program, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(process, port, folder / "error.log")
            yield f"http://127.0.0.1:{port}{prefix}"
        finally:
            process.terminate()
            process.wait(timeout=10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"nginx ended: {log.read_text('utf-8') if log.exists() else ''}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except OSError:
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("nginx did not answer within 20 seconds.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
