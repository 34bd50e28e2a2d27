"""The engine as the browser gets it: the modules that answer, and the knowledge, compiled.

And, apart from it, the desk's part: copy texts, reminders and the reading of exports, which a page
fetches when somebody wants them.
"""

import ast
import importlib.util
import json
from functools import cache
from pathlib import Path

import wizard
from publish.runtime import archives, generated, precompiled, stdlib
from publish.runtime.errors import RuntimeBuildError
from wizard import compiled, compiled_prose
from wizard.catalog import Knowledge
from wizard.loading import KnowledgeError
from wizard.reminder import load_calendar
from wizard.texts import load_texts

# The module that the worker calls; everything else follows from what it imports.
ENTRY = "wizard.browser.bridge"
# The same for the desk's part.
DESK_ENTRY = "desk.browser"
_PACKAGES = ("wizard", "desk")
# What `desk.sources.outlook` reads Outlook's messages with. Other people's packages, as they are installed.
_OUTLOOK = ("oxmsg", "olefile", "compressed_rtf", "striprtf")
# Their programs, and what is there for Python 2 only.
_NOT_NEEDED = ("oxmsg/cli.py", "olefile/olefile2.py")


def engine_sources(entry: str = ENTRY) -> dict[str, bytes]:
    """Our Python files that the module `entry` needs, by their path in the archive.

    Followed from `entry`: an import written at the top of a module counts, one inside a
    function does not (the command reads TOML that way, the browser never does).
    """
    root = Path(wizard.__path__[0]).parent
    sources: dict[str, bytes] = {}
    waiting = [entry]
    while waiting:
        module = waiting.pop()
        path = _file_of(root, module)
        if path is None:
            continue
        name = path.relative_to(root).as_posix()
        if name in sources:
            continue
        sources[name] = path.read_bytes()
        waiting += _imports(sources[name], name)
        if "." in module:
            waiting.append(module.rpartition(".")[0])
    if not sources:
        raise RuntimeBuildError(f"The module {entry} is not there.")
    return sources


def engine_entries(knowledge: Knowledge) -> dict[str, bytes]:
    """The engine's archive before compiling: sources and the knowledge as one JSON file."""
    root = Path(wizard.__path__[0]).parent
    return engine_sources() | {
        f"wizard/{compiled.FILE_NAME}": compiled.write(knowledge).encode(),
        "precompiled.py": Path(precompiled.__file__).read_bytes(),
        precompiled.FILE_NAME: generated.dataclass_code(ENTRY, root),
    }


def knowledge_in(runtime: Path) -> str:
    """The compiled knowledge in a built runtime, for others who want it; see `compiled.write`.

    Raises KeyError when it holds no engine.
    """
    manifest = json.loads((runtime / "manifest.json").read_text("utf-8"))
    entries = archives.read_zip(runtime / manifest["files"]["engine.zip"]["name"])
    return entries[f"wizard/{compiled.FILE_NAME}"].decode()


def desk_entries(knowledge: Knowledge) -> dict[str, bytes]:
    """The desk's archive before compiling: what the engine does not have, and the prose as JSON.

    Raises `RuntimeBuildError` with the loader's own sentence when the knowledge is wrong.
    """
    try:
        prose = compiled_prose.write(knowledge, load_texts(), load_calendar())
    except KnowledgeError as error:
        raise RuntimeBuildError(str(error)) from error
    engine = engine_sources()
    sources = {
        name: source for name, source in engine_sources(DESK_ENTRY).items() if name not in engine
    }
    return sources | {f"wizard/browser/{compiled_prose.FILE_NAME}": prose.encode()}


def outlook_entries() -> dict[str, bytes]:
    """The archive that reads Outlook's messages (.msg), before compiling.

    Raises `RuntimeBuildError` when one of its packages is not installed.
    """
    entries: dict[str, bytes] = {}
    for package in _OUTLOOK:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeBuildError(f"{package} is not installed: run `make setup`.")
        folder = Path(spec.submodule_search_locations[0])
        entries |= {
            path.relative_to(folder.parent).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*.py"))
        }
    return {name: data for name, data in entries.items() if name not in _NOT_NEEDED}


def _file_of(root: Path, module: str) -> Path | None:
    base = root.joinpath(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


@cache
def _imports(source: bytes, name: str) -> tuple[str, ...]:
    """Modules of ours which this file imports when it loads, as dotted names."""
    package = name.split("/")[:-1]
    found: list[str] = []
    waiting: list[ast.AST] = [ast.parse(source, name)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found += [module, *(f"{module}.{alias.name}" for alias in node.names)]
        waiting += (one for one in ast.iter_child_nodes(node) if isinstance(one, stdlib.HOLDING))
    return tuple(module for module in found if module.split(".")[0] in _PACKAGES)
