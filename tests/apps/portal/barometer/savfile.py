"""A small SPSS file, written byte by byte: the format as PSPP's manual describes it, uncompressed, numbers and short words."""

import struct

MISSING = -1.7976931348623157e308
F8 = 5 << 16 | 8 << 8
A8 = 1 << 16 | 8 << 8


def sav(columns, rows, *, claimed=None):
    """Columns: (name, label, labels of values), words where labels is None. ``claimed``: how many rows the head says."""
    parts = [_head(len(columns), len(rows) if claimed is None else claimed)]
    for name, label, labels in columns:
        words = labels is None
        said = label.encode()
        parts.append(struct.pack("<6i", 2, 8 if words else 0, bool(said), 0, *[A8 if words else F8] * 2))
        parts.append(name.encode().ljust(8))
        if said:
            parts.append(struct.pack("<i", len(said)) + said.ljust(-(-len(said) // 4) * 4))
    for place, (_name, _label, labels) in enumerate(columns, 1):
        if labels:
            parts.append(struct.pack("<2i", 3, len(labels)))
            for value, words in labels.items():
                said = words.encode()
                parts.append(
                    struct.pack("<d", value) + bytes([len(said)]) + said.ljust(-(-(len(said) + 1) // 8) * 8 - 1)
                )
            parts.append(struct.pack("<3i", 4, 1, place))
    parts.append(struct.pack("<4i", 7, 20, 1, 5) + b"UTF-8" + struct.pack("<2i", 999, 0))
    parts += [_cell(cell) for row in rows for cell in row]
    return b"".join(parts)


def _head(columns, rows):
    name = b"@(#) SPSS DATA FILE essaim tests".ljust(60)
    numbers = struct.pack("<5id", 2, columns, 0, 0, rows, 100.0)
    return b"$FL2" + name + numbers + b"26 Nov 26" + b"03:00:00" + b" " * 64 + b"\0" * 3


def _cell(cell):
    if isinstance(cell, str):
        return cell.encode().ljust(8)[:8]
    return struct.pack("<d", MISSING if cell is None else cell)
