"""The program's version: the one place where it stands.

The wheel, the command, the site, the offline edition, the texts to copy and the release take it from
here. The knowledge has a version of its own, its day (`knowledge/meta.toml`): it changes more often.
"""

VERSION = "1.0.0"
