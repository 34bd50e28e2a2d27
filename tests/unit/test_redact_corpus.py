"""Redaction of the labelled real messages: every token's shape is gone, the message is still one."""

import json
import re
from collections import Counter
from pathlib import Path

from wizard.redact import redact

MESSAGES = [
    json.loads(line)["text"]
    for line in (Path(__file__).parents[1] / "corpus" / "messages.jsonl")
    .read_text("utf-8")
    .splitlines()
]

# Written independently of the rules: what anybody would search a ticket for.
SHAPES = {
    "LWA token": r"Atz[arc](?:\||%7C)[\w-]{4,}",
    "LWA client": r"amzn1\.application(?:-oa2-client)?\.[0-9a-f]{4,}",
    "LWA secret": r"amzn1\.oa2-cs\.v1\.\w{4,}",
    "eBay token": r"v(?:\^|%5E)1\.1(?:#|%23)\w",
    "eBay Auth'n'Auth": r"AgAAAA\*\*\w",
    "Shopify token": r"shp[a-z]{2,3}_\w{6,}",
    "WooCommerce key": r"\bc[ks]_[0-9a-f]{8,}",
    "AWS key": r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}",
    "JWT": r"eyJ[\w-]{10,}\.[\w-]+",
    "bearer": r"(?i:bearer) (?=\S*\d)[\w.-]{12,}",
    "e-mail": r"[\w.+-]+@[\w-]+\.[a-z]{2,}",
    "Amazon order": r"\b\d{3}-\d{7}-\d{7}\b",
    "eBay order": r"\b\d{2}-\d{5}-\d{5}\b",
    "IBAN": r"\bDE\d{20}\b",
    "Kaufland key": r"(?:Hm-Client|Shop-Client-Key): \w{8,}",
}


def test_no_shape_of_a_secret_is_left() -> None:
    left = [
        (name, found[0])
        for text in MESSAGES
        for name, shape in SHAPES.items()
        if (found := re.search(shape, redact(text).text))
    ]
    assert left == []


def test_the_shapes_are_in_the_corpus() -> None:
    present = {name for name, shape in SHAPES.items() if any(re.search(shape, t) for t in MESSAGES)}
    assert {"LWA token", "eBay token", "Amazon order", "AWS key"} <= present


def test_redacting_twice_is_redacting_once() -> None:
    once = [redact(text).text for text in MESSAGES]
    assert [redact(text).text for text in once] == once


def test_real_messages_stay_readable() -> None:
    words = kept = 0
    for text in MESSAGES:
        before, after = Counter(text.split()), Counter(redact(text).text.split())
        words += before.total()
        kept += (before & after).total()
    # They do hold secrets, and a mask often takes a word with it.
    assert kept / words >= 0.985
