from __future__ import annotations

from jobs.parsing.repeats import LATEST, remembered


def test_what_was_read_lately_is_not_read_again_and_what_was_read_long_ago_is_forgotten() -> None:
    read: list[str] = []

    @remembered
    def length(text: str) -> int:
        read.append(text)
        return len(text)

    assert [length("cook"), length("cook"), length("nurse")] == [4, 4, 5]
    assert read == ["cook", "nurse"]
    for number in range(LATEST):
        length(str(number))
    assert length("cook") == 4
    assert read.count("cook") == 2
