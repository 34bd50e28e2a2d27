"""Runs in the browser, first of all: spares it compiling the code that `dataclasses` writes.

In WebAssembly that was three quarters of the time it takes to import the engine. The build
compiles the same texts beforehand (`publish.runtime.generated`) with the same Python; a text that
it did not see is compiled here, as ever. Lies at the top of the engine's archive, since importing
anything of `wizard` imports the engine.
"""

import dataclasses
import marshal
from types import CodeType
from typing import Any

FILE_NAME = "dataclasses.bin"


def install() -> None:
    """Let `dataclasses` find its compiled code, which lies beside this module in the archive."""
    path = __file__.rpartition("/")[0] + "/" + FILE_NAME
    loader = globals()["__loader__"]  # an archive's loader, or the file system's: both read data
    table: dict[str, CodeType] = marshal.loads(loader.get_data(path))  # noqa: S302 (our build's)

    def run(source: str, scope: dict[str, Any], names: dict[str, Any]) -> None:
        exec(table.get(source, source), scope, names)  # noqa: S102 (as dataclasses does)

    # The module's own name `exec` comes before the built-in one.
    vars(dataclasses)["exec"] = run
