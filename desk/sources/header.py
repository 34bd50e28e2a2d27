"""Which row of an export holds the names of the columns: not always the first.

Reports put a title above it (»Ticketexport November«, often in merged cells), or a row of groups over
several columns. What is skipped is told to the user, since the rows below are numbered as in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

SAMPLE_ROWS = 40
"""So many rows, blank ones left out, decide."""
_LATEST = 15
_LONGEST_NAME = 60


def find_header(sample: Sequence[Sequence[object]]) -> int:
    """Position of the header among the first rows that are not blank; 0 when in doubt."""
    filled = [sum(not _blank(cell) for cell in row) for row in sample]
    if not filled:
        return 0
    counts = Counter(filled)
    usual = max(counts, key=lambda number: (counts[number], number))
    for at, row in enumerate(sample[:_LATEST]):
        if 2 * filled[at] <= usual:
            continue
        groups = at + 1 < len(sample) and filled[at] < filled[at + 1]
        if groups and _names(sample[at + 1]) and filled[at] < len(row):
            return at + 1
        return at if at == 0 or _names(row) else 0
    return 0


def _names(row: Sequence[object]) -> bool:
    """Whether the cells look like names of columns: short words, and no values."""
    cells = [cell for cell in row if not _blank(cell)]
    words = [cell.strip() for cell in cells if isinstance(cell, str)]
    return (
        2 <= len(words) == len(cells)
        and max(map(len, words)) <= _LONGEST_NAME
        and not any(sign.isdigit() or sign in "@\n" for word in words for sign in word)
    )


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
