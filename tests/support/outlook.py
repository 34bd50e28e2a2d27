"""Writes small Outlook messages (.msg): a compound file (MS-CFB) with MAPI properties (MS-OXMSG).

Only what tests need: unicode properties, attached texts and messages, no recipients. Streams are kept
in ordinary sectors by being padded in the file to the size from which the format demands these.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_SECTOR = 512
_MINI_CUTOFF = 4096
_MINI_SECTOR = 64
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NUMBER = 0x0003
_UNICODE = 0x001F
_TIME = 0x0040
_BINARY = 0x0102
SENT, CREATED = 0x0039, 0x3007
"""PidTagClientSubmitTime and PidTagCreationTime."""

type _Tree = Mapping[str, bytes | _Tree]
"""What a storage holds: streams, and further storages."""


@dataclass(frozen=True)
class Note:
    """A message: `dates` by their property, `files` and `mails` are attached.

    `packed_rtf` is a rich text as PidTagRtfCompressed holds it.
    """

    subject: str
    body: str
    dates: Mapping[int, datetime] | None = None
    packed_rtf: bytes = b""
    files: Sequence[tuple[str, bytes]] = ()
    mails: Sequence[Note] = ()


def message(
    subject: str, body: str, sent: datetime | None = None, *, packed_rtf: bytes = b""
) -> bytes:
    """The bytes of a .msg file with nothing attached."""
    dates = {} if sent is None else {SENT: sent}
    return file_of(Note(subject, body, dates, packed_rtf))


def file_of(note: Note) -> bytes:
    """The bytes of a .msg file."""
    return _compound_file(_message(note, header=32))


def _message(note: Note, header: int) -> _Tree:
    """`header`: bytes before the properties, fewer for a message within another one."""
    texts = {0x0037: note.subject, 0x1000: note.body, 0x001A: "IPM.Note"}
    properties = bytes(header)
    tree: dict[str, bytes | _Tree] = {}
    for kind, text in texts.items():
        properties += _held(tree, kind, _UNICODE, text.encode("utf-16-le"))
    # PidTagStoreSupportMask: strings are unicode.
    properties += struct.pack("<HHIII", _NUMBER, 0x340D, 6, 0x00040000, 0)
    if note.packed_rtf:
        properties += _held(tree, 0x1009, _BINARY, note.packed_rtf)
    for kind, date in (note.dates or {}).items():
        ticks = int((date.replace(tzinfo=UTC).timestamp() + 11_644_473_600) * 10_000_000)
        properties += struct.pack("<HHIQ", _TIME, kind, 6, ticks)
    tree["__properties_version1.0"] = properties
    attachments = [*(_file(*each) for each in note.files), *map(_attached, note.mails)]
    for number, attachment in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = attachment
    return tree


def _held(tree: dict[str, bytes | _Tree], kind: int, form: int, data: bytes) -> bytes:
    """Puts a property's value into a stream of its own; returns the entry that tells of it."""
    tree[f"__substg1.0_{kind:04X}{form:04X}"] = data
    return struct.pack("<HHIII", form, kind, 6, len(data) + (2 if form == _UNICODE else 0), 0)


def _file(name: str, content: bytes) -> _Tree:
    tree: dict[str, bytes | _Tree] = {}
    properties = bytes(8)
    properties += _held(tree, 0x3707, _UNICODE, name.encode("utf-16-le"))
    properties += _held(tree, 0x3701, _BINARY, content)
    return {**tree, "__properties_version1.0": properties}


def _attached(note: Note) -> _Tree:
    properties = bytes(8) + struct.pack("<HHIII", _NUMBER, 0x3705, 6, 5, 0)
    inner = _message(note, header=24)
    return {"__substg1.0_3701000D": inner, "__properties_version1.0": properties}


def _compound_file(tree: _Tree) -> bytes:
    mini = b""
    mini_fat: list[int] = []
    sectors: list[bytes] = []
    fat: list[int] = []

    def add(data: bytes) -> int:
        start = len(sectors)
        parts = [data[at : at + _SECTOR] for at in range(0, len(data), _SECTOR)]
        for number, part in enumerate(parts, start=1):
            sectors.append(part.ljust(_SECTOR, b"\0"))
            fat.append(_END if number == len(parts) else start + number)
        return start

    def place(data: bytes) -> tuple[int, int]:
        """Where a stream begins, and how long it is."""
        nonlocal mini, mini_fat
        if len(data) >= _MINI_CUTOFF:
            return add(data), len(data)
        count = -(-len(data) // _MINI_SECTOR)
        start = len(mini_fat) if count else _END
        mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END][:count]
        mini += data.ljust(count * _MINI_SECTOR, b"\0")
        return start, len(data)

    entries: list[bytes] = [b""]

    def enter(held: _Tree) -> int:
        """Makes entries of what a storage holds; returns the number of the first."""
        # The directory orders names by length, then by upper case; a list is a valid tree.
        names = sorted(held, key=lambda name: (len(name), name.upper()))
        first = len(entries)
        entries.extend(b"" for _ in names)
        for number, name in enumerate(names, start=first):
            right = number + 1 if number < first + len(names) - 1 else _FREE
            value = held[name]
            if isinstance(value, bytes):
                start, size = place(value)
                entries[number] = _entry(name, 2, right=right, child=_FREE, start=start, size=size)
            else:
                entries[number] = _entry(name, 1, right=right, child=enter(value), start=0, size=0)
        return first if names else _FREE

    child = enter(tree)
    mini_start = add(mini)
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_fat_start = add(table + b"\xff" * (-len(table) % _SECTOR))
    entries[0] = _entry("Root Entry", 5, right=_FREE, child=child, start=mini_start, size=len(mini))
    directory_start = add(b"".join(entries))

    fat_sector = len(sectors)
    fat.append(_FAT)
    assert len(fat) <= _SECTOR // 4, "one sector of the allocation table must do"
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    sectors.append(struct.pack(f"<{len(fat)}I", *fat))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        directory_start,
        0,
        _MINI_CUTOFF,
        mini_fat_start,
        -(-len(table) // _SECTOR),
        _END,
        0,
        fat_sector,
    )
    return header.ljust(_SECTOR, b"\xff") + b"".join(sectors)


def _entry(name: str, kind: int, *, right: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ", encoded, len(encoded), kind, 1, _FREE, right, child, 0, start, size
    )
