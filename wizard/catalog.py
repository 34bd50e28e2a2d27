"""What the engine knows, as plain frozen records: the shape of the TOML files below `knowledge/`.

Nothing here reads files (see :mod:`wizard.loading`) or decides anything (see :mod:`wizard.decide`).
Every attribute carries the name of its TOML key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from string import Template
from typing import Any, NamedTuple

KINDS = (
    "refresh-token-expired-or-revoked",
    "access-token-expired",
    "authorization-missing-or-role",
    "app-credentials-wrong",
    "scope-wrong",
    "throttled",
    "clock-or-signature",
    "wrong-region-or-environment",
    "network",
    "service-outage",
    "bad-request-or-listing",
    "not-an-error",
    "unclear",
)
RENEWALS = ("yes", "no", "maybe")
STRENGTHS = ("proof", "strong", "mention", "wording", "against")
SIGN_INS = ("oauth", "keys", "unclear")
GROUPS = ("amazon", "ebay", "shops", "services", "general")

ANY = "any"
"""Marketplace of a finding that works for each marketplace, or for an unknown one."""
NONE = "none"
"""Marketplace of a finding that concerns no marketplace at all."""
OTHER = "andere"
"""Answer »another marketplace« to the question for the marketplace."""
UNKNOWN = "unbekannt"
"""Answer »Weiß ich nicht« to any question."""

NO_TEXT = "text-leer"
NO_ERROR = "kein-fehler-erkannt"
UNKNOWN_ERROR = "fehler-unbekannt"
OTHER_SERVICE = "anderer-dienst"
RESOLVED = "ablauf-wieder-erfolgreich"
UNRELATED_ERROR = "fehler-unbekannt-ohne-bezug"
UNRELATED_REFUSAL = "abweisung-ohne-bezug"
FALLBACKS = (
    NO_TEXT,
    NO_ERROR,
    UNKNOWN_ERROR,
    UNRELATED_ERROR,
    UNRELATED_REFUSAL,
    OTHER_SERVICE,
    RESOLVED,
)
"""Findings that the engine itself chooses where no pattern decides; they must exist."""

UNRELATED = {
    UNKNOWN_ERROR: UNRELATED_ERROR,
    "anmeldung-abgelehnt": UNRELATED_REFUSAL,
    "zugriff-verweigert": UNRELATED_REFUSAL,
}
"""Findings that say little of a cause, and what stands in their place where the words of a message
show that it has nothing to do with signing in (:mod:`wizard.word_weights`)."""


class Pattern(NamedTuple):
    """One way in which a message can show something; every condition given must hold.

    `literal`: texts that must all stand near each other (lower case and umlauts do not matter).
    `regex`: must match near the first literal; without it the first literal is the match.
    `code`: error codes, found where a code stands (`errorId: 1001`, `<ErrorCode>932<`, `(932)`);
    such a pattern counts only where the finding's marketplace is recognised otherwise.
    `case`: upper and lower case matter. `window`: how many characters around the first literal
    are looked at; 0 for the usual: 200 for the expression, 400 for further literals. `prose`: people's words, which count less than what a machine said, and not at
    all within a guess (»Ist das der eBay-Token?«). `activity`: counts only for this activity.
    `identifies`: the match proves the finding's marketplace. `weight` overrides the finding's.

    A tuple, because more than a thousand are made whenever a browser starts the engine.
    """

    literal: tuple[str, ...] = ()
    regex: str | None = None
    why: str = ""
    code: tuple[str, ...] = ()
    identifies: bool = False
    weight: int | None = None
    case: bool = False
    window: int = 0
    prose: bool = False
    activity: str | None = None


class Clue(NamedTuple):
    """A sign that a text comes from (or, `against`, does not come from) a marketplace or service."""

    pattern: Pattern
    strength: str


@dataclass(frozen=True, slots=True)
class Marketplace:
    """A marketplace or shop; `guide` names the variant of the renewal guide that fits it.

    `sign_in`: `oauth` (a consent that can be renewed), `keys` (none), or `unclear`.
    `token_life`, `renewal`: German sentences for the reader.
    """

    id: str
    name: str
    sign_in: str
    guide: str
    token_life: str
    renewal: str
    clues: Sequence[Clue]
    help_title: str = ""
    help_url: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that is no marketplace of ours, but whose errors look alike.

    `consent`: a marketplace that works with a consent as ours do, so that what holds of any holds of it.
    """

    id: str
    name: str
    what: str
    clues: Sequence[Clue]
    consent: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement of a finding can be read, and what of it that page bears out."""

    url: str
    says: str


@dataclass(frozen=True, slots=True)
class Example:
    """A message that gives its finding; `marketplace` is an id, `unknown` or `none`."""

    text: str
    marketplace: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A message that looks like the finding, but gives another one."""

    text: str
    gives: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One known failure: how it shows, what it means, whether renewing the token mends it."""

    id: str
    group: str
    title: str
    marketplace: str
    kind: str
    renew: str
    weight: int
    patterns: Sequence[Pattern]
    unless: Sequence[Pattern] = ()
    service: str | None = None
    step: str | None = None
    asks: str | None = None
    summary: str = ""
    meaning: str = ""
    cause: str = ""
    renew_why: str = ""
    action: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    checked_on: date | None = None
    examples: tuple[Example, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question; `marketplace`: this answer alone tells the marketplace."""

    id: str
    label: str
    hint: str = ""
    marketplace: str | None = None
    patterns: Sequence[Pattern] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the reader, with the answers in the order in which they are shown."""

    id: str
    text: str
    why: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """What else the text can tell: that a call succeeded, that somebody guesses, that all is well.

    `means`: `success` (the call worked), `renewed` (a new access token came), `guess`, `fine`,
    `failing` (takes `fine` back), `aside` (a name only compared with), `foreign` (another permission) or
    `demand` (somebody is to sign in or consent: never »no« by the words alone).
    """

    id: str
    means: str
    patterns: Sequence[Pattern]


@dataclass(frozen=True, slots=True)
class SubStep:
    """One action within a step; `id` is a small letter, `picture` the name of a picture."""

    id: str
    text: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What may go wrong at a step, and the way on; `step`: where to go on from.

    `picture`: the name of a picture that shows it. `ticket`, `assistant`: whether the page links
    the ticket portal or the assistant here.
    """

    when: str
    do: str
    step: str | None = None
    picture: str = ""
    ticket: bool = False
    assistant: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the renewal; all texts may hold `${word}`."""

    id: str
    title: str
    action: tuple[SubStep, ...]
    see: str = ""
    trouble: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Preparation:
    """What somebody needs at hand before the first step."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Variant:
    """The guide for one marketplace (or for »andere«): its own sentences and its words."""

    id: str
    title: str
    short_title: str
    lead: str
    words: Mapping[str, str]
    help_text: str = ""
    help_title: str = ""
    help_url: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """The renewal in steps, written once, with a variant for each marketplace that has a page.

    `minutes`: about how long it takes. `labels`: words exactly as the software shows them.
    `caution`, `trap`: boxes with `title`, `text` and further paragraphs.
    """

    id: str
    title: str
    minutes: int
    labels: Mapping[str, str | tuple[str, ...]]
    variants: Mapping[str, Variant]
    preparation: tuple[Preparation, ...]
    caution: Mapping[str, str]
    trap: Mapping[str, str]
    steps: tuple[Step, ...]

    def for_variant(self, variant: str) -> Guide:
        """The same guide with a variant's words filled in everywhere.

        Raises KeyError for an unknown variant or a `${word}` that it does not have.
        """
        chosen = self.variants[variant]

        def fill(text: str) -> str:
            return Template(text).substitute(chosen.words)

        def fill_step(step: Step) -> Step:
            return replace(
                step,
                title=fill(step.title),
                see=fill(step.see),
                action=tuple(replace(sub, text=fill(sub.text)) for sub in step.action),
                trouble=tuple(
                    replace(one, when=fill(one.when), do=fill(one.do)) for one in step.trouble
                ),
            )

        return replace(
            self,
            title=chosen.title,
            preparation=tuple(
                replace(item, title=fill(item.title), text=fill(item.text))
                for item in self.preparation
            ),
            caution={key: fill(text) for key, text in self.caution.items()},
            trap={key: fill(text) for key, text in self.trap.items()},
            steps=tuple(fill_step(step) for step in self.steps),
        )


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field; `words`: spellings that lead here, `short`: one sentence, `also`: search."""

    id: str
    term: str
    short: str
    text: str
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


class WordWeights(NamedTuple):
    """How much words and pairs of words speak for an error that has nothing to do with signing in.

    `weights`: in hundredths; below 0 they speak against. `needed`: what the sum must exceed, and
    `needed_of_access`: what it must exceed where the message speaks of access at all, which shows by
    one of `access`. `why`: the sentence that is shown with the words. See :mod:`wizard.word_weights`.
    """

    why: str = ""
    needed: int = 0
    needed_of_access: int = 0
    access: Sequence[str] = ()
    weights: Mapping[str, int] = {}


class Ready(NamedTuple):
    """What :class:`wizard.index.Index` works out of the patterns, worked out when they were compiled.

    `tables`: the fields of :class:`wizard.vocabulary.Tables`. `needs`: of a pattern's number,
    what its expression must begin with and must hold (see :mod:`wizard.factors`), as numbers of
    `lists`. `unclear`: patterns that hold in a blurred text too, by what must be there first.
    """

    tables: Sequence[Any]
    needs: Mapping[int, tuple[int, Sequence[int]]]
    unclear: Sequence[tuple[str, int]]
    lists: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything below `knowledge/`, checked; lookups go by id."""

    version: str
    marketplaces: Mapping[str, Marketplace]
    services: Mapping[str, Service]
    findings: Mapping[str, Finding]
    questions: Mapping[str, Question]
    signals: tuple[Signal, ...]
    notes: Mapping[str, str]
    kinds: Mapping[str, str]
    retired: Mapping[str, str] = field(default_factory=dict)
    word_weights: WordWeights = field(default_factory=WordWeights)
    guide: Guide | None = None
    glossary: tuple[Term, ...] = ()
    ready: Ready | None = field(default=None, compare=False, repr=False)
