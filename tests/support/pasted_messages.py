"""Messages as merchants paste them, written by somebody who had not read the rules.

In `pasted_messages.txt` they stand one after another, with `%%` between them. ⟦…⟧ marks what lets
others in, ⟪…⟫ what belongs to people; ⦃h32⦄ stands for 32 random signs (`h` and `H` hexadecimal, `l`
lower case, `U` upper case, `a` both, each with digits; `d` digits), so that no secret stands in the
repository that a scanner could take for a real one.
"""

import random
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_suffix(".txt")
_ALPHABETS = {
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "l": string.ascii_lowercase + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "a": string.ascii_letters + string.digits,
    "d": string.digits,
}
_RANDOM = re.compile("⦃([hHlUad])([0-9]+)⦄")
_MARKED = re.compile("⟦([^⟧]*)⟧|⟪([^⟫]*)⟫")


@dataclass(frozen=True, slots=True)
class Pasted:
    """A message without its marks, and where in it something secret stands."""

    text: str
    secrets: tuple[tuple[int, int], ...]

    def shown(self, masked: Iterator[tuple[int, int]]) -> list[str]:
        """The secrets of which more than a sign or two is left when these places are masked."""
        covered = bytearray(len(self.text))
        for start, end in masked:
            covered[start:end] = b"\1" * (end - start)
        return [
            self.text[start:end]
            for start, end in self.secrets
            if sum(self.text[at].isalnum() for at in range(start, end) if not covered[at])
            > min(3, end - start - 1)
        ]


def pasted(seed: int) -> Iterator[Pasted]:
    """All messages, with other random signs for each seed."""
    rng = random.Random(seed)
    for written in _FILE.read_text("utf-8").rstrip("\n").split("\n%%\n"):
        message = _RANDOM.sub(
            lambda found: "".join(rng.choices(_ALPHABETS[found[1]], k=int(found[2]))), written
        )
        parts: list[str] = []
        secrets: list[tuple[int, int]] = []
        length = last = 0
        for found in _MARKED.finditer(message):
            before, secret = message[last : found.start()], found[1] or found[2] or ""
            start = length + len(before)
            secrets.append((start, start + len(secret)))
            parts += (before, secret)
            length, last = start + len(secret), found.end()
        yield Pasted("".join([*parts, message[last:]]), tuple(secrets))
