"""python -m jobs rates [set CODE UNITS | import FILE]: what currencies are worth, for comparing pay."""

from __future__ import annotations

import csv
import math
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.numbers import is_currency

from db.exchange_rates import ExchangeRate, find_latest_rates, save_rates
from jobs.command_line import stored_data
from jobs.parsing.plausible_pay import worths
from jobs.sources.files import UnreadableFile

if TYPE_CHECKING:
    import argparse

    from jobs.command_line import Commands

FOR_PEOPLE: tuple[type[Exception], ...] = (UnreadableFile,)
OLD_DAYS = 180  # older rates are pointed out
FURTHEST = 20  # times more or less than the shipped rate is taken for a slip, such as dollars for one naira
NO_MONEY = frozenset({"XTS", "XXX"})  # codes of ISO 4217 for tests and for no currency
COLUMNS = ("currency", "per_usd", "on")


class WrongRate(UnreadableFile):
    """A rate that cannot be."""


def add_to(commands: Commands) -> None:
    """The command, its own commands and their options."""
    rates = commands.add_parser("rates", help="list what currencies are worth; set or import rates")
    rates.set_defaults(run=run_list)
    actions = rates.add_subparsers(dest="action")
    setting = actions.add_parser("set", help="say what a currency is worth: set NGN 1530")
    setting.add_argument("currency", metavar="CODE", help="ISO 4217 code")
    setting.add_argument("per_usd", metavar="UNITS", help="units of the currency for one US dollar")
    setting.add_argument("--on", metavar="DATE", help="the day of the rate, YYYY-MM-DD; today if not given")
    setting.add_argument("--force", action="store_true", help="even if it is far from the shipped rate")
    setting.set_defaults(run=run_set)
    importing = actions.add_parser("import", help="read rates of a CSV file with the columns currency, per_usd, on")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--force", action="store_true", help="even rates far from the shipped ones")
    importing.set_defaults(run=run_import)


def run_list(_: argparse.Namespace) -> None:
    """The newest rate of each currency, and its age."""
    today = datetime.now(UTC).date()
    with stored_data() as (pool, _settings), pool.transaction() as conn:
        rates = find_latest_rates(conn)
    for rate in rates:
        print(in_one_line(rate, today))
    if not rates:
        print("no rates: pay is compared in its own currency only")
    elif any((today - rate.rated_on).days > OLD_DAYS for rate in rates):
        print(f'Some are older than {OLD_DAYS} days: "python -m jobs rates set" or "rates import" renews them.')


def run_set(given: argparse.Namespace) -> None:
    """One rate.

    Raises:
        WrongRate: it cannot be.
    """
    today = datetime.now(UTC).date()
    rate = read_rate(given.currency, given.per_usd, given.on or today.isoformat(), "operator", today, force=given.force)
    with stored_data() as (pool, _), pool.transaction() as conn:
        save_rates(conn, [rate])
    print(in_one_line(rate, today))


def run_import(given: argparse.Namespace) -> None:
    """All rates of a file, or none.

    Raises:
        UnreadableFile: it cannot be read; or one of its rates cannot be, with its line.
    """
    rates = read_file(given.file, datetime.now(UTC).date(), force=given.force)
    with stored_data() as (pool, _), pool.transaction() as conn:
        save_rates(conn, rates)
    print(f"{len(rates)} rates of {len({rate.currency for rate in rates})} currencies")


def read_file(path: Path, today: date, *, force: bool = False) -> list[ExchangeRate]:
    """The rates of a CSV file; of two for one currency and day the later line counts.

    Raises:
        UnreadableFile: as `run_import`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if absent := [column for column in COLUMNS if column not in (rows.fieldnames or ())]:
                raise UnreadableFile(f"{path.name} has no column {', '.join(absent)}; it needs {', '.join(COLUMNS)}.")
            found = {}
            for row in rows:
                rate = _read_row(row, path.name, rows.line_num, today, force=force)
                found[rate.currency, rate.rated_on] = rate
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(f"{path} cannot be read: {error}") from error
    return list(found.values())


def _read_row(row: dict[str, str], name: str, line: int, today: date, *, force: bool) -> ExchangeRate:
    currency, per_usd, on = (row[column] or "" for column in COLUMNS)
    try:
        return read_rate(currency, per_usd, on, name, today, force=force)
    except WrongRate as error:
        raise WrongRate(f"{name}, line {line}: {error}") from error


def read_rate(currency: str, per_usd: str, on: str, source: str, today: date, *, force: bool = False) -> ExchangeRate:
    """A rate from what was typed.

    Raises:
        WrongRate: no ISO 4217 code, no positive number, no day or one ahead of us, or (without `force`) a rate more
            than 20 times off the shipped one.
    """
    code = currency.strip().upper()
    if not is_currency(code) or code in NO_MONEY:
        raise WrongRate(f'"{currency}" is no currency code of three letters (ISO 4217), such as NGN.')
    units, day = _units(code, per_usd), _day(on)
    if day > today:
        raise WrongRate(f"{day} is still to come.")
    shipped = worths().get(code)
    if shipped and not force and not 1 / FURTHEST < units / shipped.per_usd < FURTHEST:
        raise WrongRate(
            f"{units:g} {code} for one US dollar is far from {shipped.per_usd:g}; "
            "say how many units one dollar buys, or add --force."
        )
    return ExchangeRate(code, units, day, source)


def _units(code: str, written: str) -> float:
    try:
        units = float(written)
    except ValueError:
        units = math.nan
    if not (math.isfinite(units) and units > 0):
        raise WrongRate(f'"{written}" is no number of {code} for one US dollar.')
    if code == "USD" and units != 1:
        raise WrongRate("One US dollar is one US dollar.")
    return units


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError as error:
        raise WrongRate(f'"{written}" is no day; write it as 2026-03-31.') from error


def in_one_line(rate: ExchangeRate, today: date) -> str:
    """A rate with its day and age."""
    days = (today - rate.rated_on).days
    return f"{rate.currency}  {rate.per_usd:>12,.4g} for 1 USD  {rate.rated_on}  {days:>4} days old  {rate.source}"
