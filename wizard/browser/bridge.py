"""What the worker calls in the browser: text in, the answer's JSON out.

Importing this module loads the knowledge, so that a worker which says it is ready answers at once.
"""

import json
from importlib import resources

from wizard import compiled
from wizard.catalog import Knowledge
from wizard.diagnose import diagnose


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


def answer(text: str, marketplace: str | None = None, activity: str | None = None) -> str:
    """The `Diagnosis` of `text` as JSON; the arguments are those of `wizard.diagnose`.

    Only ASCII, since such a string passes from Python to JavaScript without being decoded.
    """
    diagnosis = diagnose(text, marketplace=marketplace, activity=activity, knowledge=KNOWLEDGE)
    return json.dumps(diagnosis.to_dict(), separators=(",", ":"))
