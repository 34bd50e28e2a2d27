"""The browser runtime's build: versions, archives, the reduced library, what Python needs in it."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import json
import marshal
import sys
from pathlib import Path

import pytest

from publish.runtime import archives, engine, generated, payload, stdlib, versions
from publish.runtime.errors import RuntimeBuildError
from publish.runtime.manifest import Manifest
from wizard.browser import bridge
from wizard.catalog import Knowledge

ROOT = Path(__file__).resolve().parents[2]
PYODIDE = ROOT / "node_modules" / "pyodide"


def test_this_python_compiles_for_the_runtime() -> None:
    versions.check_host(versions.runtime_versions(PYODIDE))


def test_another_python_is_refused_in_one_sentence() -> None:
    runtime = versions.RuntimeVersions("314.0.0", "3.14.2", 3627, {})
    with pytest.raises(RuntimeBuildError, match=r"build with CPython 3\.14\.$") as caught:
        versions.check_host(runtime)
    assert f"Python 3.{sys.version_info.minor}" in str(caught.value)


def test_missing_package_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RuntimeBuildError, match="make setup"):
        versions.runtime_versions(tmp_path / "pyodide")


def test_zips_are_equal_whatever_the_order_and_time() -> None:
    one = archives.zipped({"b.py": b"2", "a.py": b"1"})
    assert one == archives.zipped({"a.py": b"1", "b.py": b"2"})


def test_compiling_leaves_no_source_no_time_and_no_place() -> None:
    source = b'"""Doc."""\ndef f():\n    """Doc."""\n    raise ValueError\n'
    made = archives.compiled({"p/m.py": source, "d.json": b"{}"}, optimize=2)
    assert made == archives.compiled({"p/m.py": source, "d.json": b"{}"}, optimize=2)
    assert made.keys() == {"p/m.pyc", "d.json"}
    assert made["d.json"] == b"{}"
    code = marshal.loads(made["p/m.pyc"][16:])  # noqa: S302 (our own)
    assert code.co_filename == "p/m.py"
    assert b"Doc." not in made["p/m.pyc"]


def test_compiled_code_knows_its_lines_but_not_its_columns() -> None:
    made = archives.compiled({"m.py": b"def f():\n    raise ValueError(1 + x)\n"})
    module = marshal.loads(made["m.pyc"][16:])  # noqa: S302 (our own)
    function = next(one for one in module.co_consts if hasattr(one, "co_positions"))
    assert {position[:1] for position in function.co_positions()} == {(1,), (2,)}
    assert {position[2:] for position in function.co_positions()} == {(None, None)}


def test_a_file_that_does_not_compile_is_named() -> None:
    with pytest.raises(RuntimeBuildError, match=r"m\.py"):
        archives.compiled({"m.py": b"def"})


def test_library_holds_all_that_start_and_engine_import() -> None:
    whole = archives.read_zip(PYODIDE / "python_stdlib.zip")
    assert stdlib.missing_modules(whole, engine.engine_sources()) == {}


def test_a_dropped_module_that_is_needed_is_found() -> None:
    whole = archives.read_zip(PYODIDE / "python_stdlib.zip")
    sources = {"wizard/x.py": b"def f():\n    import email.utils\n"}
    assert stdlib.missing_modules(whole, sources)["email"] == "wizard/x.py"


def test_engine_archive_has_knowledge_but_no_prose(knowledge: Knowledge) -> None:
    entries = engine.engine_entries(knowledge)
    assert {"wizard/diagnose.py", "wizard/browser/bridge.py", "wizard/engine.json"} <= {*entries}
    assert not [name for name in entries if name.endswith(".toml")]
    assert "wizard/loading.py" not in entries
    assert "wizard/cli.py" not in entries


def test_generated_code_is_what_dataclasses_would_compile() -> None:
    table = marshal.loads(generated.dataclass_code("wizard.model", ROOT))  # noqa: S302
    seen: list[str] = []

    def listen(source: str, scope: dict[str, object], names: dict[str, object]) -> None:
        seen.append(source)
        exec(source, scope, names)  # noqa: S102

    try:
        vars(dataclasses)["exec"] = listen
        dataclasses.dataclass(frozen=True, slots=True)(
            type("Masked", (), {"__annotations__": {"kind": "str", "count": "int"}})
        )
    finally:
        del vars(dataclasses)["exec"]
    # The same fields give the same text: `wizard.model.Masked` is in the table.
    assert seen
    assert seen[0] in table


def test_payload_hands_over_the_file() -> None:
    script = payload.as_script("stdlib.zip", b"bytes" * 100).decode()
    head, _, rest = script.partition('="')
    assert head == f'(self.{payload.GLOBAL}??={{}})["stdlib.zip"]'
    data = rest.removesuffix('";\n')
    assert gzip.decompress(base64.b64decode(data)) == b"bytes" * 100
    assert script == payload.as_script("stdlib.zip", b"bytes" * 100).decode()


def test_names_change_with_the_content(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    first = manifest.add("worker.js", b"1")
    second = manifest.add("worker.js", b"2")
    assert first.name != second.name
    content = manifest.write(python="3.13.2")
    assert content["files"]["worker.js"]["name"] == second.name
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8")) == content


def test_bridge_answers_in_plain_json() -> None:
    said = bridge.answer("An error occurred while refreshing token. ü😀")
    assert said.isascii()
    diagnosis = json.loads(said)
    assert diagnosis["schema"] == 1
    assert diagnosis["findings"][0]["renew"] == "yes"
    assert json.loads(bridge.answer("An error occurred while refreshing token.", "amazon"))[
        "next"
    ] == {
        "type": "guide",
        "guide": "amazon",
        "step": "1",
    }
