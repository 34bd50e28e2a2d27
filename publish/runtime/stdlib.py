"""Which part of the standard library the browser gets.

Dropped is what an engine that reads text cannot need: programs, test tools, network clients,
tools that start processes, the data of encodings no message comes in, and the files of modules
that are frozen into the interpreter and so never read. Kept is everything that the interpreter
imports while it starts (`START`; among it asyncio, logging, tempfile, zipfile: without them it
fails) and, generously, the general-purpose modules. `missing_modules` proves for each build that
nothing that is kept, nor the engine, imports at load something that is dropped.
"""

import ast
from collections.abc import Mapping
from functools import cache

# Packages and modules, by top-level name or by path.
DROPPED = frozenset(
    (
        # Programs and developers' tools.
        "__hello__ __phello__ _pyrepl antigravity bdb cProfile cmd code codeop compileall "
        "doctest ensurepip filecmp fileinput getopt idlelib modulefinder optparse pdb "
        "pickletools profile pstats py_compile pyclbr pydoc pydoc_data rlcompleter sched "
        "asyncio/__main__ json/tool pprint pyodide/console shlex symtable tabnanny this timeit tkinter trace tracemalloc turtle turtledemo unittest "
        "venv zipapp "
        # Networks and mail.
        "email ftplib http imaplib logging/config logging/handlers mailbox netrc nturl2path poplib smtplib socketserver ssl "
        "urllib/error urllib/request urllib/response urllib/robotparser webbrowser wsgiref xmlrpc "
        # Processes, terminals, files of other kinds.
        "_aix_support _android_support _apple_support _ios_support _osx_support argparse "
        "configparser csv ctypes curses dbm getpass gettext lzma mimetypes multiprocessing "
        "plistlib pty shelve sqlite3 tarfile tomllib tty wave xml "
        "asyncio/proactor_events asyncio/windows_events asyncio/windows_utils "
        "concurrent/futures/process _compat_pickle pickle importlib/metadata "
        # What no message comes in, and what asks for the machine.
        "gzip platform "
        # What only the desk's part needs, if anything: it brings along what it imports.
        "_markupbase base64 colorsys html/parser queue quopri concurrent/futures/thread "
        # Old names, and stand-ins for what the interpreter has.
        "_py_abc _threading_local sre_compile sre_constants sre_parse "
        # Second implementations of modules that are built in.
        "_pydatetime _pydecimal _pyio "
        # Mathematics, comparing, and the host's configuration.
        "_sysconfigdata__emscripten_wasm32-emscripten difflib fractions graphlib hmac secrets "
        "statistics sysconfig uuid zoneinfo "
    ).split()
)

# Of the package `xml` only `etree` and its parser are needed, and neither imports these.
OTHER_XML = ("xml/dom/", "xml/sax/")

# In the interpreter itself (`_imp._frozen_module_names()`, Pyodide 0.29.5).
FROZEN = frozenset(
    "_collections_abc _sitebuiltins abc codecs genericpath importlib._bootstrap "
    "importlib._bootstrap_external importlib.machinery importlib.util io ntpath os os.path "
    "posixpath runpy site stat zipimport".split()
)

# What the interpreter imports by itself before our first line (`sys.modules`, Pyodide 0.29.5).
START = tuple(
    "_colorize _pyodide asyncio atexit bz2 codecs collections.abc concurrent.futures "
    "contextlib contextvars copy encodings.utf_8 enum importlib.resources importlib.util "
    "inspect io json logging ntpath os pathlib pyodide pyodide.code pyodide.ffi "
    "pyodide.webloop random selectors shutil signal site socket subprocess tempfile "
    "traceback typing weakref zipfile".split()
)

# Of `encodings` these stay: UTF, Latin, and Windows' Western code pages.
KEPT_ENCODINGS = frozenset(
    "__init__ aliases ascii charmap cp1252 cp437 cp850 idna iso8859_1 iso8859_15 latin_1 "
    "punycode raw_unicode_escape undefined unicode_escape utf_16 utf_16_be utf_16_le utf_32 "
    "utf_32_be utf_32_le utf_7 utf_8 utf_8_sig".split()
)

