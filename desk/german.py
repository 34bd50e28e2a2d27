"""argparse in German: headings, usage, and messages about a wrong call."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn, override

from desk.terminal import say

EXIT_USAGE = 2

_MESSAGES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"Es fehlt: \1."),
    (r"unrecognized arguments: (.+)", r"Unbekannte Angabe: \1."),
    (r"argument (.+?): expected one argument", r"\1: Hier fehlt ein Wert."),
    (r"argument (.+?): expected at least one argument", r"\1: Hier fehlt ein Wert."),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1: Diese Angabe hat keinen Wert (\2)."),
    (
        r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)",
        r"\1: \2 gibt es nicht. Möglich sind: \3.",
    ),
    (r"argument (.+?): invalid int value: (.+)", r"\1: \2 ist keine ganze Zahl."),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 und \2 schließen sich aus."),
    (
        r"ambiguous option: (.+) could match (.+)",
        r"\1 ist nicht eindeutig. Gemeint sein könnte: \2.",
    ),
    (r"argument (.+?): (.+)", r"\1: \2"),
)


class GermanFormatter(argparse.RawDescriptionHelpFormatter):
    """Help with »Aufruf:« instead of `usage:`."""

    @override
    def add_usage(
        self,
        usage: str | None,
        actions: Any,
        groups: Any,
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Aufruf: " if prefix is None else prefix)


class GermanParser(argparse.ArgumentParser):
    """An argument parser that speaks German; exits with 2 after a wrong call, as argparse does.

    Arguments are added to its groups: `things` (by their place) and `options`.
    """

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", GermanFormatter)
        settings["add_help"] = False
        super().__init__(allow_abbrev=False, **settings)
        self.things = self.add_argument_group("Angaben")
        self.options = self.add_argument_group("Optionen")
        self.options.add_argument(
            "-h", "--help", "--hilfe", action="help", help="diese Hilfe zeigen und beenden"
        )

    @override
    def error(self, message: str) -> NoReturn:
        say(f"{self.format_usage()}{self.prog}: {translate(message)}", sys.stderr)
        sys.exit(EXIT_USAGE)


def translate(message: str) -> str:
    """An argparse message in German; one that is not known stays as it is."""
    for pattern, german in _MESSAGES:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, german, message, flags=re.DOTALL)
    return message


def checked(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """An argparse `type` whose ValueError message is shown to the user as it is."""

    def type_of(text: str) -> Any:
        try:
            return convert(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return type_of
