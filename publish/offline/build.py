"""Site in, offline edition out: the ZIP, the single file, and the web's own pages made final."""

import json
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from publish.days import day_of
from publish.lastbuild import Results
from publish.offline import archive, figures, single
from publish.offline.editions import SCRIPT, edition, figures_in, with_script
from publish.offline.errors import OfflineBuildError
from publish.policy import guarded, links_out, with_policy
from publish.wheel import wheel
from wizard.catalog import Knowledge

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "offline"
MANIFEST = ROOT / "build" / "runtime" / "manifest.json"
READ_ME = Path(__file__).with_name("LIESMICH.txt")
DOWNLOADS = "downloads"


@dataclass(frozen=True, slots=True)
class _Finished:
    """A page's editions: `offline` before its policy, and with it; `web` only if it can be told yet."""

    offline: str
    guarded: bytes | None
    web: str | None


def build(  # noqa: PLR0913 - all but two have defaults
    site: Path,
    knowledge: Knowledge,
    out: Path = OUT,
    manifest_file: Path = MANIFEST,
    *,
    pool: Executor | None = None,
    package: Callable[[], tuple[str, bytes]] | None = None,
    results: Results | None = None,
) -> list[figures.Download]:
    """Make the offline edition of the freshly built `site`, and finish the site for the web.

    `out` is emptied and gets the ZIP, the single file and `ausgabe.json`. In `site` each page
    becomes its web edition, and `downloads/` gets both files and the wheel. A site is finished once:
    its pages no longer say what is only for offline. The `pool` lets other processors help; `package`
    waits for the wheel where it is being built already; of pages whose `results` are known only the
    others are made.

    Raises `OfflineBuildError` when the site or the runtime is not whole, `PolicyError` when a page
    holds what its policy forbids, and `WheelError`.
    """
    manifest = _manifest(manifest_file)
    results = results or Results()
    version = knowledge.version
    day = day_of(version)
    told = figures.edition_figures(version, day)
    pages = {
        path.relative_to(site).as_posix(): path.read_text("utf-8")
        for path in sorted(site.rglob("*.html"))
        if DOWNLOADS not in path.relative_to(site).parts
    }
    if "index.html" not in pages:
        raise OfflineBuildError(f"{site.name}/index.html is missing: build the site first.")
    in_parallel = partial(pool.map, chunksize=8) if pool else map
    finishing = results.of(
        partial(_finished, told=told), pages, kind="editions", in_parallel=in_parallel
    )
    entries = archive.files(site)
    finished = finishing()
    entries |= {path: one.guarded for path, one in finished.items() if one.guarded is not None}
    entries[f"assets/{SCRIPT.name}"] = SCRIPT.read_bytes()
    entries["LIESMICH.txt"] = edition(READ_ME.read_text("utf-8"), "offline", told).encode()
    entries["LIZENZ.txt"] = (ROOT / "LICENSE").read_bytes()

    with ThreadPoolExecutor(2) as packing:
        packed = packing.submit(package or partial(wheel, day))
        zipped = packing.submit(archive.zipped, entries, day)
        inside = {path: one.offline for path, one in finished.items() if path in entries}
        document = single.single(
            site, inside, manifest, told, results=results, in_parallel=in_parallel
        )
        made = {
            "zip": (f"tokenhilfe-offline-{version}.zip", zipped.result()),
            "einzeldatei": (f"tokenhilfe-assistent-{version}.html", document),
            "paket": packed.result(),
        }
    downloads = {key: figures.download(name, data) for key, (name, data) in made.items()}
    told |= figures.download_figures(downloads)
    for path, page in pages.items():
        (site / path).write_text(finished[path].web or web_page(page, path, told), "utf-8")

    shutil.rmtree(out, ignore_errors=True)
    (site / DOWNLOADS).mkdir(exist_ok=True)
    out.mkdir(parents=True)
    for key, (name, data) in made.items():
        (site / DOWNLOADS / name).write_bytes(data)
        if key != "paket":
            (out / name).write_bytes(data)
    # The name under which it is sent and asked for.
    (out / f"tokenhilfe-assistent-{version}.html").rename(out / "assistent.html")
    (out / "ausgabe.json").write_text(figures.as_json(version, day, downloads), "utf-8")
    return list(downloads.values())


def _finished(path: str, page: str, told: Mapping[str, str]) -> _Finished:
    """What can be made of a page before anything is packed."""
    page = links_out(page)
    offline = edition(page, "offline", told)
    return _Finished(
        offline,
        guarded(with_script(offline, path), path, "offline").encode()
        if archive.belongs(path)
        else None,
        # Those that tell of the files of this edition have to wait for them.
        web_page(page, path, told) if figures_in(page) <= told.keys() else None,
    )


def web_page(page: str, path: str, told: Mapping[str, str]) -> str:
    """A page as mkdocs built it, for the web: finished, with the policy that `publish.checks` asks for.

    Raises `OfflineBuildError` for a figure that is not `told`, and `PolicyError`.
    """
    return with_policy(edition(page, "netz", told), path, "netz")


def figures_of_last_build(out: Path = OUT) -> dict[str, str]:
    """What the pages of the web edition say of the offline edition that was built last.

    Raises FileNotFoundError when none was.
    """
    last = json.loads((out / "ausgabe.json").read_text("utf-8"))
    downloads = {key: figures.Download(**file) for key, file in last["downloads"].items()}
    return figures.edition_figures(
        last["version"], date.fromisoformat(last["date"])
    ) | figures.download_figures(downloads)


def _manifest(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except OSError:
        raise OfflineBuildError("The browser runtime is not built: run `make build`.") from None
