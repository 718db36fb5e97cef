"""python -m bot demo | chat | worker | poll | telegram | whatsapp | outbox | api-key."""

from __future__ import annotations

import argparse
import getpass
import io
import signal
import sys
import threading
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from bot.api_keys import MOST_PER_MINUTE, PER_MINUTE
from db.embedded import EnginesBusy, embedded_engines
from db.errors import StorageError, Unavailable, explain_absence
from db.logs import set_up_logging
from settings import Settings, SettingsError, load_settings


def main() -> int:
    """The command line; the exit code is 1 when the command failed."""
    options = _parser().parse_args()
    if options.run is run_understand:  # needs neither settings nor a database
        run_understand(options)
        return 0
    settings = None
    try:
        settings = load_settings()
        set_up_logging(settings.log_level)
        options.run(settings, options)
    except Unavailable as error:
        absent = settings is not None and settings.database_url is None
        print(explain_absence(error) if absent else error, file=sys.stderr)
        return 1
    except (SettingsError, StorageError, CommandFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


class CommandFailed(Exception):
    """The command cannot do what was asked; the message says why and what to do."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="everything on this machine, with a chat in the browser")
    demo.add_argument(
        "--jobs", type=Path, help="your own postings instead of the examples (JSON, JSONL, CSV, also .gz)"
    )
    demo.set_defaults(run=run_demo)
    chat = commands.add_parser("chat", help="talk to the bot in this terminal")
    chat.add_argument("--as", dest="name", default=getpass.getuser(), help="whom to be (default: your user name)")
    chat.set_defaults(run=run_chat)
    commands.add_parser("worker", help="turns and delivery").set_defaults(run=run_worker)
    poll = commands.add_parser("poll", help="Telegram without a public address, by long polling")
    poll.add_argument("--drop-webhook", action="store_true", help="first remove the webhook that is set at Telegram")
    poll.set_defaults(run=run_poll)
    telegram = commands.add_parser("telegram", help="connect a Telegram bot, or see what is wrong with it")
    telegram.add_argument("what", choices=("set-webhook", "info", "delete", "menu"))
    telegram.set_defaults(run=run_telegram)
    whatsapp = commands.add_parser("whatsapp", help="connect a WhatsApp number, or see what is wrong with it")
    steps = whatsapp.add_subparsers(required=True, metavar="check|templates|send-test")
    check = steps.add_parser("check", help="token, number, subscription, webhook and template")
    check.add_argument("--subscribe", action="store_true", help="first have our app told what comes in")
    check.set_defaults(run=run_whatsapp, what="check")
    templates = steps.add_parser("templates", help="every template with its state")
    templates.add_argument("--create", action="store_true", help="first hand ours in for approval")
    templates.set_defaults(run=run_whatsapp, what="templates")
    send_test = steps.add_parser("send-test", help="one message to a number")
    send_test.add_argument("number", metavar="+COUNTRYNUMBER")
    send_test.add_argument("--template", action="store_true", help="the template, which needs no open window")
    send_test.set_defaults(run=run_whatsapp, what="send-test")
    outbox = commands.add_parser("outbox", help="what waits to be sent, and what failed for good; replay to try again")
    outbox.add_argument("what", nargs="?", choices=("list", "replay"), default="list")
    outbox.add_argument("letter", nargs="?", metavar="inbox:ID|outbox:ID|all", help="which dead letters to replay")
    outbox.set_defaults(run=run_outbox)
    keys = commands.add_parser("api-key", help="keys by which other programs search")
    steps = keys.add_subparsers(required=True, metavar="create|list|revoke")
    create = steps.add_parser("create", help="a new key, shown this once")
    create.add_argument("name", help="for whom it is")
    create.add_argument("--per-minute", type=_count, default=PER_MINUTE, help="requests a minute (%(default)s)")
    create.set_defaults(run=run_api_key, what="create")
    steps.add_parser("list", help="every key").set_defaults(run=run_api_key, what="list")
    revoke = steps.add_parser("revoke", help="a key opens nothing any more")
    revoke.add_argument("prefix", help="how it begins")
    revoke.set_defaults(run=run_api_key, what="revoke")
    reader = commands.add_parser("understand", help="what is read from messages, one JSON object a line")
    reader.add_argument("--lang", metavar="xx", help="the language of who writes: en, fr, pt, es, sw or pcm")
    reader.add_argument("--country", metavar="XX", type=str.upper, help="where they live, as an ISO 3166 code")
    reader.set_defaults(run=run_understand)
    return parser


def run_understand(options: argparse.Namespace) -> None:
    """Read standard input to its end."""
    from bot.understanding.command import understand

    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with suppress(BrokenPipeError, KeyboardInterrupt):
        understand(sys.stdin, sys.stdout, language=options.lang, country=options.country)


def run_demo(settings: Settings, options: argparse.Namespace) -> None:
    """Run the demo until Ctrl-C."""
    from bot.demo import DemoFailed
    from bot.demo import run_demo as run

    if options.jobs is not None and not options.jobs.exists():
        raise CommandFailed(f"There is no file {options.jobs}.")
    try:
        run(settings, options.jobs.resolve() if options.jobs else None)
    except EnginesBusy as error:
        raise CommandFailed("A demo runs in this folder already: use it, or stop it first with Ctrl-C.") from error
    except DemoFailed as error:
        raise CommandFailed(str(error)) from error


def run_chat(settings: Settings, options: argparse.Namespace) -> None:
    """Talk in the terminal; the engines are started for it when nobody else runs them."""
    from rich.console import Console

    from bot.terminal import Terminal, working
    from db.migrate import migrate
    from db.pool import Pool

    set_up_logging("ERROR")
    with ExitStack() as stack:
        if settings.database_url is None:
            with suppress(EnginesBusy):  # then the demo runs them, and we connect by address like everybody else
                stack.enter_context(embedded_engines(settings.data_dir, settings.socket_dir))
        migrate(settings.postgres_url)
        stack.enter_context(working(settings))
        pool = stack.enter_context(closing(Pool(settings.postgres_url, size=2)))
        Terminal(pool, options.name, Console()).talk()


def run_worker(settings: Settings, _options: argparse.Namespace) -> None:
    """Work until SIGTERM."""
    from bot.worker import run_until_signalled

    run_until_signalled(settings)


def run_poll(settings: Settings, options: argparse.Namespace) -> None:
    """Poll Telegram until SIGTERM or Ctrl-C."""
    from bot.polling import PollingFailed, poll
    from db.pool import Pool
    from db.redis import Bell, connect_redis

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with closing(Pool(settings.postgres_url, size=2)) as pool:
        try:
            bell = Bell(connect_redis(settings.redis_address), "inbox")
            poll(settings, pool, bell, stop, drop_webhook=options.drop_webhook)
        except PollingFailed as error:
            raise CommandFailed(str(error)) from error


def run_telegram(settings: Settings, options: argparse.Namespace) -> None:
    """Set or remove the webhook, set the menus, or tell how it stands."""
    from bot import telegram_setup as setup

    work = {
        "set-webhook": setup.set_webhook,
        "info": setup.describe,
        "delete": setup.delete_webhook,
        "menu": setup.set_menu,
    }[options.what]
    try:
        print("\n".join(work(settings)))
    except setup.SetupFailed as error:
        raise CommandFailed(str(error)) from error


def run_whatsapp(settings: Settings, options: argparse.Namespace) -> None:
    """Look at the connection, at the templates, or send a message; exit code 1 while something is to be mended."""
    from bot.whatsapp import setup

    try:
        match options.what:
            case "check":
                lines = setup.check(settings, subscribe=options.subscribe)
            case "templates":
                lines = setup.templates(settings, create=options.create)
            case _:
                lines = setup.send_test(settings, options.number, template=options.template)
    except setup.SetupFailed as error:
        raise CommandFailed(str(error)) from error
    print("\n".join(lines))
    if setup.count_faults(lines):
        raise SystemExit(1)


def run_api_key(settings: Settings, options: argparse.Namespace) -> None:
    """Make, list or revoke keys."""
    from bot.api_keys import NoSuchKey, create, list_keys, revoke
    from db.pool import Pool

    with closing(Pool(settings.postgres_url, size=1)) as pool, pool.transaction() as conn:
        try:
            match options.what:
                case "create":
                    lines = [create(conn, options.name, per_minute=options.per_minute)]
                case "list":
                    lines = list_keys(conn)
                case _:
                    lines = [revoke(conn, options.prefix)]
        except NoSuchKey as error:
            raise CommandFailed(str(error)) from error
    print("\n".join(lines))


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MOST_PER_MINUTE:
        raise argparse.ArgumentTypeError(f"{text} is no count")
    return int(text)


def run_outbox(settings: Settings, options: argparse.Namespace) -> None:
    """List what waits and the dead letters of both boxes, or put these back into line."""
    from bot.letters import NoSuchLetter, list_letters, replay
    from db.pool import Pool

    if (options.what == "replay") != (options.letter is not None):
        raise CommandFailed("Say which: python -m bot outbox replay inbox:ID, outbox:ID or all.")
    with closing(Pool(settings.postgres_url, size=1)) as pool, pool.transaction() as conn:
        try:
            lines = [replay(conn, options.letter)] if options.what == "replay" else list_letters(conn)
        except NoSuchLetter as error:
            raise CommandFailed(str(error)) from error
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
