"""The readable text of one ticket kept as a file: .eml, .msg (Outlook), .txt or .log.

A forwarded mail within a mail, and log files attached, are read as well: there the error often stands.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import email.utils
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast, override

from desk.sources.attachments import MOST_MAILS, attached_text
from desk.sources.encoding import decode
from desk.sources.markup import strip_html
from desk.sources.model import Mail
from desk.sources.outlook import read_outlook

SUFFIXES = (".eml", ".msg", ".txt", ".log")


def read_mail(path: Path) -> Mail:
    """The ticket in `path`. Raises SourceError or OSError when it cannot be read."""
    match path.suffix.lower():
        case ".eml":
            return parse_eml(path.read_bytes())
        case ".msg":
            return read_outlook(path.read_bytes())
        case _:
            return Mail(None, "", decode(path.read_bytes()))


def parse_eml(data: bytes) -> Mail:
    """An RFC 5322 message; of several forms the plain text counts, else the HTML without its tags.

    Text attachments follow the text, since error logs arrive that way; so do mails that are attached,
    each with its subject. What is broken in a header or a part costs that header or part only.
    """
    try:
        return _parse_eml(data)
    except Exception:  # noqa: BLE001 -- the library raises many kinds for damaged mails
        # What the mail says can be read all the same.
        return Mail(None, "", decode(data))


_LONGEST_HEADER = 4_000


class _Policy(email.policy.EmailPolicy):
    """Reads headers as they are written, however long: the library takes minutes for some."""

    @override
    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


_POLICY = _Policy()


def _parse_eml(data: bytes) -> Mail:
    message = cast(EmailMessage, email.message_from_bytes(data, policy=_POLICY))
    return Mail(
        _date(_header(message, "date")),
        _header(message, "subject"),
        "\n\n".join(_parts(message, 0)),
    )


def _parts(message: EmailMessage, depth: int) -> Iterator[str]:
    """The texts of a mail: its body, then the attachments with text."""
    body = _body(message)
    if body:
        yield body
    for attachment in message.iter_attachments():
        if attachment.get_content_maintype() == "message":
            yield from _attached(attachment, depth)
        else:
            payload = attachment.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield from attached_text(attachment.get_filename(), payload)


def _attached(part: EmailMessage, depth: int) -> Iterator[str]:
    """Mails within a mail, and what a mail server reports of one it could not deliver."""
    inner = part.get_payload()
    for mail in inner if isinstance(inner, list) else ():
        if isinstance(mail, EmailMessage) and depth < MOST_MAILS:
            subject = _header(mail, "subject")
            if subject:
                yield subject
            yield from _parts(mail, depth + 1)


def _body(message: EmailMessage) -> str:
    """The plain text, or that of the HTML where there is none or it is blank."""
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        text = _content(part) if part is not None else ""
        if text.strip():
            return text
    return ""


def _header(message: EmailMessage, name: str) -> str:
    """A header's text; one that breaks the rules is given as it stands."""
    try:
        return str(message[name] or "")
    except Exception:  # noqa: BLE001 -- the library raises many kinds for damaged headers
        raw = {key.lower(): value for key, value in message.raw_items()}
        return " ".join(str(raw.get(name, "")).split())


def _date(written: str) -> datetime | None:
    try:
        return email.utils.parsedate_to_datetime(written).replace(tzinfo=None)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


# Python has them for other purposes than mail; the first takes time that grows with the square of the text.
_NO_CHARSETS = frozenset(("punycode", "idna", "unicode_escape", "raw_unicode_escape"))


def _is_charset(name: str | None) -> bool:
    """Whether a mail may name that charset. Raises LookupError for an unknown one."""
    return name is None or codecs.lookup(name).name.replace("-", "_") not in _NO_CHARSETS


def _content(part: Any) -> str:
    try:
        if not _is_charset(part.get_content_charset()):
            raise LookupError
        text = part.get_content()
    except (LookupError, ValueError, AssertionError):
        # An unknown or wrong charset: the bytes tell it better.
        text = decode(part.get_payload(decode=True) or b"")
    if not isinstance(text, str):
        text = decode(bytes(text))
    return strip_html(text) if part.get_content_type() == "text/html" else text
