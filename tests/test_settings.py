from pathlib import Path

import pytest

from settings import Settings, SettingsError, load_settings


def test_every_problem_is_told_at_once_with_name_value_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(
            _env_file=None, data_dir=tmp_path, port="http", default_time_zone="Lagos", admin_ids="boss", digest_hour=25
        )
    text = str(caught.value)
    assert "PORT='http'" in text
    assert "DEFAULT_TIME_ZONE='Lagos': not an IANA time zone, such as Africa/Lagos" in text
    assert "ADMIN_IDS='boss': 'boss' is not channel:address" in text
    assert "DIGEST_HOUR=25" in text


def test_what_one_setting_needs_of_another_is_told_beside_wrong_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(
            _env_file=None,
            data_dir=tmp_path,
            database_url="mysql://u:hush@host/d",
            redis_url="http://host",
            telegram_bot_token="1:hush",
            public_url="https://bot.example",
            embedding_provider="openai",
        )
    text = str(caught.value)
    assert text.count("\n  - ") == 4
    assert "must start with postgresql://" in text
    assert "REDIS_URL=*" in text
    assert "TELEGRAM_WEBHOOK_SECRET is not set" in text
    assert "EMBEDDING_PROVIDER=openai needs OPENAI_API_KEY" in text
    assert "hush" not in text


@pytest.mark.parametrize("secret", ["with space", "x" * 257, "süß"])
def test_a_webhook_secret_that_telegram_refuses_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingsError, match="A-Z a-z 0-9 _ -"):
        load_settings(_env_file=None, data_dir=tmp_path, telegram_webhook_secret=secret)


def test_secrets_are_masked_in_errors_and_in_print(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(_env_file=None, data_dir=tmp_path, secret_key=["hush-hush"])
    assert "hush-hush" not in str(caught.value)
    settings = load_settings(_env_file=None, data_dir=tmp_path, openai_api_key="sk-hush", secret_key="k" * 16)
    assert "hush" not in repr(settings)


def test_an_embedded_database_gets_a_secret_key_that_stays(tmp_path: Path) -> None:
    first = load_settings(_env_file=None, data_dir=tmp_path / "data")
    second = load_settings(_env_file=None, data_dir=tmp_path / "data")
    assert len(first.secret_key.get_secret_value()) == 64
    assert first.secret_key == second.secret_key
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_real_database_demands_a_secret_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        load_settings(_env_file=None, data_dir=tmp_path, database_url="postgresql://x")


def test_the_provider_follows_the_key(tmp_path: Path) -> None:
    without = load_settings(_env_file=None, data_dir=tmp_path)
    with_key = load_settings(_env_file=None, data_dir=tmp_path, openai_api_key="sk-x")
    assert (without.provider, without.model, without.dimensions) == ("hashing", "hashing-v3", 768)
    assert (with_key.provider, with_key.model, with_key.dimensions) == ("openai", "text-embedding-3-small", 1536)


def test_the_example_file_names_every_setting_and_no_other() -> None:
    lines = (Path(__file__).resolve().parent.parent / ".env.example").read_text().splitlines()
    named = {name for line in lines if (name := line.lstrip("# ").partition("=")[0]).isupper()}
    assert named == {name.upper() for name in Settings.model_fields}


def test_private_hosts_are_named_with_their_port(tmp_path: Path) -> None:
    settings = load_settings(_env_file=None, data_dir=tmp_path, fetch_private_hosts="Feeds.intranet:8000, [::1]:9")
    assert settings.fetch_private_hosts == ("feeds.intranet:8000", "[::1]:9")
    with pytest.raises(SettingsError, match="FETCH_PRIVATE_HOSTS='intranet': 'intranet' is not host:port"):
        load_settings(_env_file=None, data_dir=tmp_path, fetch_private_hosts="intranet")
