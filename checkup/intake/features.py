"""What a GeoJSON file says: its features with their lines, and of each one its plain values and
where it lies (RFC 7946).
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checkup.intake import texts
from checkup.intake.cells import UnusableError
from checkup.model import Problem, Ref
from checkup.problems import problem
from checkup.vocabulary import Vocabulary

MOST_BYTES = 50_000_000
"""A text of this size already takes ten times as much when it is read."""
AXES = ("longitude", "latitude")
_BETWEEN = re.compile(r"[\s,]*")
_URN = re.compile(r"urn:ogc:def:crs:(?P<who>[A-Za-z]+):[\d.]*:(?P<code>\w+)")


class Collection(Struct, frozen=True, kw_only=True):
    """A file's features as they stand there, the line each begins on, the file's own name for
    them ("" without one), and the word for their coordinate system."""

    features: list[Any]
    lines: tuple[int, ...]
    name: str
    crs: str


def collection(file: Path, source: str, vocabulary: Vocabulary) -> Collection:
    """All features of a file. Raises :class:`UnusableError` for broken or too much JSON, for what
    is no collection of features, and for a coordinate system we do not know."""
    text = _text(file, source)
    data = _parsed(text, source)
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection":
        raise UnusableError(problem("geojson_form", source=source, found=_kind_of(data)))
    titled = data.get("name")
    return Collection(
        features=features,
        crs=_system(data.get("crs"), source, vocabulary),
        lines=_lines(text, features),
        name=titled if isinstance(titled, str) else "",
    )


def _text(file: Path, source: str) -> str:
    try:
        if (size := file.stat().st_size) > MOST_BYTES:
            found = f"{size // 1_000_000} MB"
            raise UnusableError(problem("file_too_large", source=source, found=found))
        return texts.decoded(file.read_bytes())
    except (OSError, texts.NotTextError):
        raise UnusableError(problem("file_unreadable", source=source, found=file.suffix)) from None


def _parsed(text: str, source: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as slip:
        near = text[slip.pos : slip.pos + 20].strip()
        at = Ref(source, "", f"L{slip.lineno}")
        raise UnusableError(problem("json_broken", at, found=near)) from None
    except (ValueError, RecursionError):
        # a number of thousands of digits, or brackets without end
        raise UnusableError(problem("json_broken", source=source)) from None


def _kind_of(data: Any) -> str:
    """What the file says it is, for the message; never more than a word of it."""
    told = data.get("type") if isinstance(data, dict) else None
    return told[:40] if isinstance(told, str) else ""


def _system(told: Any, source: str, vocabulary: Vocabulary) -> str:
    """The word for the collection's coordinate system: WGS-84 unless an old ``crs`` says other."""
    words = vocabulary.words["crs"]
    if told is None:
        return words["wgs84"][0]
    properties = told.get("properties") if isinstance(told, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    word = name if isinstance(name, str) else ""
    urn = _URN.fullmatch(word)
    if urn is not None:
        word = urn["code"] if urn["who"].upper() == "OGC" else f"{urn['who']}:{urn['code']}"
    code = vocabulary.choice("crs", word)
    if code is None:
        raise UnusableError(problem("geojson_crs", Ref(source, "crs", "L1"), found=word[:60]))
    return words[code][0]


def _lines(text: str, features: list[Any]) -> tuple[int, ...]:
    """The line on which each feature begins; 1 where the array cannot be found again."""
    decoder = json.JSONDecoder()
    for start in re.finditer(r'"features"\s*:\s*\[', text):
        lines: list[int] = []
        here, line = start.start(), text.count("\n", 0, start.start()) + 1
        place = start.end()
        try:
            for each in features:
                found = _BETWEEN.match(text, place)
                begin = found.end() if found else place
                line += text.count("\n", here, begin)
                here = begin
                again, place = decoder.raw_decode(text, begin)
                if again != each:
                    break
                lines.append(line)
        except ValueError:
            continue
        if len(lines) == len(features):
            return tuple(lines)
    return (1,) * len(features)


def values(
    feature: Any, at: Ref, problems: list[Problem], vocabulary: Vocabulary
) -> dict[str, Any] | None:
    """Properties and coordinates of one feature; None where it is none."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(properties, dict | None):
        problems.append(problem("geojson_feature", at, found=_kind_of(feature)))
        return None
    told: dict[str, Any] = {}
    for key, value in (properties or {}).items():
        if not key.strip() or key in AXES:
            continue
        plain = _plain(value, vocabulary)
        if plain is None and value is not None:
            where = replace(at, sheet=f"{at.sheet}.properties.{key}")
            problems.append(problem("geojson_value", where, found=key))
        told[key] = plain
    geometry = feature.get("geometry")
    point = _point(geometry)
    if point is None:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        where = replace(at, sheet=f"{at.sheet}.geometry")
        problems.append(problem("geojson_geometry", where, found=kind if kind else "null"))
    else:
        told |= dict(zip(AXES, point, strict=True))
    return told


def _point(geometry: Any) -> tuple[float, float] | None:
    """Longitude and latitude of a point, or of several points of which there is one."""
    if not isinstance(geometry, dict):
        return None
    at = geometry.get("coordinates")
    if geometry.get("type") == "MultiPoint" and isinstance(at, list) and len(at) == 1:
        at = at[0]
    elif geometry.get("type") != "Point":
        return None
    if not isinstance(at, list) or len(at) < 2:
        return None
    known = [each for each in at[:2] if type(each) in (int, float) and math.isfinite(each)]
    if len(known) < 2 or abs(known[0]) > 180 or abs(known[1]) > 90:
        return None
    return known[0], known[1]


def _plain(value: Any, vocabulary: Vocabulary) -> str | int | float | None:
    """One value for a cell; a list of such is one text; None for nothing and for what is nested."""
    if isinstance(value, bool):
        return vocabulary.words["yes_no"]["yes" if value else "no"][0]
    if isinstance(value, list):
        parts = [_plain(each, vocabulary) for each in value]
        return None if None in parts else "、".join(map(str, parts))
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float) else None
