"""Run by path in a process of its own (see `publish.runtime.generated`): imports nothing of ours.

Imports the module named on the command line, listens to what `dataclasses` compiles meanwhile,
and writes a marshalled table from text to code object to standard output.
"""

import dataclasses
import importlib
import marshal
import sys
from types import CodeType
from typing import Any

table: dict[str, CodeType] = {}


def run(source: str, scope: dict[str, Any], names: dict[str, Any]) -> None:
    """Stand in for `exec` within `dataclasses`."""
    # The file name is part of the code object; exec() itself uses this one.
    table[source] = compile(source, "<string>", "exec")
    exec(table[source], scope, names)  # noqa: S102 (as dataclasses does)


if __name__ == "__main__":
    vars(dataclasses)["exec"] = run
    importlib.import_module(sys.argv[1])
    if not table:
        sys.exit("dataclasses compiles in another way than it did.")
    sys.stdout.buffer.write(marshal.dumps(dict(sorted(table.items()))))
