from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jobs.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_posting_of_a_file_is_in_one_cluster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(f"word{number}" for number in range(80))
    rows = [
        {"title": "Nurse", "company": "Clinic", "location": "Utrecht", "description": text, "url": "https://a.example/1"},
        {"title": "Cook", "company": "Clinic", "location": "Utrecht", "description": "Cook.", "id": "7"},
        {"title": "Nurse", "company": "Clinic Ltd", "location": "Delft", "description": text, "url": "https://b.example/2"},
    ]  # fmt: skip
    file = tmp_path / "some.json"
    file.write_text(json.dumps(rows))
    assert main(["duplicates", str(file)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["jobs"] for line in lines] == [["https://a.example/1", "https://b.example/2"], ["7"]]
    assert len({line["cluster"] for line in lines}) == 2