HOLDING = (ast.stmt, ast.ExceptHandler, ast.match_case)
"""Parts of a module in which an import can stand: expressions hold none."""


def is_kept(name: str) -> bool:
    """Whether the archive's entry `name` (`json/decoder.py`) goes to the browser."""
    parts = name.removesuffix(".py").removesuffix(".pyc").split("/")
    if ".".join(parts) in FROZEN or any(
        "/".join(parts[: depth + 1]) in DROPPED for depth in range(len(parts))
    ):
        return False
    if parts[0] == "encodings":
        return parts[-1] in KEPT_ENCODINGS
    return name.endswith((".py", ".pyc"))


def reduce(entries: Mapping[str, bytes]) -> dict[str, bytes]:
    """The kept part of the standard library's archive."""
    return {name: data for name, data in entries.items() if is_kept(name)}


def missing_modules(whole: Mapping[str, bytes], roots: Mapping[str, bytes]) -> dict[str, str]:
    """Modules that would be imported at load but are dropped, each with who imports it.

    `whole`: the complete library as sources; `roots`: the engine's sources, whose every import
    counts, also those inside functions. `START` is followed as well. Imports inside functions of the library are not followed: they are lazy ways
    (subprocesses, consoles) that text never takes.
    """
    missing: dict[str, str] = {}
    waiting = [(name, "the interpreter's start") for name in START]
    for root, source in roots.items():
        waiting += [(name, root) for name in _imports(source, root, everywhere=True)]
    seen: set[str] = set()
    while waiting:
        module, user = waiting.pop()
        path = _path_of(module, whole)
        if path is None or path in seen or module in FROZEN:
            continue
        seen.add(path)
        if not is_kept(path):
            missing[module] = user
            continue
        waiting += [(name, path) for name in _imports(whole[path], path, everywhere=False)]
    return missing


def supplement(whole: Mapping[str, bytes], roots: Mapping[str, bytes]) -> dict[str, bytes]:
    """What `roots` need of the library beyond the kept part: reading exports takes csv and email.

    Followed like `missing_modules`; imports within functions of `roots` do not count. Packages that
    import their own modules lazily come whole.
    """
    waiting = [
        name for root, source in roots.items() for name in _imports(source, root, everywhere=False)
    ]
    needed: dict[str, bytes] = {}
    seen: set[str] = set()
    while waiting:
        path = _path_of(waiting.pop(), whole)
        if path is None or path in seen:
            continue
        seen.add(path)
        if not is_kept(path) and path[: -len(".py")].replace("/", ".") not in FROZEN:
            needed[path] = whole[path]
        waiting += _imports(whole[path], path, everywhere=False)
    packages = {path.partition("/")[0] for path in needed if path.endswith("/__init__.py")}
    return needed | {
        path: data
        for path, data in whole.items()
        if path.endswith(".py")
        and path.partition("/")[0] in packages
        and not path.startswith(OTHER_XML)
    }


def _path_of(module: str, whole: Mapping[str, bytes]) -> str | None:
    base = module.replace(".", "/")
    return next((p for p in (f"{base}.py", f"{base}/__init__.py") if p in whole), None)


@cache
def _imports(source: bytes, path: str, *, everywhere: bool) -> tuple[str, ...]:
    """Names of modules that a module imports: all of them, or those run when it loads."""
    package = path.split("/")[:-1]
    names: list[str] = []
    waiting: list[ast.AST] = [ast.parse(source, path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = [*base, *([node.module] if node.module else [])]
            names.append(".".join(module))
            names += [".".join([*module, alias.name]) for alias in node.names]
        lazy = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        # An import that is tried, or taken on other systems only, may fail: its module copes.
        optional = isinstance(node, ast.Try | ast.If) and not everywhere
        if not (lazy and not everywhere) and not optional:
            waiting += (one for one in ast.iter_child_nodes(node) if isinstance(one, HOLDING))
    # A package's parents load with it.
    return tuple(".".join(n.split(".")[: i + 1]) for n in names for i in range(n.count(".") + 1))
