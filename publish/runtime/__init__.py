"""Makes the Python that runs in the browser: `build/runtime/`.

The pieces, each in a module of its own:

* `versions`: host Python and the runtime's Python must be the same.
* `archives`: zips that come out identical byte for byte; compiling with pyodide-build.
* `stdlib`: which part of the standard library the browser gets.
* `engine`: the `wizard` modules the browser needs and the knowledge, as one wheel.
* `generated`, `precompiled`: what dataclasses would compile at each start, compiled once.
* `scripts`: page script, worker and styles, bundled by esbuild.
* `payload`: the same files as plain scripts, for `file://`.
* `manifest`: names with hashes, sizes, and what the page must know of them.
"""
