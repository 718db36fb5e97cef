from __future__ import annotations

import gc
import os
import platform
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psutil
import pytest

from db.canonical_jobs import NewJob
from db.job_rows import JobRow
from jobs import understanding_server
from jobs.__main__ import main
from jobs.sources.posting import SourcePosting
from jobs.stated_dates import Moment
from jobs.understanding import Misunderstood, understand, understand_all
from jobs.understanding_crew import WORTHWHILE_ROWS, understanding_crew
from jobs.understood_rows import understood_rows

ROOT = Path(__file__).resolve().parents[2]
MOMENT = Moment(datetime(2026, 5, 4, 12, tzinfo=UTC))
WORK = partial(understood_rows, moment=MOMENT)
POSTINGS = [SourcePosting(f"Nurse {number}", description="3 years of experience") for number in range(300)]
several_cores = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core: no processes are used")
SCRIPT = """
import sys, time
from jobs.understanding_crew import WORTHWHILE_ROWS, understanding_crew
from jobs.sources.posting import SourcePosting
from tests.jobs.test_understanding_crew import WORK
if __name__ == "__main__":
    with understanding_crew(WORTHWHILE_ROWS) as begin:
        begin(WORK, [SourcePosting("Nurse")])()
        print("ready", flush=True)
        time.sleep(60)
"""


READY_SCRIPT = """
import jobs.understanding_ready
from jobs.parsing import gazetteer, skill_vocabulary
places = gazetteer.gazetteer, gazetteer.longest_by_first_word
for table in (*places, skill_vocabulary.vocabulary):
    assert table.cache_info().currsize == 1, table
"""

MEMORY_SCRIPT = """
import resource
import jobs.understanding_ready
from jobs.understanding import signatures
from jobs.sources.posting import SourcePosting
words = " ".join(f"care{number}" for number in range(700))
postings = [SourcePosting(f"Nurse {number}", description=f"{number} {words}") for number in range(125)]
faults = [0]
for _ in range(3):
    signatures(postings)
    faults.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
print(faults[-1] - faults[-2])
"""


def servers() -> list[psutil.Process]:
    """The fork server, if there is one."""
    return [child for child in psutil.Process().children() if "forkserver" in " ".join(child.cmdline())]


def children() -> list[psutil.Process]:
    """The processes that understand: those that the fork server has forked."""
    return [child for server in servers() for child in server.children()]


def test_few_postings_are_understood_here() -> None:
    with understanding_crew(10) as begin:
        result = begin(WORK, POSTINGS[:10])
        assert children() == []
        assert result() == understood_rows(POSTINGS[:10], MOMENT)


def test_a_posting_that_cannot_be_written_is_told_of_and_the_others_are_rows() -> None:
    half = SourcePosting("Nurse", company="Clinic \ud800")
    bad, good = understood_rows([half, POSTINGS[0]], MOMENT)
    assert isinstance(bad, Misunderstood)
    assert "cannot be written" in bad.reason
    assert isinstance(good, JobRow)


@several_cores
def test_many_are_understood_by_processes_with_the_same_result_in_order() -> None:
    with understanding_crew(WORTHWHILE_ROWS) as begin:
        result = begin(WORK, POSTINGS)
        assert children()
        assert result() == understood_rows(POSTINGS, MOMENT)
    assert servers() == children() == []


