"""What a setting's value may be: types that check it, and lists that are written with commas. Nothing is read here."""

from __future__ import annotations

import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
TEMPLATE_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
CHANNELS = ("telegram", "whatsapp", "web", "console")


def _time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not an IANA time zone, such as Africa/Lagos or UTC")
    return ZoneInfo(name).key


def _http_address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return url.rstrip("/")


def _postgres_address(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("postgresql://", "postgres://")):
        raise ValueError("must start with postgresql://")
    return url


def _redis_address(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must start with redis://, rediss:// or unix://")
    return url


def _webhook_secret(secret: SecretStr) -> SecretStr:
    if not WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
        raise ValueError("Telegram takes 1-256 of A-Z a-z 0-9 _ -")
    return secret


def _meta_id(number: str) -> str:
    if not number.isascii() or not number.isdigit():
        raise ValueError("an id of Meta is a number, as its WhatsApp pages show it (not the phone number)")
    return number


def _parts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - raw text from the environment
    """What stands between the commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else tuple(value)


def _admin_ids(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - raw text from the environment
    names = _parts(value)
    for name in names:
        channel, _, address = name.partition(":")
        if channel not in CHANNELS or not address:
            raise ValueError(f"{name!r} is not channel:address, such as telegram:123456")
    return names


def _private_hosts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - raw text from the environment
    names = _parts(value)
    for name in names:
        host, _, port = name.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError(f"{name!r} is not host:port, such as feeds.intranet:8000")
    return tuple(name.lower() for name in names)


def _quiet_hours(value: Any) -> tuple[int, int]:  # noqa: ANN401 - raw text from the environment
    hours = value.split("-") if isinstance(value, str) else list(value)
    if len(hours) != len(("from", "until")) or not all(str(hour).strip().isdigit() for hour in hours):
        raise ValueError("must be two hours, such as 22-7")
    if not all(0 <= int(hour) < 24 for hour in hours):  # noqa: PLR2004 - hours of a day
        raise ValueError("hours go from 0 to 23")
    return int(hours[0]), int(hours[1])


def _template_languages(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - raw text from the environment
    codes = _parts(value)
    for code in codes:
        if not TEMPLATE_LANGUAGE.fullmatch(code):
            raise ValueError(f"{code!r} is no language of a template, such as en, pt_BR or fr")
    if not codes:
        raise ValueError("names no language; say which ones the template is approved in, such as en,fr")
    return codes


HttpAddress = Annotated[str, AfterValidator(_http_address)]
PostgresAddress = Annotated[SecretStr, AfterValidator(_postgres_address)]
RedisAddress = Annotated[SecretStr, AfterValidator(_redis_address)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_webhook_secret)]
MetaId = Annotated[str, AfterValidator(_meta_id)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
AdminIds = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_admin_ids)]
PrivateHosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_private_hosts)]
QuietHours = Annotated[tuple[int, int], NoDecode, BeforeValidator(_quiet_hours)]
TemplateLanguages = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_template_languages)]
