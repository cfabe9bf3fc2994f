"""The command line: the same verbs as the pages, for scripts and clusters."""

from __future__ import annotations

import io
import logging
import os
import sys
from typing import Any, NoReturn

import typer

from genocore.cli import data, effects, models, significance
from genocore.cli.application import app
from genocore.errors import GenoError, InputError

__all__ = ["app", "data", "effects", "main", "models", "significance"]
_UsageError: Any = typer.BadParameter.__base__
"""What typer raises for a command line that makes no sense; it does not export the name."""


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 a bug, 2 the input is wrong."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal can show every name
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except GenoError as error:
        _end(error)
    except _UsageError as error:
        if not sys.argv[1:]:
            error.show()  # the help
            sys.exit(2)
        hint = f"See {error.ctx.command_path} --help" if error.ctx else ""
        _end(InputError(error.format_message(), hint=hint, code="PA001"))
    except (BrokenPipeError, SystemExit) as error:
        # typer makes exit code 1, which is for bugs, of a reader that went away, as `| head` does
        if not any(isinstance(cause, BrokenPipeError) for cause in (error, error.__context__)):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still buffered goes nowhere
        sys.exit(0)
    sys.exit(code)


def _end(error: GenoError) -> NoReturn:
    print(error.one_line(), file=sys.stderr)
    sys.exit(2)