@several_cores
def test_a_server_begun_early_is_the_one_that_is_used(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    understanding_server.start_for(file)  # what is wrong with it others will say
    file.write_bytes(b"x" * (understanding_server.LONG_FILE_BYTES - 1))
    understanding_server.start_for(file)
    assert servers() == []
    file.write_bytes(b"x" * understanding_server.LONG_FILE_BYTES)
    understanding_server.start_for(file)
    begun = servers()
    assert len(begun) == 1
    begun[0].send_signal(signal.SIGINT)  # Ctrl-C reaches all, and is for the command alone
    with understanding_crew(WORTHWHILE_ROWS) as begin:
        assert begin(WORK, POSTINGS[:3])() == understood_rows(POSTINGS[:3], MOMENT)
        assert servers() == begun
    assert servers() == []


@pytest.mark.parametrize("beside", [0, 1])
def test_ctrl_c_waits_for_what_is_half_begun_whichever_thread_hears_it(beside: int) -> None:
    ended, done = threading.Event(), []
    for _ in range(beside):
        threading.Thread(target=ended.wait, args=(10,)).start()
    with pytest.raises(KeyboardInterrupt), understanding_server.interrupts_waiting():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        done.append("begun")
    ended.set()
    assert done == ["begun"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@several_cores
def test_the_server_of_an_import_is_begun_before_its_options_are_read(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_bytes(b"x" * understanding_server.LONG_FILE_BYTES)
    with pytest.raises(SystemExit):
        main(["import", str(file), "--no-such-option"])
    assert len(servers()) == 1
    understanding_server.stop()
    assert servers() == []


@several_cores
def test_cycles_are_sought_as_before_when_the_crew_is_gone() -> None:
    usual = gc.get_threshold()
    with understanding_crew(WORTHWHILE_ROWS):
        assert gc.get_threshold() > usual
    assert gc.get_threshold() == usual


def test_the_server_is_ready_with_the_tables_of_the_parsers() -> None:
    command = [sys.executable, "-c", READY_SCRIPT]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps what was freed by other rules")
def test_the_memory_of_signatures_is_not_asked_of_the_system_each_time() -> None:
    command = [sys.executable, "-c", MEMORY_SCRIPT]
    pages = int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert pages < 500  # of 4 KB


@several_cores
def test_a_killed_process_costs_time_only() -> None:
    with understanding_crew(WORTHWHILE_ROWS) as begin:
        result = begin(WORK, POSTINGS)
        for child in children():
            child.kill()
        assert result() == understood_rows(POSTINGS, MOMENT)
        assert begin(WORK, POSTINGS[:3])() == understood_rows(POSTINGS[:3], MOMENT)


@several_cores
def test_a_server_that_dies_while_a_process_is_asked_of_it_costs_time_only(caplog: pytest.LogCaptureFixture) -> None:
    with understanding_crew(WORTHWHILE_ROWS) as begin, ThreadPoolExecutor(1) as asking:
        (server,) = servers()
        server.suspend()
        result = asking.submit(begin, WORK, POSTINGS[:3])
        time.sleep(0.3)
        server.kill()
        assert result.result()() == understood_rows(POSTINGS[:3], MOMENT)
        assert "its work is done in the main one" in caplog.text
        assert begin(WORK, POSTINGS)() == understood_rows(POSTINGS, MOMENT)


@several_cores
def test_a_second_crew_at_the_same_time_works_in_this_process() -> None:
    usual = gc.get_threshold()
    with understanding_crew(WORTHWHILE_ROWS) as first, understanding_crew(WORTHWHILE_ROWS) as second:
        assert second(WORK, POSTINGS)() == understood_rows(POSTINGS, MOMENT)
        assert children() == []
        assert first(WORK, POSTINGS)() == understood_rows(POSTINGS, MOMENT)
    assert gc.get_threshold() == usual


@several_cores
def test_processes_go_with_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        orphans = psutil.Process(parent.pid).children(recursive=True)
        parent.send_signal(signal.SIGKILL)
    assert orphans
    _, alive = psutil.wait_procs(orphans, timeout=5)
    assert alive == []


def test_a_posting_on_which_a_parser_fails_does_not_stop_the_others() -> None:
    broken = SourcePosting(title=None)  # type: ignore[arg-type]
    first, second = understand_all([broken, POSTINGS[0]], MOMENT)
    assert isinstance(first, Misunderstood)
    assert isinstance(second, NewJob)


def test_postings_read_together_are_understood_as_each_alone() -> None:
    texts = [
        "You need 5+ years of Python. € 4,000 per month, hybrid.",
        "Nurse wanted, no experience needed. Apply before 15 June 2026.",
        "",
    ]
    postings = [
        SourcePosting(title=title, source="board", source_job_id=f"{title} {at}", company="Acme", description=text)
        for at, text in enumerate([*texts, *texts])
        for title in ("Senior Data Engineer", "Nurse in Utrecht")
    ]
    assert understand_all(postings, MOMENT) == [understand(posting, MOMENT) for posting in postings]
