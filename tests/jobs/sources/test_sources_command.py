from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobs.__main__ import main
from jobs.sources.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, fresh_database_url: str, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)


def test_every_kind_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources"]) == 0
    said = capsys.readouterr().out
    assert all(f"  {name} " in said for name in KINDS)
    assert "shown with 'Remotive'" in said


def test_a_source_that_is_a_kind_forces_it_and_another_is_a_label(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text('[{"position": "Tailor", "id": 1, "company": "Seam"}]')
    assert main(["import", "a.json", "--source", "remoteok", "--no-embed"]) == 0
    assert "1 new" in capsys.readouterr().out
    assert main(["import", "a.json", "--source", "remoteok", "--no-embed"]) == 0
    assert "1 unchanged" in capsys.readouterr().out
    assert main(["import", "a.json", "--source", "my board", "--no-embed"]) == 0
    assert "1 new" in capsys.readouterr().out
