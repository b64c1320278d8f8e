"""`manage.py load_exchange_rates`: the European Central Bank's files, whole and broken."""

import io
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.ingest import exchange_rates
from catalog.models import ExchangeRate

pytestmark = pytest.mark.django_db

DAILY = "Date, USD, JPY, GBP, \n20 November 2026, 1.1527, 180.66, 0.87545, \n"
HISTORY = (
    "Date,USD,JPY,CYP,\n2026-11-20,1.1527,180.66,N/A,\n2026-11-19,1.15,180,N/A,\n1999-01-04,1.1789,133.73,0.58231,\n"
)


def zipped(*names: str, text: str = HISTORY) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, text)
    return buffer.getvalue()


def load(folder: Path, content: str | bytes) -> None:
    path = folder / "rates"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    call_command("load_exchange_rates", str(path))


def known() -> dict[tuple[str, str], Decimal]:
    return {(str(rate.date), rate.currency): rate.rate for rate in ExchangeRate.objects.all()}


@pytest.mark.parametrize("content", [DAILY, f"\ufeff{DAILY}", DAILY.replace("\n", "\r\n"), DAILY.replace(", \n", "\n")])
def test_the_rates_of_a_day(tmp_path: Path, content: str) -> None:
    load(tmp_path, content)
    day = "2026-11-20"
    assert known() == {
        (day, "USD"): Decimal("1.1527"),
        (day, "JPY"): Decimal("180.66"),
        (day, "GBP"): Decimal("0.87545"),
    }


@pytest.mark.parametrize("content", [HISTORY, zipped("eurofxref-hist.csv")])
def test_the_history_again_changes_nothing_and_a_correction_only_itself(
    tmp_path: Path, content: str | bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    load(tmp_path, content)
    assert "3 days from 1999-01-04 to 2026-11-20: 7 rates, 7 new" in capsys.readouterr().out
    assert known()["1999-01-04", "CYP"] == Decimal("0.58231")
    load(tmp_path, content)
    assert "7 rates, 0 new or changed" in capsys.readouterr().out
    load(tmp_path, "Date,USD\n2026-11-19,1.16\n")
    assert "1 rates, 1 new or changed" in capsys.readouterr().out
    assert len(known()) == 7
    assert (known()["2026-11-19", "USD"], known()["2026-11-19", "JPY"]) == (Decimal("1.16"), Decimal(180))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DAILY.encode())))
    call_command("load_exchange_rates", "-")
    assert len(known()) == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "begins with nothing"),
        ("<html>\n<p>Sorry</p>\n", "begins with “<html>”, not with “Date”"),
        ("Date,\n", "names no currency"),
        ("Date,USD,\n", "not one day"),
        ("Date,USD,Dollar,\n2026-11-20,1,1,\n", "Column 3 is headed “Dollar”"),
        ("Date,EUR,\n2026-11-20,1,\n", "Column 2 is headed “EUR”"),
        ("Date,USD,USD,\n2026-11-20,1,1,\n", "USD has more than one column"),
        (f"{HISTORY}2026-11-18,1.1", "Line 5 has 1 rates, the first line 3 currencies"),
        (f"{HISTORY}2026-11-20,1,1,1,\n", "2026-11-20 is in the file more than once"),
        (f"{HISTORY}20/11/2026,1,1,1,\n", "Line 5: “20/11/2026” is not a day"),
        (f"{HISTORY}November 2026,1,1,1,\n", "Line 5: “November 2026” is not a day"),
        (f"{HISTORY}1998-12-31,1,1,1,\n", "1998-12-31 lies before the first rates"),
        (f"{HISTORY}2999-12-31,1,1,1,\n", "or in the future"),
        (f'{HISTORY}"2026-11-18,1,1,1,\n', "is no CSV"),
        *(
            (f"{HISTORY}2026-11-18,{rate},1,1,\n", f"Line 5: “{rate}” is not a rate of USD")
            for rate in ("0", "0.000", "-1", "nan", "inf", "1e5", "1'000", "١", "0.00000000001", "9" * 12)
        ),
        (HISTORY.encode("utf-16"), "not UTF-8"),
        (zipped("a.csv", "b.csv"), "holds 2 CSV files"),
        (zipped("readme.txt"), "holds 0 CSV files"),
        (zipped("a.csv")[:-30], "cannot be read"),
        (zipped("a.csv")[:50] + b"\0" + zipped("a.csv")[51:], "cannot be read"),
    ],
)
def test_a_file_that_is_wrong_anywhere_is_refused_whole(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(CommandError, match=words) as error:
        load(tmp_path, content)
    assert error.value.returncode == 2
    assert str(error.value).endswith("Nothing was loaded.")
    assert known() == {}


@pytest.mark.parametrize("pack", [str.encode, lambda text: zipped("a.csv", text=text)])
def test_what_is_far_larger_than_the_history_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[str], bytes]
) -> None:
    monkeypatch.setattr(exchange_rates, "MOST_BYTES", 1000)
    with pytest.raises(CommandError, match="larger than"):
        load(tmp_path, pack(HISTORY + " " * 1000))


def test_no_such_file() -> None:
    with pytest.raises(CommandError, match="No such file") as error:
        call_command("load_exchange_rates", "nowhere.csv")
    assert error.value.returncode == 2


def test_an_interrupted_load_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        assert known()
        raise KeyboardInterrupt

    monkeypatch.setattr("rich.progress.Progress.advance", interrupt)
    with pytest.raises(CommandError, match="Interrupted") as error:
        load(tmp_path, HISTORY)
    assert error.value.returncode == 130
    assert known() == {}
