"""What must hold of the masks in a redacted text, for unit tests and the fuzzer."""

from __future__ import annotations

from itertools import pairwise

from wizard.redact import Redaction, mask


def with_masks(text: str, answer: Redaction) -> str:
    """`text` with a mask in place of each span. Raises ValueError for spans out of order."""
    place, parts = 0, []
    for start, end, kind in answer.spans:
        if not place <= start < end <= len(text):
            raise ValueError(f"span {start}:{end} after {place}")
        parts += [text[place:start], mask(kind)]
        place = end
    return "".join([*parts, text[place:]])


def are_kept(answer: Redaction, again: Redaction) -> bool:
    """Whether all masks of `answer` still stand as they were in `again`, its text redacted anew."""
    masks, longer = [], 0
    for start, end, kind in answer.spans:
        masks.append((start + longer, start + longer + len(mask(kind))))
        longer += len(mask(kind)) - (end - start)
    every = sorted([*masks, *((start, end) for start, end, _ in again.spans)])
    return all(before[1] <= after[0] for before, after in pairwise(every))
