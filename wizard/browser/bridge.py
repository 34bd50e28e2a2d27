"""What the worker calls in the browser: text in, the answer's JSON out.

Importing this module loads the knowledge, so that a worker which says it is ready answers at once.
"""

import json
from bisect import bisect_left, bisect_right
from importlib import resources

from wizard import compiled
from wizard.catalog import Knowledge
from wizard.diagnose import diagnose
from wizard.model import Diagnosis


def _knowledge() -> Knowledge:
    """The knowledge without prose that lies beside the engine in its archive.

    Read through the import system, since the archive is never unpacked. Where there is none
    (outside the browser) the TOML files are read.
    """
    file = resources.files("wizard").joinpath(compiled.FILE_NAME)
    if file.is_file():
        return compiled.read(file.read_text(encoding="utf-8"))
    return compiled.load_knowledge()


KNOWLEDGE = _knowledge()

# Characters; the page shows no more than 240 and the rest of a line of 200 around each evidence.
_SHOWN_WHOLE = 4_000
_SURROUNDINGS = 500


def answer(text: str, marketplace: str | None = None, activity: str | None = None) -> str:
    """The `Diagnosis` of `text` as JSON; the arguments are those of `wizard.diagnose`.

    Besides, `hidden` says where near the evidence something is that must not be shown.

    Only ASCII, since such a string passes from Python to JavaScript without being decoded.
    """
    diagnosis = diagnose(text, marketplace=marketplace, activity=activity, knowledge=KNOWLEDGE)
    shown = {**diagnosis.to_dict(), "hidden": hidden(diagnosis, len(text))}
    return json.dumps(shown, separators=(",", ":"))


def hidden(diagnosis: Diagnosis, length: int) -> list[tuple[int, int]]:
    """The masked spans in those parts of a text of `length` that the page may show, in order.

    The page shows short texts whole, and of others the surroundings of the evidence (`LIMITS` in
    `evidence.js`); a log may hold a hundred thousand secrets elsewhere.
    """
    if length <= _SHOWN_WHOLE:
        return list(diagnosis.hidden)
    place = diagnosis.marketplace
    starts = [start for start, _ in diagnosis.hidden]
    found: set[tuple[int, int]] = set()
    answered = [one for finding in diagnosis.findings[:1] for one in finding.evidence]
    for one in (*answered, *place.evidence, *place.against):
        # A secret may begin before what is shown and reach into it.
        first = max(bisect_left(starts, one.start - _SURROUNDINGS) - 1, 0)
        last = bisect_right(starts, one.end + _SURROUNDINGS)
        found.update(diagnosis.hidden[first:last])
    return sorted(found)
