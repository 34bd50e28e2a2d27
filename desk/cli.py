"""The command `tokenhilfe`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from desk.german import GermanParser, checked
from desk.judge import own_knowledge
from desk.terminal import printable_json, say
from wizard import diagnose
from wizard.catalog import OTHER, UNKNOWN
from wizard.loading import KnowledgeError
from wizard.version import VERSION

if TYPE_CHECKING:
    from desk.triage import Progress

EXIT_DONE = 0
EXIT_BAD_ROWS = 1
EXIT_USAGE = 2
EXIT_FILE = 3
EXIT_KNOWLEDGE = 4
EXIT_INTERRUPTED = 130

ADDRESS_VARIABLE = "TOKENHILFE_ADRESSE"
ACTIVITIES = ("orders", "labels", "listings", "sign-in", UNKNOWN)

_EPILOG = f"""\
Rückgabewerte:
  0    fertig
  1    fertig, aber einzelne Zeilen waren nicht lesbar oder nicht auswertbar
  2    der Aufruf ist falsch
  3    eine Datei lässt sich nicht lesen oder schreiben
  4    das Wissen (die TOML-Dateien) ist fehlerhaft
  130  unterbrochen; »triage« und »archiv« lassen sich mit --fortsetzen fortsetzen

Umgebung:
  {ADDRESS_VARIABLE}  Adresse der Hilfeseite, als Vorgabe für --adresse
  NO_COLOR            keine Farben

Alles geschieht auf diesem Rechner. Es wird nichts übertragen.
"""


class CommandError(Exception):
    """Ends the command with `code`; the message is German."""

    def __init__(self, message: str, code: int = EXIT_FILE) -> None:
        super().__init__(message)
        self.code = code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; raises SystemExit(2) for a wrong call."""
    _speak_utf8(sys.stdout, sys.stderr)
    command = ""
    try:
        given = _parser().parse_args(arguments)
        command = given.command
        run: Callable[[argparse.Namespace], int] = given.run
        return run(given)
    except CommandError as error:
        return _complain(str(error), error.code)
    except KnowledgeError as error:
        return _complain(str(error), EXIT_KNOWLEDGE)
    except ModuleNotFoundError as error:
        extra = "archive" if command == "archiv" else "support"
        return _complain(
            f"Es fehlt die Bibliothek »{error.name}«. "
            f"Installieren Sie den Zusatz: pip install 'tokenhilfe[{extra}]'",
            EXIT_USAGE,
        )
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _diagnose(given: argparse.Namespace) -> int:
    knowledge = own_knowledge()
    text = _read_message(given.datei)
    diagnosis = diagnose(
        text, marketplace=given.markt, activity=given.taetigkeit, knowledge=knowledge
    )
    if given.json:
        print(printable_json(json.dumps(diagnosis.to_dict(), ensure_ascii=False, indent=2)))
        return EXIT_DONE
    from rich.console import Console

    from desk.show import show

    show(Console(highlight=False), diagnosis, text, knowledge, given.adresse)
    return EXIT_DONE


def _triage(given: argparse.Namespace) -> int:
    from desk.journal import JournalError
    from desk.report import text_report
    from desk.sources.model import SourceError
    from desk.sources.opening import Reading
    from desk.summary import overview
    from desk.triage import Job, OutputExists, triage

    knowledge = own_knowledge()
    job = Job(
        export=given.export,
        output=given.ausgabe,
        reading=Reading(given.zeichensatz, given.trennzeichen, given.blatt),
        columns=tuple(given.spalte or ()),
        date=given.datum,
        marketplace=given.markt,
        activity=given.taetigkeit,
        base=given.adresse,
        keep_text=not given.ohne_original,
        guard=not given.formeln_belassen,
        jobs=given.prozesse,
        resume=given.fortsetzen,
        replace=given.neu,
    )
    started = time.monotonic()
    try:
        with _interruptible() as stopped, _progress_shown(quiet=given.still) as report:
            outcome = triage(job, knowledge=knowledge, progress=report, stopped=stopped)
    except SourceError as error:
        raise CommandError(str(error)) from error
    except OutputExists as error:
        raise CommandError(str(error), EXIT_USAGE) from error
    except JournalError as error:
        raise CommandError(
            f"{error} Mit --neu beginnt die Auswertung von vorn.", EXIT_USAGE
        ) from error
    except OSError as error:
        raise CommandError(_file_problem(error)) from error
    if not outcome.finished:
        say(
            f"Unterbrochen nach {outcome.summary.rows} Tickets. "
            "Derselbe Aufruf mit --fortsetzen macht dort weiter.",
            sys.stderr,
        )
        return EXIT_INTERRUPTED
    result = overview(outcome.summary, knowledge, given.export.name)
    if not given.still:
        columns = ", ".join(f"»{name}«" for name in outcome.text_columns)
        if outcome.note:
            say(outcome.note)
        say(f"Ausgewertete Spalten: {columns}")
        say(text_report(result), end="")
        seconds = time.monotonic() - started
        rate = (outcome.summary.rows - outcome.resumed_at) / max(seconds, 0.001)
        say(f"Dauer: {seconds:.0f} Sekunden, {rate:.0f} Tickets je Sekunde")
        say(f"\nAusgabe: {job.output}")
    if not given.ohne_zusammenfassung:
        for path in _write_summary(job.output, result):
            if not given.still:
                say(f"Zusammenfassung: {path}")
    return EXIT_BAD_ROWS if outcome.summary.bad_rows else EXIT_DONE


