"""A file or folder that stopped a run, as a sentence."""

from __future__ import annotations

from checkup.datafiles import DataFileError
from checkup.report.wording import Wording


def sentence(error: DataFileError, say: Wording) -> str:
    """A broken YAML file: where, what was found, what was probably meant."""
    where = say(
        "datafile.line" if error.line and error.path
        else "datafile.line_only" if error.line
        else "datafile.file",
        file=error.file.name, line=error.line, path=error.path,
    )  # fmt: skip
    key = f"datafile.{error.fault}"
    if error.suggestion and f"{key}_near" in say:
        key = f"{key}_near"
    expected = error.expected
    if error.fault == "wrong_type":
        kind = f"datafile.type.{expected}"
        expected = say(kind if kind in say else "datafile.type.other")
    return say(
        key,
        place=where,
        found=error.found,
        expected=expected,
        suggestion=error.suggestion,
    )


def not_writable(error: OSError, folder: object, say: Wording) -> str:
    """A folder that results cannot be written to, and why."""
    key = f"cli.error.reason.{type(error).__name__}"
    reason = say(key if key in say else "cli.error.reason.OSError")
    return say("cli.error.not_writable", folder=folder, reason=reason)
