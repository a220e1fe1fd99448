"""Read one SPSS file, alone in a process of its own: run by `sav.py`, never imported by the platform.

SPSS files are read by a C library; a file made to hurt it may only hurt this process, which may take neither memory, nor time, nor
disk, nor open anything. What it read goes to its standard output as JSON.
"""

import json
import resource
import sys
from typing import Any

MEMORY, SECONDS, OUTPUT = 1536 * 1024**2, 30, 256 * 1024**2


def main(path: str, rows: int, columns: int, cells: int) -> None:
    """Write the columns and the rows of a file as JSON; one more row than allowed, so that the reader knows."""
    for what, limit in [
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0),
    ]:  # fmt: skip
        resource.setrlimit(what, (limit, limit))
    import pyreadstat

    _, meta = pyreadstat.read_sav(path, metadataonly=True, output_format="dict")
    if len(meta.column_names) > columns:
        json.dump({"columns": len(meta.column_names)}, sys.stdout)
        return
    most = min(rows, cells // max(len(meta.column_names), 1))
    found, meta = pyreadstat.read_sav(path, row_limit=most + 1, output_format="dict", disable_datetime_conversion=True)
    heads = [_head(name, label, meta) for name, label in zip(meta.column_names, meta.column_labels, strict=True)]
    lines = zip(*([_text(value) for value in found[name]] for name in meta.column_names), strict=True)
    json.dump({"heads": heads, "rows": list(lines)}, sys.stdout)


def _head(name: str, label: str | None, meta: Any) -> dict[str, Any]:
    values = meta.variable_value_labels.get(name, {})
    return {"name": name, "label": label or "", "values": {_text(code): str(said) for code, said in values.items()}}


def _text(value: Any) -> str:
    """Return a cell as text: a whole number without decimals, nothing for a missing value."""
    if value is None or value != value:  # noqa: PLR0124 - not a number is the one value that differs from itself
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))  # noqa: PLR2004
    return str(value).strip()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
