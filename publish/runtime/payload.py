"""Files as plain scripts, for `file://`, where pages may fetch nothing but can load scripts.

Each script hands one file over as base64 of gzip; the worker inflates it
(`wizard/browser/packing.js` reads them).
"""

import base64
import json

from publish.compressed import gzipped

GLOBAL = "tokenhilfeDateien"
"""The page's global object in which the scripts lay their data."""


def as_script(name: str, data: bytes) -> bytes:
    """A classic script that hands over `data` under its logical `name`."""
    return f'(self.{GLOBAL}??={{}})[{json.dumps(name)}]="{packed(data)}";\n'.encode()


def packed(data: bytes, *, changing: bool = False) -> str:
    """`data` as base64 of gzip; quickly, where it is another at each build."""
    return base64.b64encode(gzipped(data, keep=not changing)).decode("ascii")


def from_script(script: str) -> str:
    """The base64 of gzip in a script that `as_script` wrote, for pages that hold it themselves."""
    return script.partition(']="')[2].rpartition('"')[0]
