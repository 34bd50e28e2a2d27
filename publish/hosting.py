"""What web servers need beside the site: their configuration, with the site's own headers.

`python -m publish.hosting <site>` fills the templates in `hosting/` and writes `build/hosting/`,
and `_headers` into the site, which Netlify and Cloudflare Pages look for there. The policy comes
from `publish.policy`, types and caching from `publish.served`: said once, the same everywhere.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from publish.compressed import ENCODINGS, HASHED_FOLDER
from publish.compressed import TYPES as PACKABLE
from publish.policy import HEADERS, header
from publish.served import CACHE_BUT_ASK, CACHE_FOR_EVER, TYPES

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "hosting"
OUT = ROOT / "build" / "hosting"

POLICY = "content-security-policy"
# The runtime names its files `python.<16 digits>.wasm` (publish/runtime/manifest.py).
_HASHED = r"\.[0-9a-f]{16}\.(?:css|js|wasm|zip)$"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site stands, as the example configurations say it.

    `prefix` begins and ends with a slash, else ValueError is raised. `frames` says who may show a page in a frame, as a
    source list of the policy.
    """

    prefix: str = "/"
    root: str = "/srv/tokenhilfe"
    listen: str = "80"
    server_name: str = "hilfe.example.com"
    frames: str = "'none'"
    brotli: bool = True

    def __post_init__(self) -> None:
        if not (self.prefix.startswith("/") and self.prefix.endswith("/")):
            message = f"prefix must begin and end with a slash, not {self.prefix!r}"
            raise ValueError(message)


DEFAULT = Place()


def headers(place: Place) -> dict[str, str]:
    """The security headers of every answer, by name."""
    return {
        name.title(): header(frames=place.frames) if name == POLICY else value
        for name, value in HEADERS.items()
    }


def render(name: str, place: Place) -> str:
    """One of `hosting/*.j2`, by its name without `.j2`."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (configuration, not HTML)
    )
    return environment.get_template(f"{name}.j2").render(
        asdict(place),
        headers=headers(place),
        types=types(),
        encodings=ENCODINGS,
        packable=sorted(suffix[1:] for suffix in PACKABLE),
        hashed_folder=HASHED_FOLDER,
        hashed=f"/{HASHED_FOLDER}[^/]+{_HASHED}",
        # As it lies on the disk, compressed ones as well.
        hashed_name=_HASHED.replace("$", r"(?:\.(?:br|gz))?$"),
        cache_for_ever=CACHE_FOR_EVER,
        cache_but_ask=CACHE_BUT_ASK,
    )


def types() -> dict[str, list[str]]:
    """The suffixes (without dot) of each type (without its charset)."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for suffix, value in TYPES.items():
        found[value.partition(";")[0]].append(suffix[1:])
    return dict(sorted(found.items()))


def write(site: Path, out: Path = OUT, place: Place = DEFAULT) -> list[Path]:
    """Write all configurations for `place`, and `_headers` into `site`; gives the paths written.

    Raises FileNotFoundError when there is no site.
    """
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"{site}: no site there; run `make build`.")
    below = replace(place, prefix="/hilfe/token/") if place.prefix == "/" else place
    texts = {
        "nginx.conf": render("nginx.conf", place),
        "nginx-prefix.conf": render("nginx.conf", below),
        "htaccess": render("htaccess", place),
        "vercel.json": render("vercel.json", place),
        "_headers": render("_headers", place),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (out / name).write_text(text, "utf-8")
    (site / "_headers").write_text(texts["_headers"], "utf-8")
    return [*(out / name for name in texts), site / "_headers"]


def main(arguments: list[str] | None = None) -> int:
    """The command; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m publish.hosting", description=__doc__)
    parser.add_argument("site", type=Path, help="the built site")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--prefix", default=DEFAULT.prefix, help="where it stands (%(default)s)")
    parser.add_argument("--root", default=DEFAULT.root, help="its folder (%(default)s)")
    parser.add_argument("--server-name", default=DEFAULT.server_name, help="(%(default)s)")
    parser.add_argument(
        "--frames", default=DEFAULT.frames, help="who may show it in a frame (%(default)s)"
    )
    options = parser.parse_args(arguments)
    try:
        place = Place(
            prefix=options.prefix,
            root=options.root,
            server_name=options.server_name,
            frames=options.frames,
        )
        write(options.site, options.out, place)
    except (FileNotFoundError, ValueError) as error:
        print(f"publish.hosting: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
