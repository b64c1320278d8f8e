"""The euro reference rates as the European Central Bank publishes them, since 4 January 1999.

Its files are tables with a column a currency and a row a day: the rates of the last day ("eurofxref.csv": "Date, USD,
JPY, " and "20 November 2026, 1.1527, 180.66, "), and all of them ("eurofxref-hist.csv": "2026-11-20,1.1527,180.66,").
Every row ends in a comma, "N/A" is no rate, and both come in a ZIP archive of one file. A rate says how many units of
the currency one euro bought. A file that is wrong anywhere is refused whole: a price converted at a mistaken rate would
look like any other.
"""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from catalog.ingest.days import parse_day

_Value = TypeVar("_Value")
BASE = "EUR"
"""The currency that all rates are in."""
MOST_BYTES = 32 * 1024 * 1024
"""The whole history takes 2 MB; what is far larger is something else."""
_FIRST_DAY = datetime.date(1999, 1, 4)
_CODE = re.compile(r"[A-Z]{3}")
_RATE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,10})?")
_NO_RATE = frozenset(("N/A", ""))


class UnreadableRates(ValueError):
    """The file is not one of rates; the text says where, and what to do about it."""


@dataclass(frozen=True, slots=True)
class DayRates:
    """The rates of one day by currency: units for one euro."""

    date: datetime.date
    rates: dict[str, Decimal]


def read_exchange_rates(content: bytes, *, today: datetime.date) -> list[DayRates]:
    """All days of a file, plain or in a ZIP archive, in its order.

    Raises:
        UnreadableRates: any of it cannot be trusted.
    """
    rows = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(rows, [])]
        currencies = _currencies(header)
        days = [_day(rows.line_num, row, currencies, today) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UnreadableRates(f"Line {rows.line_num} is no CSV: {error}. Download the file again.") from error
    if not days:
        raise UnreadableRates("The file has a header, but not one day of rates. Download it again.")
    if date := _repeated(day.date for day in days):
        raise UnreadableRates(f"{date} is in the file more than once, so which rates are meant is not known.")
    return days


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadableRates(f"The file is larger than {MOST_BYTES // 2**20} MiB; the bank's whole history is 2 MB.")
    try:
        return (_unzipped(content) if content.startswith(b"PK") else content).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableRates(f"The file is not UTF-8 text (byte {error.start:,}). Download it again.") from error


def _unzipped(archive: bytes) -> bytes:
    """The one CSV file of an archive, never more of it than ``MOST_BYTES``."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
            names = [name for name in zipped.namelist() if name.lower().endswith(".csv")]
            if len(names) != 1:
                raise UnreadableRates(f"The archive holds {len(names)} CSV files; give the one with the rates.")
            with zipped.open(names[0]) as file:
                content = file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableRates(f"The ZIP archive cannot be read: {error}. Download it again.") from error
    if len(content) > MOST_BYTES:
        raise UnreadableRates(f"What is in the archive is larger than {MOST_BYTES // 2**20} MiB: not the bank's rates.")
    return content


def _currencies(header: list[str]) -> list[str]:
    """The currencies of the columns after the date."""
    if not header or header[0] != "Date":
        told = f"“{header[0][:40]}”" if header else "nothing"
        raise UnreadableRates(f"The first line begins with {told}, not with “Date”: not a file of the bank's rates.")
    codes = header[1:-1] if header[-1] == "" else header[1:]
    if not codes:
        raise UnreadableRates("The first line names no currency after “Date”. Download the file again.")
    for column, code in enumerate(codes, start=2):
        if not _CODE.fullmatch(code) or code == BASE:
            raise UnreadableRates(
                f"Column {column} is headed “{code[:40]}”, not by a currency that has a rate in euros."
            )
    if twice := _repeated(codes):
        raise UnreadableRates(f"{twice} has more than one column, so which rates are meant is not known.")
    return codes


def _day(line: int, row: list[str], currencies: list[str], today: datetime.date) -> DayRates:
    cells = [cell.strip() for cell in row]
    if len(cells) == len(currencies) + 2 and not cells[-1]:
        cells.pop()
    if len(cells) != len(currencies) + 1:
        raise UnreadableRates(
            f"Line {line} has {len(cells) - 1} rates, the first line {len(currencies)} currencies. Is the file whole?"
        )
    day = parse_day(cells[0])
    if day is None or day.precision != "day":
        raise UnreadableRates(f"Line {line}: “{cells[0][:40]}” is not a day like 2026-11-20 or 20 November 2026.")
    if not _FIRST_DAY <= day.date <= today:
        raise UnreadableRates(f"Line {line}: {day.date} lies before the first rates ({_FIRST_DAY}) or in the future.")
    pairs = zip(currencies, cells[1:], strict=True)
    return DayRates(day.date, {code: _rate(line, code, cell) for code, cell in pairs if cell not in _NO_RATE})


def _rate(line: int, currency: str, text: str) -> Decimal:
    if not _RATE.fullmatch(text) or not (rate := Decimal(text)):
        raise UnreadableRates(
            f"Line {line}: “{text[:40]}” is not a rate of {currency}: a number above zero with a point, or N/A."
        )
    return rate


def _repeated(values: Iterable[_Value]) -> _Value | None:
    """The value that occurs most often, if that is more than once."""
    value, times = Counter(values).most_common(1)[0]
    return value if times > 1 else None
