"""The errors of jobs that are not the work's own. All have the code JO001."""

from __future__ import annotations

from genocore.errors import GenoError


def bug(text: str) -> GenoError:
    """Return the error for an exception nobody foresaw."""
    return _failure(f"The job failed: {text}", "This is a mistake in the program; the log has the details.")


def died() -> GenoError:
    """Return the error for work that took its worker down."""
    message = "The worker process died (it was killed or ran out of memory)."
    return _failure(message, "Try fewer sequences or a smaller model.")


def lost() -> GenoError:
    """Return the error for a cluster that is gone."""
    return _failure("The connection to the worker processes was lost.", "Start the job again.")


def not_taken() -> GenoError:
    """Return the error for work that no local worker began."""
    return _failure("No worker process took the job.", "Start the app again.")


def not_started(reason: str) -> GenoError:
    """Return the error for a local cluster that does not come up."""
    reason = f" ({reason})" if reason else ""
    return _failure(f"The worker processes could not be started{reason}.", "Close other programs and try again.")


def not_reached(address: str) -> GenoError:
    """Return the error for a scheduler that does not answer."""
    hint = "Start the scheduler, or unset GENOCORE_SCHEDULER to work on this computer."
    return _failure(f"The workers at {address} cannot be reached.", hint)


def closed() -> GenoError:
    """Return the error for a job that comes too late."""
    return _failure("The app is shutting down.", "Start the app again.")


def _failure(message: str, hint: str) -> GenoError:
    return GenoError(message, hint=hint, code="JO001")
