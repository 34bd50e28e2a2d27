"""The readable text of a message that Outlook saved (.msg, MS-OXMSG)."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from desk.sources.attachments import MOST_MAILS, attached_text
from desk.sources.markup import strip_html
from desk.sources.model import Mail, SourceError

if TYPE_CHECKING:
    from olefile import OleFileIO
    from oxmsg import Message
    from oxmsg.storage import Storage

_RTF_COMPRESSED: Final = 0x1009
"""PidTagRtfCompressed: see MS-OXRTFCP."""
_ATTACHED_MAIL: Final = "__substg1.0_3701000D"
"""PidTagAttachDataObject: where an attachment keeps a message (MS-OXMSG 2.2.2.1)."""
_PROPERTIES: Final = "__properties_version1.0"
_DATES: Final = (0x0039, 0x0E06, 0x3007)
"""PidTagClientSubmitTime, …MessageDeliveryTime, …CreationTime: a draft has only the last."""
_NO_DATE: Final = 1990
"""An earlier year stands for »not set«: the clock begins in 1601."""
_SECTOR, _TABLES = 0x1E, (0x2C, 0x40, 0x48)
"""Where the header of a compound file says how long a sector is (as a power of 2), and of how many
sectors its tables are; see MS-CFB 2.2."""


def read_outlook(data: bytes) -> Mail:
    """The message in the bytes of a file: its text, text attachments, and mails that are attached.

    Raises SourceError when it cannot be read.
    """
    # Imported here, so that workers which read no .msg do not load them.
    from olefile import OleFileIO
    from oxmsg import Message
    from oxmsg.storage import Storage

    try:
        _check_tables(data)
        with OleFileIO(io.BytesIO(data)) as file:
            _check_entries(file, len(data))
            storage = Storage.from_ole(file)
        message = Message(storage)
        return Mail(_date(message), message.subject, "\n\n".join(_parts(message, storage, 0)))
    except Exception as error:  # the libraries raise many kinds for damaged files
        raise SourceError(f"Outlook-Nachricht nicht lesbar ({error})") from error


def _parts(message: Message, storage: Storage, depth: int) -> Iterator[str]:
    """The texts of a message that is kept in `storage`: its body, then what is attached."""
    body = _body(message)
    if body:
        yield body
    for held in storage.iter_attachment_storages():
        # What is broken in an attachment costs that attachment only.
        with contextlib.suppress(Exception):
            yield from list(_attached(held, depth))


def _attached(held: Storage, depth: int) -> Iterator[str]:
    from oxmsg import Message
    from oxmsg.attachment import Attachment

    attachment = Attachment(held)
    if attachment.file_bytes:
        yield from attached_text(attachment.file_name, attachment.file_bytes)
    for inner in held.storages:
        if inner.name == _ATTACHED_MAIL and depth < MOST_MAILS:
            mail = Message(_as_file(inner))
            if mail.subject:
                yield mail.subject
            yield from _parts(mail, inner, depth + 1)


def _as_file(storage: Storage) -> Storage:
    """A message within another one as it would stand in a file of its own.

    There, eight bytes more stand before its properties (MS-OXMSG 2.4.1).
    """
    from oxmsg.storage import Stream

    streams = (
        Stream(one.path, bytes(8) + one.bytes_) if one.name == _PROPERTIES else one
        for one in storage.streams
    )
    return replace(storage, streams=tuple(streams))


def _body(message: Message) -> str:
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


def _date(message: Message) -> datetime | None:
    """When it was sent, else received, else written; naive."""
    for kind in _DATES:
        date = message.properties.date_prop_value(kind)
        if date is not None and date.year >= _NO_DATE:
            return date.replace(tzinfo=None)
    return None


def _check_tables(data: bytes) -> None:
    """Raise ValueError for a compound file whose tables claim to be larger than the file.

    The library would follow a chain of sectors that leads back to itself for as long as a part says
    it is: gigabytes, out of a file of a few kilobytes.
    """
    if len(data) < _TABLES[-1] + 4:
        raise ValueError("abgeschnitten")
    sector = 1 << min(int.from_bytes(data[_SECTOR : _SECTOR + 2], "little"), 32)
    tables = sum(int.from_bytes(data[at : at + 4], "little") for at in _TABLES) * sector
    if tables > len(data):
        raise ValueError("Größenangaben falsch")


def _check_entries(file: OleFileIO, size: int) -> None:
    """The same for what is kept in the file, which is of that size."""
    from olefile.olefile import STGTY_STREAM

    entries = [entry for entry in file.direntries if entry is not None]
    streams = sum(entry.size for entry in entries if entry.entry_type == STGTY_STREAM)
    if max(streams, *(entry.size for entry in entries)) > size:
        raise ValueError("Größenangaben falsch")