def _reminder(given: argparse.Namespace) -> int:
    from wizard.reminder import NoReminderNeeded, remind, to_ics

    knowledge = own_knowledge()
    try:
        reminder = remind(
            given.markt,
            given.angemeldet,
            knowledge,
            account=given.konto,
            lead_days=given.vorlauf,
            base=given.adresse,
        )
    except NoReminderNeeded as answer:
        say(f"Keine Erinnerung nötig. {answer}")
        return EXIT_DONE
    calendar = to_ics([reminder], created=datetime.now(UTC))
    if given.ausgabe is None:
        sys.stdout.write(calendar)
        return EXIT_DONE
    try:
        given.ausgabe.write_text(calendar, encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(_file_problem(error)) from error
    say(f"Erneuern bis: {reminder.renew_by:%d.%m.%Y} (Ablauf: {reminder.expires:%d.%m.%Y})")
    say(reminder.lifetime.says)
    say(f"Kalendereintrag: {given.ausgabe}")
    return EXIT_DONE


def _explain(given: argparse.Namespace) -> int:
    from desk.explain import explain

    knowledge = own_knowledge()
    if given.befund is not None and given.befund not in knowledge.findings:
        raise CommandError(f"Den Befund »{given.befund}« gibt es nicht.", EXIT_USAGE)
    told = explain(
        _read_message(given.datei),
        knowledge,
        marketplace=given.markt,
        activity=given.taetigkeit,
        expected=given.befund,
    )
    say(told, end="")
    return EXIT_DONE


def _new_finding(given: argparse.Namespace) -> int:
    from desk.scaffold import KNOWLEDGE, ScaffoldError, after, draft, write

    knowledge = own_knowledge()
    message = _read_message(given.datei)
    try:
        made = draft(message, knowledge, slug=given.name, today=datetime.now(UTC).date())
        if not KNOWLEDGE.is_dir():
            say(made.text, end="")
            return EXIT_DONE
        path = write(made, KNOWLEDGE)
    except ScaffoldError as error:
        raise CommandError(str(error), EXIT_USAGE) from error
    except OSError as error:
        raise CommandError(_file_problem(error)) from error
    say(after(made, path), end="")
    return EXIT_DONE


def _schema(_: argparse.Namespace) -> int:
    schema = resources.files("wizard").joinpath("diagnosis.schema.json")
    say(schema.read_text(encoding="utf-8"), end="")
    return EXIT_DONE


def _archive(given: argparse.Namespace) -> int:
    from desk.archive import Archive, TargetExists, diagnose_archive
    from desk.report import text_report
    from desk.sources.model import SourceError
    from desk.summary import overview

    knowledge = own_knowledge()
    archive = Archive(
        source=given.quelle,
        target=given.ausgabe,
        columns=tuple(given.spalte),
        date=given.datum,
        marketplace=given.markt,
        activity=given.taetigkeit,
    )
    try:
        with _parts_shown() as report:
            summary = diagnose_archive(
                archive,
                scheduler=given.scheduler,
                workers=given.prozesse,
                resume=given.fortsetzen,
                replace=given.neu,
                progress=report,
            )
    except TargetExists as error:
        raise CommandError(str(error), EXIT_USAGE) from error
    except KeyboardInterrupt:
        print(
            "Unterbrochen. Derselbe Aufruf mit --fortsetzen ergänzt die fehlenden Teile.",
            file=sys.stderr,
        )
        return EXIT_INTERRUPTED
    except SourceError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(_file_problem(error)) from error
    say(text_report(overview(summary, knowledge, Path(given.quelle).name)), end="")
    return EXIT_BAD_ROWS if summary.bad_rows else EXIT_DONE


def _parser() -> GermanParser:
    parser = GermanParser(
        prog="tokenhilfe",
        description="Erkennt in Fehlermeldungen, ob ein Marktplatz-Token abgelaufen ist, und sagt, was zu tun ist.",
        epilog=_EPILOG,
    )
    parser.options.add_argument(
        "--version",
        action="version",
        version=f"tokenhilfe {VERSION} (Stand des Wissens: {own_knowledge().version})",
        help="Fassung des Programms und Stand des Wissens zeigen und beenden",
    )
    commands = parser.add_subparsers(
        title="Befehle", dest="command", metavar="BEFEHL", required=True, parser_class=GermanParser
    )
    _add_diagnose(commands)
    _add_triage(commands)
    _add_reminder(commands)
    _add_archive(commands)
    _add_explain(commands)
    _add_new_finding(commands)
    schema = _command(commands, "schema", _schema, "das JSON-Schema der Antwort ausgeben")
    del schema
    return parser


def _add_diagnose(commands: Any) -> None:
    parser = _command(commands, "diagnose", _diagnose, "eine Meldung auswerten")
    _message(parser)
    parser.options.add_argument(
        "--json", action="store_true", help="die Antwort als JSON (siehe »tokenhilfe schema«)"
    )
    _answers(parser)


def _add_triage(commands: Any) -> None:
    parser = _command(
        commands,
        "triage",
        _triage,
        "einen Ticket-Export auswerten",
        "Liest CSV, Excel (.xlsx), JSON-Zeilen (.jsonl), eine JSON-Liste (.json) oder einen\n"
        "Ordner mit .eml, .msg und .txt. Reihenfolge und Spalten bleiben erhalten; Marktplatz,\n"
        "Befund, Rat, Link und maskierter Text kommen hinzu. Eine fehlerhafte Zeile hält den\n"
        "Lauf nicht auf.",
    )
    parser.things.add_argument("export", type=Path, metavar="EXPORT", help="Datei oder Ordner")
    options = parser.options
    options.add_argument(
        "-o",
        "--ausgabe",
        type=checked(_output_path),
        required=True,
        metavar="DATEI",
        help="Ausgabe: .csv, .xlsx oder .jsonl",
    )
    options.add_argument(
        "--spalte",
        action="append",
        metavar="NAME",
        help="Spalte mit dem Text (mehrfach möglich); sonst wird sie erkannt",
    )
    options.add_argument(
        "--datum", metavar="NAME", help="Spalte mit dem Datum; sonst wird sie erkannt"
    )
    options.add_argument(
        "--blatt",
        metavar="NAME",
        help="Blatt der Excel-Datei; sonst das erste mit nennenswertem Inhalt",
    )
    options.add_argument(
        "--trennzeichen",
        type=checked(_delimiter),
        metavar="ZEICHEN",
        help="Trennzeichen der CSV-Datei (»tab« für Tabulator); sonst wird es erkannt",
    )
    options.add_argument(
        "--zeichensatz",
        metavar="NAME",
        help="zum Beispiel utf-8 oder cp1252; sonst wird er erkannt",
    )
    options.add_argument(
        "--fortsetzen", action="store_true", help="einen unterbrochenen Lauf fortsetzen"
    )
    options.add_argument(
        "--neu", action="store_true", help="vorhandene Ausgabe und Zwischenstand ersetzen"
    )
    options.add_argument(
        "--ohne-original",
        action="store_true",
        help="die ausgewerteten Spalten leeren, sodass nur der maskierte Text bleibt",
    )
    options.add_argument(
        "--formeln-belassen",
        action="store_true",
        help="in CSV Zellen, die mit = + - @ beginnen, nicht entschärfen",
    )
    options.add_argument(
        "--ohne-zusammenfassung",
        action="store_true",
        help="keine Zusammenfassung (.html und .json) neben die Ausgabe schreiben",
    )
    options.add_argument(
        "--prozesse",
        type=checked(_count),
        default=os.cpu_count() or 1,
        metavar="ZAHL",
        help="Zahl der Rechenprozesse; sonst so viele, wie der Rechner Kerne hat",
    )
    options.add_argument("--still", action="store_true", help="nur Fehler melden")
    _answers(parser)


def _add_reminder(commands: Any) -> None:
    parser = _command(
        commands,
        "erinnerung",
        _reminder,
        "den nächsten Termin zum Erneuern berechnen, als Kalendereintrag (.ics)",
    )
    options = parser.options
    options.add_argument(
        "--markt",
        required=True,
        type=checked(_marketplace),
        metavar="NAME",
        help=f"Marktplatz: {', '.join(_marketplaces())} oder {OTHER}",
    )
    options.add_argument(
        "--angemeldet",
        required=True,
        type=checked(_day),
        metavar="TAG",
        help="Tag der letzten Anmeldung, zum Beispiel 2026-11-25 oder 25.11.2026",
    )
    options.add_argument(
        "--konto", default="", metavar="TEXT", help="eigener Name des Kontos, wenn es mehrere gibt"
    )
    options.add_argument(
        "--vorlauf", type=checked(_count), metavar="TAGE", help="Tage vor dem Ablauf"
    )
    options.add_argument(
        "-o", "--ausgabe", type=Path, metavar="DATEI", help="sonst auf die Standardausgabe"
    )
    _address(parser)


def _add_archive(commands: Any) -> None:
    parser = _command(
        commands,
        "archiv",
        _archive,
        "ein Archiv aus Parquet-Dateien auf mehreren Rechnern auswerten (Zusatz »archive«)",
    )
    parser.things.add_argument(
        "quelle", metavar="QUELLE", help="Parquet-Datei oder Ordner mit Teilen"
    )
    options = parser.options
    options.add_argument(
        "-o", "--ausgabe", required=True, metavar="ORDNER", help="Ordner für die Teile"
    )
    options.add_argument(
        "--spalte",
        action="append",
        required=True,
        metavar="NAME",
        help="Spalte mit dem Text (mehrfach möglich)",
    )
    options.add_argument("--datum", metavar="NAME", help="Spalte mit dem Datum")
    options.add_argument(
        "--scheduler",
        metavar="ADRESSE",
        help="vorhandener Dask-Cluster; sonst einer auf diesem Rechner",
    )
    options.add_argument(
        "--fortsetzen", action="store_true", help="nur die Teile auswerten, die noch fehlen"
    )
    options.add_argument(
        "--neu", action="store_true", help="vorhandene Teile in der Ausgabe ersetzen"
    )
    options.add_argument(
        "--prozesse",
        type=checked(_count),
        default=os.cpu_count() or 1,
        metavar="ZAHL",
        help="Zahl der Rechenprozesse ohne --scheduler",
    )
    _answers(parser)


def _add_explain(commands: Any) -> None:
    parser = _command(
        commands,
        "erklaeren",
        _explain,
        "Schritt für Schritt zeigen, wie eine Antwort entsteht",
        "Zeigt die fünf Schritte der Auswertung: auspacken, lesen, vergleichen, entscheiden, maskieren.\n"
        "Für alle, die das Wissen pflegen.",
    )
    _message(parser)
    parser.options.add_argument(
        "--befund",
        metavar="NAME",
        help="dazu zeigen, warum dieser Befund nicht herauskommt",
    )
    _answers(parser)


def _add_new_finding(commands: Any) -> None:
    parser = _command(
        commands,
        "neu",
        _new_finding,
        "aus einer Meldung die Datei für einen neuen Befund anlegen",
        "Maskiert die Meldung, schlägt Suchtexte vor und legt die Datei an, die Sie dann ausfüllen.\n"
        "Im Ordner des Projekts aufrufen; anderswo wird die Datei nur ausgegeben.",
    )
    _message(parser)
    parser.options.add_argument(
        "--name",
        default="",
        metavar="NAME",
        help="Name des Befunds: kleine Buchstaben, Ziffern, Bindestriche; sonst wird er vorgeschlagen",
    )


def _message(parser: GermanParser) -> None:
    parser.things.add_argument(
        "datei",
        nargs="?",
        default="-",
        metavar="DATEI",
        help="Textdatei, .eml oder .msg; »-« oder nichts: Standardeingabe",
    )


def _command(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    purpose: str,
    description: str | None = None,
) -> GermanParser:
    parser: GermanParser = commands.add_parser(
        name, help=purpose, description=description or f"{purpose[0].upper()}{purpose[1:]}."
    )
    parser.set_defaults(run=run)
    return parser


def _answers(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--markt",
        type=checked(_marketplace),
        metavar="NAME",
        help=f"Marktplatz, wenn er bekannt ist: {', '.join(_marketplaces())}, {OTHER} oder {UNKNOWN}",
    )
    parser.options.add_argument(
        "--taetigkeit",
        "--tätigkeit",
        choices=ACTIVITIES,
        metavar="NAME",
        help=f"wobei der Fehler auftritt: {', '.join(ACTIVITIES)}",
    )
    _address(parser)


def _address(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--adresse",
        default=os.environ.get(ADDRESS_VARIABLE, ""),
        metavar="ADRESSE",
        help="Adresse der Hilfeseite für die Links",
    )


def _marketplaces() -> tuple[str, ...]:
    return tuple(own_knowledge().marketplaces)


def _marketplace(name: str) -> str:
    known = (*_marketplaces(), OTHER, UNKNOWN)
    if name.lower() not in known:
        raise ValueError(
            f"»{name}« ist kein bekannter Marktplatz. Möglich sind: {', '.join(known)}."
        )
    return name.lower()


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"»{text}« ist kein Tag. Schreiben Sie ihn so: 2026-11-25 oder 25.11.2026.")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError(f"»{text}« ist keine Zahl ab 1.")
    return int(text)


