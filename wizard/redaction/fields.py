r"""Secrets and personal data that are recognised by the name of the field they stand in.

A field is a name, a separator and a value, in whatever dress: JSON (also as a string in JSON,
``\"`` and ``\\\"`` to any depth), a form or an address (``=`` and ``&``), XML, an HTTP header,
YAML, ini, PHP's ``print_r`` and ``var_dump``, Python's ``repr``, a German label in a letter.
One reader knows them all: the name is found by a stem, read to both sides, looked up, and only
then is its value read. Encoded layers are peeled off before (``wizard.redaction.layers``).
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Final

from .names import (
    ENDING_STEMS,
    FIELDS,
    LABELS_OF_TWO_WORDS,
    SECOND_WORDS,
    WORDS,
    Field,
    field_of,
    plain_name,
)
from .people import address_lines
from .stems import Stems
from .text import (
    IGNORECASE,
    MASK_BEGINS,
    Scan,
    Span,
    is_placeholder,
    looks_opaque,
    next_of,
    pattern,
)
from .values import LWA_CODE, Value, judge, trimmed

_ENDING_STEMS = Stems(ENDING_STEMS)
_QUOTES = "\"'`\u201c\u201d\u201e\u201a\u2018\u2019\u00ab\u00bb"
_TYPOGRAPHIC = frozenset("\u201e\u201c\u201d\u201a\u2018\u2019\u00ab\u00bb")
_QUOTE = rf"\\{{0,64}}[{_QUOTES}]"
_CLOSE = rf"(?:{_QUOTE}|[*\])]|\\{{1,64}}\]|\[[0-9a-z_]{{0,16}}\]|:(?:private|protected))"
# What may stand between a name and its separator. Blanks are never read in two portions: each way
# to share a long run among them would be tried.
_CLOSES = rf"[ \t\u00a0]{{0,96}}(?:{_CLOSE}[ \t\u00a0]{{0,96}}){{0,6}}"
_SEPARATOR = (
    # client_secret: string = "…", Dim sPasswort As String = "…"
    r"(?P<sep>(?:[ ]?:[ ]?|[ ][Aa]s[ ])(?:&?[\w:]{0,24}[Ss](?:tr|tring)|&str|str)[?!]?[ ]?=(?![=>])"
    r"|=>|:=|[:=|\uff1a]|[ ]?(?:->|\u2192)|[ ][\u2013\u2014](?=[ ])"
    # {"name": "client_secret", "value": "…"}, <add key="ClientSecret" value="…"/>
    rf"|,?\s{{0,32}}(?:{_QUOTE})?(?:value|Value)(?:{_QUOTE})?\s{{0,8}}[:=])"
)
_ARROWS = " ->\u2192\u2013\u2014"
_AFTER_NAME = rf"{_CLOSES}{_SEPARATOR}(?:>|\*{{1,2}}(?=[ ]))?"
_COLUMN = (  # between the name and the value in a table, also in one of HTML
    r"\t[ \t]{0,32}|[ ]{2,32}(?=\S)"
    rf"|{_QUOTE}(?:\s[^<>]{{0,100}})?>(?=[^<\s])"  # <string name="password">
    r"|[ ]?:?</(?:td|th|dt|label)>\s{0,32}<(?:td|dd)(?:\s[^<>]{0,200})?>"
)
_TAG_END = r"(?:\s[^<>]{0,200})?>"
_TUPLE = rf"{_QUOTE}\s{{0,4}},\s{{0,4}}(?=b?{_QUOTE})"
_OPEN = (  # what may stand between a separator and its value
    r"(?P<space>[ \t\u00a0]{0,32}(?:\r?\n[ \t>|]{0,64})?|\+)"
    r"(?:\((?:string|int)\)\s?|(?:string|String|str)\([0-9]{1,9}\)\s{0,8}|<!\[CDATA\[)?"
    r"(?P<list>(?:(?:[Aa]rray|\\?Object)?\s{0,64}(?:\([0-9]{0,9}\)\s{0,4})?[\[({]\s{0,64}"
    r"(?:\[?[0-9]{1,3}\]?\s?=>\s{0,8}(?:string\([0-9]{1,9}\)\s{0,4})?)?))?"
    rf"(?:[bu]?(?P<quote>{_QUOTE}))?"
)
_NEXT_ELEMENT = (
    rf"(?:{_QUOTE})?\s{{0,8}}(?:,\s{{0,16}}|\s\[[0-9]{{1,3}}\]\s?=>\s?)"
    rf"(?={_QUOTE}|[^\s\"'\[\]{{}}])"
)
_BLOCK = (  # the bracket an object begins with
    r"[ \t]{0,32}(?:\r?\n[ \t]{0,64})?"
    r"(?:(?:class\s)?[\w\\]{0,48}\s?(?:Object)?\s{0,64}(?:\([0-9]{0,9}\)\s?)?)?"
    r"(?:\\{0,8}[\"'])?([\[({])"
)
_BLOCK_END = (
    r"</(?:[\w.-]{1,20}:)?\w{0,24}"
    r"(?:address|buyer|recipient|customer|shipto|info|contact|anschrift|adresse)\w{0,12}"
)
_XML_LEAF = r"<([\w:.-]{1,64})(?:\s[^<>]{0,200})?>([^<>\u2039\u203a]{1,400})(?=<)"
_LEAF_NAME = rf"([\w-]{{1,64}}){_CLOSES}(=>|[:=])(?:>)?"
_NAME_LEFT = r"[\w.-]{1,64}"

_BEFORE_PROSE = frozenset(("", " ", "\n", "\t", "(", '"', "'"))
_AFTER_NAME_FIRST = frozenset(_QUOTES + "\\*]):=|&%<> \t\u00a0\uff1a,")
_TAG_FIRST = frozenset(_QUOTES + "\\<>& \t")
# How far a value is looked for: what has no end by then is no value of its kind.
_VALUE_LIMIT: Final = 16_384
_TEXT_LIMIT: Final = 1024
_LABEL_LIMIT: Final = 120
_BLOCK_LIMIT: Final = 4096
_MOST_ELEMENTS: Final = 64
_OFTEN: Final = 8

_NOT_PERSONAL = frozenset(
    "country countrycode countryname land isocode addresstype type addressusage status error code "
    "isaddresssharingconfidential message errorcode version id externaladdressid addressowner "
    "addressattribute fulfillmentinstructionstype countryiso".split()
)

# How far a value without quotes goes, by rule.
_LINE = r"(?:[^\r\n\u2039\u203a\"'\\]|(?<==)\"[^\"\r\n]{0,4096}\"|(?<==)\\{1,8}\"[^\"\r\n\\]{0,4096}\\{1,8}\"|\\(?![nr\"']))*"
_TEXT_END = (
    r"[\r\n\u2039\u203a\"<>|;{}\t]|\\[nr\"]|, ?(?=[\w.-]{1,40}\s?[=:])|\s(?=[\w.-]{2,40}=)|  "
)
_TEXT_END_IN_FORM = _TEXT_END + r"|[&)\],]"
_AUTH_END = r"[\r\n\u2039\u203a\"'<>,]|\\[nr\"]"
_TOKEN_CHARACTER = r"(?:[^\s\"'<>&,;(){}\[\]\\|`\u2039\u203a\u201c\u201d\u201e\u2026]|\\{1,8}/)"
# The marks of masks may be part of a password, where they cannot be those of a mask.
_MARK = r"\u2039(?![A-Ze])|\u203a(?<![a-z]\u203a)(?=\w)"
_PASSWORD_CHARACTER = r"[^\s\"<>\u2039\u203a]"
_PASSWORD_CHARACTER_IN_FORM = (  # an & or ; ends it only where another field follows
    r"(?:[^\s\"'<>&;\u2039\u203a]|;(?![\w ]{1,24}=)|&(?!(?:amp;|\#38;)?[\w.%\[\]-]{1,48}=))"
)


@cache
def _is_vague(stem: str) -> bool:
    """Whether the name alone says little: most of what is called »code« is no secret."""
    known = FIELDS.get(plain_name(stem))
    return known is not None and known.rule == "opaque"


def fields(scan: Scan) -> Iterator[Span]:
    """Spans of all values that stand in fields whose name tells what they are."""
    return _Reader(scan).fields()


class _Reader:
    """Reads the fields of one text."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.text = scan.text
        self.after_name = pattern(_AFTER_NAME)
        self.open = pattern(_OPEN)
        self.number = pattern(r"[0-9]{0,4}(?!\w)")
        self.left = pattern(_NAME_LEFT)
        self.peek = pattern(r"[\s\"'\\]{0,16}([A-Za-z0-9_.%|/+-]{0,64})")
        self.judged: dict[str, bool] = {}
        self.read_until = 0  # blocks are read as a whole: a stem goes on behind them

    def fields(self) -> Iterator[Span]:
        scan = self.scan
        stems = {WORDS[word] for word in scan.words & WORDS.keys()}
        stems |= scan.held(_ENDING_STEMS)
        if not scan.words.isdisjoint(SECOND_WORDS):
            stems.update(label for label, parts in LABELS_OF_TWO_WORDS if parts <= scan.words)
        for stem in sorted(stems):
            yield from self._of_stem(stem)

    # --- Finding a field ------------------------------------------------------------------

    def _of_stem(self, stem: str) -> Iterator[Span]:
        """The fields whose name ends with a stem (and digits)."""
        text, size = self.text, len(stem)
        number, after_name = self.number.match, self.after_name.match
        vague = _is_vague(stem)
        done = 0
        following_place = self._places_of(stem)
        at = following_place(0)
        while at >= 0:
            end = at + size
            following = text[end : end + 1]
            if following.isalnum():
                tail = number(text, end)
                end = tail.end() if tail else end
                following = text[end : end + 1]
            in_prose = following == " " and text[end + 1 : end + 2].isalnum()
            if (
                in_prose
                and text[at - 1 : at] in _BEFORE_PROSE
                and text[end : end + 4].lower() != " as "
            ):
                pass  # the most of all: »… the token is …«
            elif following in _AFTER_NAME_FIRST:
                separator = after_name(text, end)
                if self._worth_reading(at, following, separator, vague):
                    self.read_until = 0
                    for span in self._field(at, end, separator):
                        done = max(done, span[1])
                        yield span
                    done = max(done, self.read_until)
            at = following_place(max(at + size, done))

    def _places_of(self, stem: str) -> Callable[[int], int]:
        """Tells where a stem stands next, from a place on; -1 if nowhere."""
        lower = self.scan.lower
        places = self.scan.rare_places(stem)
        if places is not None:
            return partial(next_of, places)
        if not self.scan.is_long and lower.count(stem) < _OFTEN:
            return partial(lower.find, stem)
        # What comes so often stands in sentences, or in words, mostly: leap over these places.
        escaped = re.escape(stem)
        source = rf"{escaped}(?![^\W\d_])(?:(?! [^\W_])|(?<=[^ \n\t(\"']{escaped}))"
        if self.scan.is_long:
            return partial(next_of, sorted(self.scan.places_of(source)))
        search = pattern(source).search

        def next_place(start: int) -> int:
            found = search(lower, start)
            return found.start() if found else -1

        return next_place

    def _worth_reading(
        self, at: int, following: str, separator: re.Match[str] | None, vague: bool
    ) -> bool:
        """A glance that spares most of the work: most of what is called »code« is no secret."""
        text = self.text
        if separator is None:
            if following != " ":
                return following in _TAG_FIRST
            return not text[at - 1 : at].isspace() or "  " in text[at : at + 48]
        if not vague or text[at - 1 : at] == " ":
            return True
        glance = self.peek.match(text, separator.end())
        if glance is None or not glance[1]:
            return True
        value = glance[1]
        known = self.judged.get(value)
        if known is None:
            known = looks_opaque(value, 8) or bool(pattern(LWA_CODE).fullmatch(value))
            self.judged[value] = known
        return known

    def _name(self, at: int, end: int) -> Field | None:
        """The field that the name ending at ``end`` stands for."""
        lower = self.scan.lower
        start = self.scan.left(self.left, at)
        if start and self.text[start - 1] == "\\" and lower[start] in "nrt" and start < at:
            start += 1
        name = lower[start:end].strip("-_.")
        field = FIELDS.get(plain_name(name))
        if field is None and "." in name:
            field = FIELDS.get(plain_name(name.rpartition(".")[2]))
        if field is None or field.rule in {"opaque", "label"}:
            field = self._of_several_words(start, name) or field
        return field or field_of(name)

    def _of_several_words(self, start: int, name: str) -> Field | None:
        """A label of several words: »Client Secret«, »AWS Secret Access Key«."""
        before = self.scan.lower[max(0, start - 40) : start]
        if before[-1:] != " ":
            return None
        words = before.rsplit(None, 2)
        for count in (2, 1):
            if len(words) >= count:
                joined = "".join(words[-count:]).rpartition(">")[2] + name
                field = FIELDS.get(plain_name(joined))
                if field:
                    return field
        return None

    def _field(self, at: int, end: int, separator: re.Match[str] | None) -> Iterator[Span]:
        field = self._name(at, end)
        if field is None:
            return
        tag = self._tag_end(at, end)
        if tag is not None:
            yield from self._in_tag(tag, field)
            return
        place = self._place(at, end, separator, field.rule)
        if place is None:
            return
        start, sign, sure = place
        if field.rule == "block" or (field.rule == "label" and self._opened(start)["list"]):
            yield from self._block(start)
        else:
            yield from self._values(start, sign, sure, field)

    def _place(
        self, at: int, end: int, separator: re.Match[str] | None, rule: str
    ) -> tuple[int, str, bool] | None:
        """Where the value begins, after which sign, and whether it is this name's for sure."""
        text = self.text
        if separator is not None:
            sign = separator["sep"]
            if not sign.strip(_ARROWS):  # »secret → 0f1e…«, but »GET /order → 401«
                return (separator.end(), ":", False) if rule in {"secret", "opaque"} else None
            return separator.end(), sign, True
        pair = pattern(_TUPLE).match(text, end)  # ('client_secret', '…')
        if pair and text[self.scan.left(self.left, at) - 1] in _QUOTES:
            return pair.end(), ",", False
        word = text[max(0, at - 40) : end].rpartition(" ")[2]
        if word.startswith("--") and text[end : end + 1] == " ":  # --client-secret …
            return end, "=", True
        column = pattern(_COLUMN).match(text, end)
        return (column.end(), ",", False) if column else None

    # --- Reading values -------------------------------------------------------------------

    def _opened(self, start: int) -> re.Match[str]:
        found = self.open.match(self.text, start)
        if found is None:  # every part of the pattern may be missing
            raise AssertionError
        return found

    def _values(self, start: int, sign: str, sure: bool, field: Field) -> Iterator[Span]:
        """The value of a field, or all of them where it is a list."""
        text = self.text
        opened = self._opened(start)
        if "\n" in opened["space"] and not opened["quote"]:
            bare = opened["space"].endswith("\n")
            if bare or field.rule != "secret":
                return
        several = bool(opened["list"])
        for _ in range(_MOST_ELEMENTS if several else 1):
            value = self._value(opened, sign, sure, field.rule)
            if value is None:
                return
            span = judge(text, value, field)
            if span:
                yield span
            following = pattern(_NEXT_ELEMENT).match(text, max(value.end, span[1] if span else 0))
            if not following or not several:
                return
            opened = self._opened(following.end())
            if not opened["quote"] and "=>" not in following[0]:
                return

    def _value(self, opened: re.Match[str], sign: str, sure: bool, rule: str) -> Value | None:
        start, spaced = opened.end(), bool(opened["space"])
        quote = opened["quote"]
        if quote == '"' and self.text.startswith('""', start):  # TOML, Python: """…"""
            threefold = self.text.find('"""', start + 2, start + _TEXT_LIMIT)
            if threefold >= 0:
                return Value(start + 2, threefold, True, sign, spaced, sure)
        end = self._closing(start, quote) if quote else None
        if end is not None:
            return Value(start, end, True, sign, spaced, sure)
        end = self._run(start, sign == "=" and not spaced, sign == "=", rule)
        if rule == "line" and (opened["list"] or "").strip() == "[":  # Java: {Cookie=[a=b], …
            closed = self.text.find("]", start, end)
            end = closed if closed >= 0 else end
        return Value(start, end, False, sign, spaced, sure) if end > start else None

    def _closing(self, start: int, quote: str) -> int | None:
        """Where the quoted value that begins at ``start`` ends, or None if its line has no end."""
        text = self.text
        limit = text.find("\n", start, start + _VALUE_LIMIT)
        limit = limit if limit >= 0 else min(len(text), start + _VALUE_LIMIT)
        bare = quote.lstrip("\\")
        if bare in _TYPOGRAPHIC:
            limit = min(limit, start + _TEXT_LIMIT)
            found = pattern('[\u201c\u201d\u2019\u2018\u00ab\u00bb"]').search(text, start, limit)
            return found.start() if found else None
        depth = len(quote) - len(bare)
        at = text.find(bare, start, limit)
        while at >= 0:
            before = at
            while before > start and text[before - 1] == "\\" and at - before <= 64:
                before -= 1
            if at - before <= depth:
                return before
            if depth == 0 and (at - before) % 2 == 0:
                return at  # an escaped backslash, then the end
            at = text.find(bare, at + 1, limit)
        return None

    def _run(self, start: int, in_form: bool, assigned: bool, rule: str) -> int:
        """Where a value without quotes ends; ``start`` if there is none."""
        text = self.text
        if rule == "line":
            run = pattern(_LINE).match(text, start)
            return run.end() if run else start
        if rule in {"text", "label", "auth"}:
            stop = _AUTH_END if rule == "auth" else _TEXT_END_IN_FORM if in_form else _TEXT_END
            limit = min(len(text), start + (_LABEL_LIMIT if rule == "label" else _TEXT_LIMIT))
            found = pattern(stop).search(text, start, limit)
            end = found.start() if found else limit
            return start + len(text[start:end].rstrip(" ,\t"))
        if rule == "password":
            character = _PASSWORD_CHARACTER_IN_FORM if assigned else _PASSWORD_CHARACTER
        else:
            character = _TOKEN_CHARACTER
        found = pattern(r"(?:Atz[arc]\|)?" + character + "{1,256}").match(text, start)
        if not found:
            return start
        end = found.end()
        if end - start >= 256:
            end = self._going_on(character, end)
        if rule == "password":
            while pattern(_MARK).match(text, end):
                end = self._going_on(character, end + 1)
        if pattern(rf"\|?{MASK_BEGINS}").match(text, end):
            return start  # the rest was masked before
        stops = ",;" if rule == "password" else ".,;:!?)"
        return start + max(1, len(text[start:end].rstrip(stops)))

    def _going_on(self, character: str, start: int) -> int:
        """Where a run of some characters ends."""
        rest = pattern(character + "*").match(self.text, start)
        return rest.end() if rest else start

    # --- XML ------------------------------------------------------------------------------

    def _tag_end(self, at: int, end: int) -> int | None:
        """Where the value of an XML element begins, if the name is one's."""
        text = self.text
        start = self.scan.left(self.left, at)
        if text[start - 1 : start] not in {"<", ":"}:
            return None
        if not pattern(r"<(?:[\w.-]{1,10}:)?$").search(text, max(0, start - 12), start):
            return None
        tag = pattern(_TAG_END).match(text, end)
        return tag.end() if tag and "/" not in tag[0][-2:-1] else None

    def _in_tag(self, start: int, field: Field) -> Iterator[Span]:
        text = self.text
        limit = min(len(text), start + _VALUE_LIMIT)
        cdata = pattern(r"\s{0,64}<!\[CDATA\[").match(text, start)
        start = cdata.end() if cdata else start
        end = text.find("]]>" if cdata else "<", start, limit)
        if end >= 0 and not cdata and not text[start:end].strip():
            if field.rule in {"block", "label", "text"}:
                yield from self._xml_block(start)
            return
        if end < 0 or (not cdata and text[end : end + 2] != "</"):
            # Cut off, or no tag at all: »client_secret=<MY_SECRET>«.
            stop = end if end >= 0 else limit
            line = text.find("\n", start, stop)
            end = line if line >= 0 else stop
        if field.rule == "block":
            yield from self._leaf("address", start, end)
            return
        span = judge(text, Value(start, end, True, "<", False), field)
        if span:
            yield span

    # --- Addresses and people as objects -----------------------------------------------------

    def _block(self, start: int) -> Iterator[Span]:
        """Every value of an address that is written as an object, or as lines of a letter."""
        text = self.text
        bracket = pattern(_BLOCK).match(text, start)
        if bracket is None:
            opened = self._opened(start)
            end = self._closing(opened.end(), opened["quote"]) if opened["quote"] else None
            if end is None:
                yield from address_lines(text, start)
            else:
                yield from self._leaf("address", opened.end(), end)
            return
        place, end = bracket.end(), self._balanced(bracket.start(1))
        self.read_until = end
        leaf_name = pattern(_LEAF_NAME)
        while leaf := leaf_name.search(text, place, end):
            place = leaf.end()
            opened = self._opened(place)
            if opened["list"]:
                continue
            value = self._value(opened, leaf[2], True, "text")
            if value and value.start < end:
                place = max(place, min(value.end, end))
                yield from self._leaf(leaf[1], value.start, min(value.end, end))

    def _xml_block(self, start: int) -> Iterator[Span]:
        text = self.text
        limit = min(len(text), start + _BLOCK_LIMIT)
        closing = pattern(_BLOCK_END, IGNORECASE).search(text, start, limit)
        end = closing.start() if closing else limit
        self.read_until = end
        for leaf in pattern(_XML_LEAF).finditer(text, start, end):
            yield from self._leaf(leaf[1], *leaf.span(2))

    def _leaf(self, name: str, start: int, end: int) -> Iterator[Span]:
        start, end = trimmed(self.text, start, end)
        content = self.text[start:end]
        plain = plain_name(name.rpartition(":")[2])
        if plain in _NOT_PERSONAL or is_placeholder(content) or content in {"true", "false"}:
            return
        if not any(map(str.isalnum, content)):
            return
        field = FIELDS.get(plain)
        kind = field.kind if field and field.rule not in {"opaque", "auth"} else "address"
        yield start, end, "person-name" if "name" in plain else kind

    def _balanced(self, start: int) -> int:
        """Where the bracket at ``start`` is closed, or the limit."""
        text, depth = self.text, 0
        opening = text[start]
        closing = {"{": "}", "[": "]", "(": ")"}[opening]
        limit = min(len(text), start + _BLOCK_LIMIT)
        brackets = pattern("[" + re.escape(opening + closing) + "]")
        for bracket in brackets.finditer(text, start, limit):
            depth += 1 if bracket[0] == opening else -1
            if depth == 0:
                return bracket.start()
        return limit
