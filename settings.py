"""Every setting, typed; the only reader of the environment and of `.env`. Importable by all."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from setting_types import (
    AdminIds,
    HttpAddress,
    MetaId,
    PostgresAddress,
    PrivateHosts,
    QuietHours,
    RedisAddress,
    TemplateLanguages,
    TimeZone,
    WebhookSecret,
)

HASHING_DIMENSIONS = 768
USUAL_MODELS = {
    "openai": "text-embedding-3-small",
    "fastembed": "sentence-transformers/all-MiniLM-L6-v2",
    "hashing": "hashing-v3",
}
SECRET_KEY_CHARACTERS = 16
OPENAI_MODEL_DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}


class SettingsError(Exception):
    """Some settings are wrong; the message lists each one by name, value (secrets masked) and remedy."""


class Settings(BaseSettings):
    """What an operator can set. Names are those of the environment, in lower case; see `.env.example` for the texts."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    # Where things are kept
    data_dir: Path = Path(".data")
    database_url: PostgresAddress | None = None
    redis_url: RedisAddress | None = None
    db_pool_size: int = Field(12, ge=1, le=100)
    db_pool_wait_seconds: float = Field(10.0, gt=0, le=60)
    secret_key: SecretStr = Field(SecretStr(""), validate_default=True)

    # The web process
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: HttpAddress | None = None
    links: Literal["signed", "direct"] = "signed"
    web_chat_enabled: bool = False
    webhook_body_limit_bytes: int = Field(4_000_000, ge=10_000)
    admin_token: SecretStr | None = None
    admin_ids: AdminIds = ()

    # Telegram
    telegram_bot_token: SecretStr | None = None
    telegram_webhook_secret: WebhookSecret | None = Field(None, validate_default=True)
    telegram_base_url: HttpAddress = "https://api.telegram.org"
    telegram_timeout_seconds: float = Field(10.0, gt=0, le=60)
    telegram_messages_per_second: float = Field(28.2, gt=0)
    telegram_seconds_per_chat: float = Field(1.05, ge=0)

    # WhatsApp
    whatsapp_access_token: SecretStr | None = None
    whatsapp_phone_number_id: MetaId | None = Field(None, validate_default=True)
    whatsapp_business_account_id: MetaId | None = None
    whatsapp_app_secret: SecretStr | None = Field(None, validate_default=True)
    whatsapp_verify_token: SecretStr | None = Field(None, validate_default=True)
    whatsapp_base_url: HttpAddress = "https://graph.facebook.com"
    whatsapp_graph_version: str = Field("v25.0", pattern=r"^v\d{1,3}\.\d$")
    whatsapp_timeout_seconds: float = Field(10.0, gt=0, le=60)
    whatsapp_messages_per_second: float = Field(78.2, gt=0)
    whatsapp_template_name: str = Field("new_jobs", pattern=r"^[a-z0-9_]{1,512}$")
    whatsapp_template_languages: TemplateLanguages = ("en",)
    whatsapp_template_every: Literal["weekly", "daily", "never"] = "weekly"
    whatsapp_template_unanswered: int = Field(4, ge=1)
    whatsapp_template_price_usd: float = Field(0.06, ge=0)
    whatsapp_template_daily_budget_usd: float = Field(10.0, ge=0)

    # Embeddings
    embedding_provider: Literal["openai", "fastembed", "hashing"] | None = None
    embedding_model: str | None = None
    embedding_dimensions: int | None = Field(None, ge=1, le=4000)
    embedding_price_per_million_tokens: float | None = Field(None, ge=0)
    embedding_requests_at_once: int = Field(2, ge=1, le=16)
    fastembed_model_path: Path | None = None
    openai_api_key: SecretStr | None = Field(None, validate_default=True)
    openai_base_url: HttpAddress | None = None
    openai_timeout_seconds: float = Field(20.0, gt=0, le=120)

    # Language model
    language_price_per_million_input_tokens: float | None = Field(None, ge=0)
    language_price_per_million_output_tokens: float | None = Field(None, ge=0)
    language_model: str | None = Field(None, validate_default=True)  # after the prices and the key that it needs
    language_timeout_seconds: float = Field(60.0, gt=0, le=600)
    daily_budget_usd: float = Field(10.0, ge=0)
    rerank: bool = False  # after the model that it needs
    rerank_timeout_seconds: float = Field(4.0, gt=0, le=30)

    # Postings and matching
    score_profile: Literal["layered", "classic", "extended"] = "layered"
    minimum_score: int = Field(50, ge=0, le=100)
    search_method: Literal["keyword", "semantic", "hybrid"] = "hybrid"
    search_experiment_percent: int = Field(0, ge=0, le=100)
    search_text_retention_days: int = Field(30, ge=0)
    vector_metric: Literal["cosine", "inner_product", "l2"] = "cosine"
    vector_index: Literal["auto", "binary", "halfvec", "none"] = "auto"
    search_memory_megabytes: int = Field(128, ge=0)
    qdrant_url: HttpAddress | None = None
    qdrant_api_key: SecretStr | None = None
    job_max_age_days: int = Field(60, ge=1)
    job_expires_after_days: int = Field(30, ge=1)
    job_retention_days: int = Field(180, ge=1)
    reports_to_hold: int = Field(3, ge=1)
    digest_size: int = Field(5, ge=1, le=10)
    digest_hour: int = Field(8, ge=0, le=23)
    digest_daily_cap: int = Field(5, ge=1, le=50)
    digest_lead_minutes: int = Field(0, ge=0, le=180)
    quiet_hours: QuietHours = (22, 7)
    default_time_zone: TimeZone = "UTC"

    # Feeds
    feeds_file: Path = Path("feeds.toml")
    fetch_timeout_seconds: float = Field(60.0, gt=0, le=600)
    fetch_max_bytes: int = Field(50_000_000, ge=1000)
    fetch_seconds_per_host: float = Field(2.0, ge=0, le=60)
    fetch_private_hosts: PrivateHosts = ()

    # Working habits
    turns_per_minute: int = Field(30, ge=5)
    inbox_per_minute: int = Field(120, ge=10)
    turn_threads: int = Field(4, ge=1, le=64)
    delivery_threads: int = Field(12, ge=1, le=64)
    inbox_retention_days: int = Field(7, ge=1)
    privacy_contact: str = "the operator of this bot"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    # What one setting needs of another is checked at the later one, so that all problems are told at once. `others`
    # holds the sound settings before it.

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr, others: ValidationInfo) -> SecretStr:
        if others.data.get("database_url") is not None and len(key.get_secret_value()) < SECRET_KEY_CHARACTERS:
            raise ValueError(
                f"DATABASE_URL needs SECRET_KEY, {SECRET_KEY_CHARACTERS} characters or more"
                " (python -c 'import secrets; print(secrets.token_hex(32))')"
            )
        return key

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _needed_by_the_webhook(cls, secret: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        called = others.data.get("telegram_bot_token") is not None and others.data.get("public_url") is not None
        if secret is None and called:
            raise ValueError(
                "TELEGRAM_BOT_TOKEN with PUBLIC_URL needs TELEGRAM_WEBHOOK_SECRET (1-256 of A-Z a-z 0-9 _ -)"
            )
        return secret

    @field_validator("whatsapp_phone_number_id")
    @classmethod
    def _needed_by_the_token(cls, number: str | None, others: ValidationInfo) -> str | None:
        if number is None and others.data.get("whatsapp_access_token") is not None:
            raise ValueError("WHATSAPP_ACCESS_TOKEN needs WHATSAPP_PHONE_NUMBER_ID (Meta's id of the number)")
        return number

    @field_validator("whatsapp_app_secret", "whatsapp_verify_token")
    @classmethod
    def _needed_by_notifications(cls, secret: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        called = others.data.get("whatsapp_access_token") is not None and others.data.get("public_url") is not None
        if called and (secret is None or not secret.get_secret_value()):
            raise ValueError(
                "WHATSAPP_ACCESS_TOKEN with PUBLIC_URL needs WHATSAPP_APP_SECRET (Meta's) and WHATSAPP_VERIFY_TOKEN"
                " (of your own)"
            )
        return secret

    @field_validator("openai_api_key")
    @classmethod
    def _needed_by_the_provider(cls, key: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if key is None and others.data.get("embedding_provider") == "openai":
            raise ValueError("EMBEDDING_PROVIDER=openai needs OPENAI_API_KEY")
        return key

    @field_validator("language_model")
    @classmethod
    def _with_key_and_prices(cls, model: str | None, others: ValidationInfo) -> str | None:
        if model is None:
            return model
        prices = ("language_price_per_million_input_tokens", "language_price_per_million_output_tokens")
        missing = [name.upper() for name in ("openai_api_key", *prices) if others.data.get(name) is None]
        if missing:
            raise ValueError(f"needs {', '.join(missing)}; a server of your own takes any key and costs 0")
        return model

    @field_validator("rerank")
    @classmethod
    def _with_a_model(cls, rerank: bool, others: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic's way
        if rerank and others.data.get("language_model") is None:
            raise ValueError("needs LANGUAGE_MODEL")
        return rerank

    @property
    def postgres_url(self) -> str:
        """DATABASE_URL, or the address of the embedded server of this data folder."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"postgresql://postgres@/jobherald?host={self.socket_dir}"

    @property
    def redis_address(self) -> str:
        """REDIS_URL, or the address of the embedded server of this data folder."""
        if self.redis_url is not None:
            return self.redis_url.get_secret_value()
        return f"unix://{self.socket_dir}/redis.sock"

    @property
    def socket_dir(self) -> Path:
        """Where the embedded engines listen: a short path (107 bytes at most), one for each data folder."""
        name = hashlib.sha256(str(self.data_dir.resolve()).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"jobherald-{os.getuid()}-{name}"

    @property
    def provider(self) -> Literal["openai", "fastembed", "hashing"]:
        """The embedding provider in use: as set, else openai where there is a key, else hashing."""
        return self.embedding_provider or ("openai" if self.openai_api_key is not None else "hashing")

    @property
    def model(self) -> str:
        """The embedding model's name at its provider."""
        return self.embedding_model or USUAL_MODELS[self.provider]

    @property
    def dimensions(self) -> int | None:
        """How long its vectors are; None for a local model, which has one length of its own."""
        usual = {"openai": OPENAI_MODEL_DIMENSIONS.get(self.model, 1536), "hashing": HASHING_DIMENSIONS}
        return self.embedding_dimensions or usual.get(self.provider)


def load_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - any setting
    """Read the environment and `.env`, and make a secret key for an embedded database that has none yet.

    Raises:
        SettingsError: one line for every problem.
    """
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        raise SettingsError(_describe(error)) from None
    if settings.secret_key.get_secret_value():
        return settings
    return settings.model_copy(update={"secret_key": SecretStr(_own_secret_key(settings.data_dir))})


def _own_secret_key(data_dir: Path) -> str:
    """The key kept beside the embedded database, made on first use."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        handle, own = tempfile.mkstemp(dir=data_dir)  # readable by us alone
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was quicker: its key is the key
            os.link(own, path)
        Path(own).unlink()
    return path.read_text().strip()


def _describe(error: ValidationError) -> str:
    lines = [_describe_problem(problem) for problem in error.errors()]
    return "\n".join(["Some settings are wrong (environment or .env):", *sorted(lines)])


def _describe_problem(problem: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    message = str(problem["msg"]).removeprefix("Value error, ")
    name, given = str(problem["loc"][0]), problem["input"]
    unset = given is None or (isinstance(given, SecretStr) and not given.get_secret_value())
    return f"  - {name.upper()}{' is not set' if unset else f'={_shown(name, given)}'}: {message}"


def _shown(name: str, given: object) -> str:
    secret = name.endswith(("_key", "_token", "_secret")) or name in ("database_url", "redis_url")
    return "***" if secret else repr(given)
