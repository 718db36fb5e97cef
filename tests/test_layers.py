"""What import-linter cannot see: settings.py is a module, and the environment has one reader."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "scheduler", "matching", "jobs", "ai", "db")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_settings_import_nothing_of_ours() -> None:
    for name in ("settings.py", "setting_types.py"):
        assert imported(ROOT / name).isdisjoint(ROOMS)


def test_nobody_else_reads_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "os.environ" in path.read_text() or "getenv" in path.read_text()
    ]
    assert readers == ["bot/demo.py"], "only the demo passes its environment on to the processes it starts"
