"""Tables that people send and take away: CSV and XLSX, bytes in and rows out, rows in and bytes out.

A file is read within bounds, and what is wrong in it is said in French with its sheet, line and column; a table is written so that no
spreadsheet runs a cell of it. Allowed libraries: openpyxl.
"""

from essaim.cores.tables.problems import Bounds, Problem, UnreadableError, refuse, too_long
from essaim.cores.tables.reading import Expected, Kind, Table, read_sheets, read_table, scan_table
from essaim.cores.tables.text import decode
from essaim.cores.tables.writing import csv_bytes, csv_lines, inert, write_workbook

__all__ = [
    "Bounds",
    "Expected",
    "Kind",
    "Problem",
    "Table",
    "UnreadableError",
    "csv_bytes",
    "csv_lines",
    "decode",
    "inert",
    "read_sheets",
    "read_table",
    "refuse",
    "scan_table",
    "too_long",
    "write_workbook",
]
