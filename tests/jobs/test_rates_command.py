from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from jobs.__main__ import main
from jobs.commands.rates import WrongRate, read_rate

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 6, 1)


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh_database_url: str) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    return tmp_path


def test_rates_are_listed_set_and_imported(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rates"]) == 0
    said = capsys.readouterr().out
    assert "NGN         1,540 for 1 USD  2025-06-30" in said
    assert "Some are older than 180 days" in said
    assert main(["rates", "set", "ngn", "1530", "--on", "2026-01-31"]) == 0
    (stored / "new.csv").write_text(
        "\ufeffcurrency,per_usd,on\nNGN,1600,2026-02-01\nKES,130.5,2026-02-01\nKES,131,2026-02-01\n"
    )
    assert main(["rates", "import", "new.csv"]) == 0
    assert "2 rates of 2 currencies" in capsys.readouterr().out
    assert main(["rates", "set", "NGN", "1550", "--on", "2025-12-31"]) == 0
    capsys.readouterr()
    assert main(["rates"]) == 0
    said = capsys.readouterr().out
    assert "NGN         1,600 for 1 USD  2026-02-01" in said
    assert "KES           131 for 1 USD  2026-02-01" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("currency,on\nNGN,2026-01-01\n", "no column per_usd"),
        ("currency,per_usd,on\nNGN,1500,2026-01-01\nKES,x,2026-01-01\n", "bad.csv, line 3"),
        ("currency,per_usd,on\nNGN,1500\n", "is no day"),
        ("", "no column currency"),
    ],
)
def test_a_file_with_a_wrong_rate_is_refused_as_a_whole(
    stored: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    (stored / "bad.csv").write_text(text)
    assert main(["rates", "import", "bad.csv"]) == 1
    assert message in capsys.readouterr().err
    assert main(["rates"]) == 0
    assert "NGN         1,540" in capsys.readouterr().out


def test_a_missing_file_is_said(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rates", "import", "absent.csv"]) == 1
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("currency", "per_usd", "on", "message"),
    [
        ("naira", "1530", "2026-05-01", "three letters"),
        ("XYZ", "5", "2026-05-01", "ISO 4217"),
        ("XXX", "5", "2026-05-01", "ISO 4217"),
        ("NGN", "much", "2026-05-01", "no number"),
        ("NGN", "-1", "2026-05-01", "no number"),
        ("NGN", "nan", "2026-05-01", "no number"),
        ("NGN", "inf", "2026-05-01", "no number"),
        ("NGN", "1530", "31/01/2026", "no day"),
        ("NGN", "1530", "2026-06-02", "still to come"),
        ("NGN", "0.00065", "2026-05-01", "--force"),
        ("USD", "2", "2026-05-01", "One US dollar"),
    ],
)
def test_rates_that_cannot_be_are_refused(currency: str, per_usd: str, on: str, message: str) -> None:
    with pytest.raises(WrongRate, match=message):
        read_rate(currency, per_usd, on, "test", TODAY)


def test_a_far_rate_can_be_forced_and_a_currency_without_a_shipped_rate_is_taken() -> None:
    assert read_rate("NGN", "0.5", "2026-05-01", "test", TODAY, force=True).per_usd == 0.5
    assert read_rate("VUV", "120", "2026-05-01", "test", TODAY).currency == "VUV"
