"""Writes small Outlook messages (.msg): a compound file (MS-CFB) with MAPI properties (MS-OXMSG).

Only what tests need: one message, unicode properties, no recipients. Streams are kept in ordinary
sectors by being padded in the file to the size from which the format demands these.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime

_SECTOR = 512
_MINI_CUTOFF = 4096
_MINI_SECTOR = 64
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_UNICODE = 0x001F
_TIME = 0x0040
_BINARY = 0x0102


def message(
    subject: str, body: str, sent: datetime | None = None, *, packed_rtf: bytes = b""
) -> bytes:
    """The bytes of a .msg file; `packed_rtf` is a rich text as PidTagRtfCompressed holds it."""
    texts = {0x0037: subject, 0x1000: body, 0x001A: "IPM.Note"}
    properties = b"\0" * 8 + struct.pack("<4I", 0, 0, 0, 0) + b"\0" * 8
    streams: dict[str, bytes] = {}
    for pid, text in texts.items():
        data = text.encode("utf-16-le")
        streams[f"__substg1.0_{pid:04X}{_UNICODE:04X}"] = data
        properties += struct.pack("<HHIII", _UNICODE, pid, 6, len(data) + 2, 0)
    # PidTagStoreSupportMask: strings are unicode.
    properties += struct.pack("<HHIII", 0x0003, 0x340D, 6, 0x00040000, 0)
    if packed_rtf:
        streams["__substg1.0_10090102"] = packed_rtf
        properties += struct.pack("<HHIII", _BINARY, 0x1009, 6, len(packed_rtf), 0)
    if sent is not None:
        ticks = int((sent.replace(tzinfo=UTC).timestamp() + 11_644_473_600) * 10_000_000)
        properties += struct.pack("<HHIQ", _TIME, 0x0039, 6, ticks)
    streams["__properties_version1.0"] = properties
    return _compound_file(streams)


def _compound_file(streams: dict[str, bytes]) -> bytes:
    mini = b""
    mini_fat: list[int] = []
    sectors: list[bytes] = []
    fat: list[int] = []
    places: dict[str, tuple[int, int]] = {}

    def add(data: bytes) -> int:
        start = len(sectors)
        parts = [data[at : at + _SECTOR] for at in range(0, len(data), _SECTOR)]
        for number, part in enumerate(parts, start=1):
            sectors.append(part.ljust(_SECTOR, b"\0"))
            fat.append(_END if number == len(parts) else start + number)
        return start

    for name, data in streams.items():
        if len(data) >= _MINI_CUTOFF:
            places[name] = (add(data), len(data))
            continue
        count = -(-len(data) // _MINI_SECTOR)
        places[name] = (len(mini_fat) if count else _END, len(data))
        mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END][:count]
        mini += data.ljust(count * _MINI_SECTOR, b"\0")

    mini_start = add(mini)
    table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_fat_start = add(table + b"\xff" * (-len(table) % _SECTOR))

    # The directory orders names by length, then by upper case; a list is a valid tree.
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    entries = [
        _entry(
            "Root Entry",
            5,
            right=_FREE,
            child=1 if names else _FREE,
            start=mini_start,
            size=len(mini),
        )
    ]
    for number, name in enumerate(names, start=1):
        start, size = places[name]
        right = number + 1 if number < len(names) else _FREE
        entries.append(_entry(name, 2, right=right, child=_FREE, start=start, size=size))
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
