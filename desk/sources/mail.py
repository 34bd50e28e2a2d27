"""The readable text of one ticket kept as a file: .eml, .msg (Outlook), .txt or .log.

A forwarded mail within a mail, and log files attached, are read as well: there the error often stands.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from desk.sources.encoding import decode
from desk.sources.model import SourceError

SUFFIXES = (".eml", ".msg", ".txt", ".log")
_TEXT_ATTACHMENTS = (".txt", ".log", ".json", ".xml", ".csv")
_ATTACHMENT_LIMIT = 200_000
"""Characters taken from one attachment: error logs are wanted, archives are not."""


_DEPTH = 10
"""Mails within mails that are opened; deeper ones are loops of auto-replies."""
_RTF_COMPRESSED = 0x1009
"""PidTagRtfCompressed: see MS-OXRTFCP."""
_SECTOR, _TABLES = 0x1E, (0x2C, 0x40, 0x48)
"""Where the header of a compound file says how long a sector is (as a power of 2), and of how many
sectors its tables are; see MS-CFB 2.2."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What is read of a file; `date` is naive local time as written, None when not given."""

    date: datetime | None
    subject: str
    text: str


def read_mail(path: Path) -> Mail:
    """The ticket in `path`. Raises SourceError or OSError when it cannot be read."""
    match path.suffix.lower():
        case ".eml":
            return parse_eml(path.read_bytes())
        case ".msg":
            return _read_msg(path.read_bytes())
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


def _parse_eml(data: bytes) -> Mail:
    message = email.message_from_bytes(data, policy=email.policy.default)
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
        elif (attachment.get_filename() or "").lower().endswith(_TEXT_ATTACHMENTS):
            payload = attachment.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield decode(payload)[:_ATTACHMENT_LIMIT]


def _attached(part: EmailMessage, depth: int) -> Iterator[str]:
    """Mails within a mail, and what a mail server reports of one it could not deliver."""
    inner = part.get_payload()
    for mail in inner if isinstance(inner, list) else ():
        if isinstance(mail, EmailMessage) and depth < _DEPTH:
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
        return _naive(email.utils.parsedate_to_datetime(written))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def strip_html(html: str) -> str:
    """The text of an HTML mail, with a line break where a block ends."""
    reader = _TextOfHtml()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


def _content(part: Any) -> str:
    try:
        text = part.get_content()
    except (LookupError, ValueError, AssertionError):
        # An unknown or wrong charset: the bytes tell it better.
        text = decode(part.get_payload(decode=True) or b"")
    if not isinstance(text, str):
        text = decode(bytes(text))
    return strip_html(text) if part.get_content_type() == "text/html" else text


def _read_msg(data: bytes) -> Mail:
    # Imported here, so that workers which read no .msg do not load it.
    from oxmsg import Message

    try:
        _check_sizes(data)
        message = Message.load(io.BytesIO(data))
        parts = [_msg_body(message)]
        for attachment in message.attachments:
            held = attachment.file_bytes
            if held and (attachment.file_name or "").lower().endswith(_TEXT_ATTACHMENTS):
                parts.append(decode(held)[:_ATTACHMENT_LIMIT])
        return Mail(_naive(message.sent_date), message.subject, "\n\n".join(parts))
    except Exception as error:  # the library raises many kinds for damaged files
        raise SourceError(f"Outlook-Nachricht nicht lesbar ({error})") from error


def _check_sizes(data: bytes) -> None:
    """Raise ValueError for a compound file whose parts claim to be larger than the file.

    The library would follow a chain of sectors that leads back to itself for as long as a part says
    it is: gigabytes, out of a file of a few kilobytes.
    """
    from olefile import OleFileIO
    from olefile.olefile import STGTY_STREAM

    if len(data) < _TABLES[-1] + 4:
        raise ValueError("abgeschnitten")
    sector = 1 << min(int.from_bytes(data[_SECTOR : _SECTOR + 2], "little"), 32)
    tables = sum(int.from_bytes(data[at : at + 4], "little") for at in _TABLES) * sector
    if tables > len(data):
        raise ValueError("Größenangaben falsch")
    with OleFileIO(io.BytesIO(data)) as file:
        entries = [entry for entry in file.direntries if entry is not None]
    streams = sum(entry.size for entry in entries if entry.entry_type == STGTY_STREAM)
    if max(streams, *(entry.size for entry in entries)) > len(data):
        raise ValueError("Größenangaben falsch")


def _msg_body(message: Any) -> str:
    """Plain text, else HTML, else the rich text that old Outlook and Exchange keep instead."""
    text = message.body or ""
    if text.strip():
        return str(text)
    text = strip_html(message.html_body or "")
    if text.strip():
        return text
    packed = message.properties.binary_prop_value(_RTF_COMPRESSED)
    if not packed:
        return ""
    import compressed_rtf
    from striprtf.striprtf import rtf_to_text

    rtf = compressed_rtf.decompress(packed).decode("latin-1")
    return str(rtf_to_text(rtf, errors="replace")).strip()  # type: ignore[no-untyped-call]


def _naive(date: datetime | None) -> datetime | None:
    return None if date is None else date.replace(tzinfo=None)


class _TextOfHtml(HTMLParser):
    _HIDDEN = frozenset(("script", "style", "title"))
    _BLOCKS = frozenset(
        ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "pre", "table", "blockquote")
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in self._HIDDEN:
            self._hidden += 1
        elif tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