def _delimiter(text: str) -> str:
    from desk.sources.delimited import can_delimit

    sign = "\t" if text.lower() in ("tab", r"\t") else text
    if not can_delimit(sign):
        raise ValueError(
            "Das Trennzeichen ist »tab« oder ein einzelnes Zeichen, aber kein Buchstabe, keine "
            "Ziffer, kein Anführungszeichen und kein »\\«."
        )
    return sign


def _output_path(text: str) -> Path:
    from desk.writing import FORMATS

    path = Path(text)
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"»{text}«: Die Ausgabe muss auf {', '.join(FORMATS)} enden.")
    return path


def _read_message(name: str) -> str:
    from desk.sources.encoding import decode
    from desk.sources.mail import read_mail
    from desk.sources.model import SourceError

    try:
        if name == "-":
            return decode(sys.stdin.buffer.read())
        return read_mail(Path(name)).whole
    except SourceError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(_file_problem(error)) from error


def _write_summary(output: Path, result: Any) -> Iterator[Path]:
    from desk.report import html_report

    for suffix, content in (
        (".html", html_report(result)),
        (
            ".json",
            printable_json(json.dumps(result.to_dict(), ensure_ascii=False, indent=2)) + "\n",
        ),
    ):
        path = output.with_name(f"{output.stem}.zusammenfassung{suffix}")
        try:
            path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise CommandError(_file_problem(error)) from error
        yield path


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl-C and the end signal let the run end after the batches under way."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress_shown(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A progress bar on the error output, if that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("wird gelesen", total=None)
        first: tuple[float, int] | None = None

        def report(state: Progress) -> None:
            nonlocal first
            # From the first batch on: before it, the worker processes have to start.
            first = first or (time.monotonic(), state.rows)
            seconds, rows = time.monotonic() - first[0], state.rows - first[1]
            rate = f", {rows / seconds:.0f} je Sekunde" if rows and seconds else ""
            bar.update(
                task,
                total=state.size,
                completed=state.position,
                description=f"{state.rows} Tickets{rate}",
            )

        yield report


@contextmanager
def _parts_shown() -> Iterator[Callable[[int, int], None]]:
    """One line on the error output that says how many parts are done, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return

    def report(done: int, total: int) -> None:
        print(f"\r{done} von {total} Teilen", end="", file=sys.stderr, flush=True)

    try:
        yield report
    finally:
        print(file=sys.stderr)


def _file_problem(error: OSError) -> str:
    name = f"»{error.filename}«: " if error.filename else ""
    reasons = {
        FileNotFoundError: "Die Datei oder der Ordner ist nicht da.",
        PermissionError: "Der Zugriff ist nicht erlaubt. Ist die Datei noch in Excel geöffnet?",
        IsADirectoryError: "Das ist ein Ordner. Einen Ordner wertet »tokenhilfe triage« aus.",
    }
    return f"{name}{reasons.get(type(error), error.strerror or str(error))}"


def _complain(message: str, code: int) -> int:
    say(f"tokenhilfe: {message}", sys.stderr)
    return code


def _speak_utf8(*streams: TextIO) -> None:
    """Pipes and files get UTF-8 on every system; a terminal keeps its own encoding."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8")
