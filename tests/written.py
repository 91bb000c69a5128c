"""A community written in the form of checkup.yaml → the Community that judge sees.

The way is the program's own (settings → tables → draft → community), so that a test may be
written as a worker would write it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from checkup import datafiles, vocabulary
from checkup.datafiles import Source
from checkup.intake import community, settings
from checkup.intake.draft import Draft
from checkup.intake.settings import Loaded, Settings
from checkup.judge.standard import Standard
from checkup.model import Community
from checkup.policy import Policy


def loaded_of(source: Source) -> Loaded:
    """The file's settings; DataFileError for a key that checkup.yaml does not know."""
    return Loaded(datafiles.convert(source, Settings), source)


def community_of(loaded: Loaded, standard: Standard, policy: Policy | None = None) -> Community:
    """The community of these settings, named 示例社区 unless they say otherwise."""
    words = vocabulary.load()
    draft = Draft(vocabulary=words, clauses=standard.clauses())
    community.read_tables(draft, settings.tables(loaded, "checkup.yaml", words))
    built = community.assembled(draft, "示例社区", policy or Policy())
    units = loaded.settings.units
    return built if units is None else replace(built, units=units)


def community_from(data: dict[str, Any], standard: Standard) -> Community:
    """The community of plain data, as checkup.yaml would hold it."""
    return community_of(loaded_of(Source(Path("checkup.yaml"), data, lambda: {"": 1})), standard)
