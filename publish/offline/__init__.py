"""Makes the offline edition from the built site.

One build of site and runtime serves all three: the site on the web, the folder (a ZIP), and the
single file. Nothing is rendered or compiled a second time. The pieces:

* `editions`: what stands only on the web or only offline, and the head of each offline page.
* `archive`: the ZIP, identical byte for byte for the same site.
* `single`, `rewriting`: the assistant and all pages in one file.
* `figures`: names, sizes and hashes of what came out, for the page that offers it.
* `build`: puts them together.
* `browser/`: the few scripts and styles that only these editions need.
"""

from publish.offline.build import build
from publish.offline.errors import OfflineBuildError

__all__ = ["OfflineBuildError", "build"]
