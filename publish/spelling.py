"""Spelling of everything that readers see: the built site, and the reasons the assistant gives.

`python -m publish.spelling [directory]` looks each word up in the German Hunspell dictionary, in the
English one (error messages are quoted as they are) and in `spelling_words.txt`, the project's own
words. It prints what none of them knows, each with where it stands, and ends with 1.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, override

from hunspell import Hunspell

from wizard.loading import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wizard.catalog import Knowledge

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
OWN_WORDS = Path(__file__).with_name("spelling_words.txt")
DICTIONARIES = tuple(ROOT / "node_modules" / f"dictionary-{lang}" for lang in ("de", "en"))

# Not prose: code, and the example messages.
_SILENT = {"code", "pre", "script", "style", "textarea"}
_VOID = set("area base br col embed hr img input link meta param source track wbr".split())
_SPOKEN = ("alt", "aria-label", "placeholder", "title")
# Words that are made for the search only; addresses; placeholders of templates.
_NOT_READ = {"th-words"}
_ADDRESS = re.compile(
    r"\[\[[^\]]*\]\]|https?://\S+|[\w.+-]+@[\w.-]+|\w*[\w-]+(?:\.[\w-]+)*\.(?:com|de|org|html|net)\b\S*"
)
_WORD = re.compile(r"\w+")
# Codes, `CamelCase` names, and labels in capitals, which `publish.checks` compares with the source.
_CODE = re.compile(r"\w[A-ZÄÖÜ]|[\d_]")


class _Reader(HTMLParser):
    """Collects what is read or read aloud."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            silent = (
                tag in _SILENT
                or values.get("lang", "de") != "de"
                or bool(_NOT_READ & set(values.get("class", "").split()))
            )
            self._open.append((tag, silent))
        self.texts += (values[name] for name in _SPOKEN if name in values)
        if tag == "meta" and values.get("name") == "description":
            self.texts.append(values.get("content", ""))

    @override
    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    @override
    def handle_data(self, data: str) -> None:
        if not any(silent for _, silent in self._open):
            self.texts.append(data)


def read(html: str) -> str:
    """The words of a page that are prose, one piece per line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(reader.texts)


def words(text: str) -> Iterator[str]:
    """The words of a text that a dictionary can know: no addresses, codes or names in capitals."""
    for word in _WORD.findall(_ADDRESS.sub(" ", text)):
        if len(word) > 2 and not _CODE.search(word):
            yield word


class Speller:
    """Knows words by the dictionaries and the project's own list.

    Raises FileNotFoundError where the dictionaries are not installed (`make setup`).
    """

    def __init__(self, own: Iterable[str]) -> None:
        for folder in DICTIONARIES:
            if not (folder / "index.dic").is_file():
                raise FileNotFoundError(f"{folder}: no dictionary; run `make setup`.")
        self._books = [Hunspell("index", hunspell_data_dir=str(one)) for one in DICTIONARIES]
        self._own = frozenset(own)
        self._known: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        """Whether the word is spelt as one of the dictionaries or the list has it."""
        if word not in self._known:
            self._known[word] = word in self._own or any(book.spell(word) for book in self._books)
        return self._known[word]


def own_words(file: Path = OWN_WORDS) -> list[str]:
    """The project's words: one a line, `#` begins a remark."""
    lines = (line.partition("#")[0] for line in file.read_text("utf-8").splitlines())
    return [word for line in lines for word in line.split()]


def check(site: Path, knowledge: Knowledge, speller: Speller) -> dict[str, list[str]]:
    """Each unknown word with the places where it stands; empty when all is well."""
    texts = {
        file.relative_to(site).as_posix(): read(file.read_text("utf-8"))
        for file in sorted(set(site.rglob("*.html")) - set(site.glob("downloads/*")))
    }
    for finding in knowledge.findings.values():
        texts[f"findings/{finding.id}.toml"] = "\n".join(one.why for one in finding.patterns)
    for place in knowledge.marketplaces.values():
        texts[f"marketplaces/{place.id}.toml"] = "\n".join(clue.pattern.why for clue in place.clues)
    unknown: dict[str, list[str]] = {}
    for name, text in texts.items():
        for word in dict.fromkeys(words(text)):
            if not speller.knows(word):
                unknown.setdefault(word, []).append(name)
    return unknown


def main(arguments: Iterable[str] = ()) -> int:
    """Check the site in the directory given (build/site by default); 0 when every word is known."""
    chosen = [Path(argument) for argument in arguments]
    unknown = check(chosen[0] if chosen else SITE, load(), Speller(own_words()))
    for word, places in sorted(unknown.items()):
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        print(f"{places[0]}{more}: »{word}« is in no dictionary.")
    if unknown:
        print(f"Mend what is misspelt; add what is right to {OWN_WORDS.relative_to(ROOT)}.")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
