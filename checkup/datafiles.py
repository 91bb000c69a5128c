"""Strict YAML → typed objects.

A data file is law, price or wording: a typing slip in it must never be skipped over. Unknown
key, duplicate key, wrong type and unknown word each raise :class:`DataFileError` with file,
line, path and, where one is near, what was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

T = TypeVar("T")

_PACKAGE = Path(__file__).parent


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which only true and false are booleans: 是否 lists hold the words yes and no."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


Fault = str
"""``syntax`` · ``tab`` · ``encoding`` · ``duplicate_key`` · ``unknown_key`` · ``unknown_word`` ·
``wrong_type`` · ``out_of_range`` · ``missing_key`` · ``reference`` (something named that does not
exist) · ``not_found``."""


class DataFileError(Exception):
    """A broken data file: fault, file, line (from 1), key path, what was found and meant.

    The sentence a user reads is made from these by the wording file (``datafile.<fault>``);
    ``str()`` is the bare form, for when the wording file itself is the broken one.
    """

    def __init__(
        self,
        fault: Fault,
        file: Path,
        line: int | None = None,
        path: str = "",
        found: str = "",
        expected: str = "",
        suggestion: str = "",
    ) -> None:
        self.fault = fault
        self.file = file
        self.line = line
        self.path = path
        self.found = found
        self.expected = expected
        self.suggestion = suggestion
        where = f"{file.name}:{line}" if line else file.name
        super().__init__(f"{where} {path} {fault}: {found} {expected} {suggestion}".strip())


def data_dir(name: str) -> Path:
    """The folder ``surveys`` or ``templates``: inside the installed package, else beside it."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def standards_dir() -> Path:
    """The folder of the standards that come with the program."""
    return _PACKAGE / "standards"


class Source:
    """Plain data of one YAML file, with the line each key path stands on."""

    def __init__(self, file: Path, data: Any, lines: dict[str, int]) -> None:
        self.file = file
        self.data = data
        self.lines = lines

    def line(self, path: str) -> int | None:
        """The line of a key path such as ``items[0].rules[2].force``, or of its nearest parent."""
        while True:
            if path in self.lines:
                return self.lines[path]
            if not path:
                return None
            path = re.sub(r"(\.[^.\[\]]+|\[\d+\]|^[^.\[\]]+)$", "", path)

    def fault(self, fault: Fault, path: str, **what: str) -> DataFileError:
        """An error at a key path of this file."""
        return DataFileError(fault, self.file, self.line(path), path, **what)


def read(file: Path, text: str | None = None) -> Source:
    """Parse one YAML file; syntax errors and duplicate keys raise :class:`DataFileError`."""
    try:
        content = file.read_text(encoding="utf-8-sig") if text is None else text
    except FileNotFoundError:
        raise DataFileError("not_found", file) from None
    except UnicodeDecodeError:
        raise DataFileError("encoding", file) from None
    except OSError:
        raise DataFileError("not_found", file) from None
    try:
        node = yaml.compose(content, Loader=_Loader)
        loader = _Loader("")
        lines: dict[str, int] = {}
        data = _build(node, "", lines, loader, file, set()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        # the parser's own words are English and about its insides: the line has to do
        fault = "tab" if line and "\t" in _indent(content, line) else "syntax"
        raise DataFileError(fault, file, line) from None
    except yaml.YAMLError:
        raise DataFileError("syntax", file) from None
    return Source(file, data, lines)


def _indent(content: str, line: int) -> str:
    """What stands before the first word of a line (from 1)."""
    text = content.splitlines()[line - 1] if line <= len(content.splitlines()) else ""
    return text[: len(text) - len(text.lstrip())]


def _build(
    node: Any, path: str, lines: dict[str, int], loader: Any, file: Path, seen: set[int]
) -> Any:
    """Plain data from a node tree, noting lines; anchors and merges stay out of data files."""
    line = node.start_mark.line + 1
    lines[path] = line
    if id(node) in seen:
        raise DataFileError("syntax", file, line, path)
    if not isinstance(node, yaml.ScalarNode):
        seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise DataFileError("syntax", file, key_node.start_mark.line + 1, path)
            key = _scalar(key_node, path, loader, file)
            here = f"{path}.{key}" if path else str(key)
            if key in mapping:
                raise DataFileError(
                    "duplicate_key", file, key_node.start_mark.line + 1, path, found=str(key)
                )
            mapping[key] = _build(value_node, here, lines, loader, file, seen)
            lines[here] = key_node.start_mark.line + 1
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(child, f"{path}[{index}]", lines, loader, file, seen)
            for index, child in enumerate(node.value)
        ]
    return _scalar(node, path, loader, file)


_WORDS = "tag:yaml.org,2002:str"


def _scalar(node: Any, path: str, loader: Any, file: Path) -> Any:
    """A plain value; a date that the calendar does not have is as wrong as a bad bracket."""
    if node.tag == _WORDS:
        return node.value
    try:
        return loader.construct_object(node)
    except (ValueError, OverflowError):
        line = node.start_mark.line + 1
        raise DataFileError("unknown_word", file, line, path, found=node.value) from None


def convert(source: Source, type_: type[T]) -> T:
    """The file's data as ``type_`` (a msgspec Struct that forbids unknown fields)."""
    try:
        return msgspec.convert(source.data, type_, strict=True)
    except msgspec.ValidationError as error:
        raise _explained(str(error), source, type_) from None


def load(file: Path, type_: type[T]) -> T:
    """Read and convert one data file."""
    return convert(read(file), type_)


_AT = re.compile(r" - at `(?:key in )?\$(.*)`$")


def _explained(message: str, source: Source, type_: Any) -> DataFileError:
    """A msgspec message as a fault with line, path and the nearest allowed word."""
    found_at = _AT.search(message)
    path = (found_at.group(1) if found_at else "").lstrip(".")
    text = message[: found_at.start()] if found_at else message
    # msgspec prints ``[...]`` for a mapping's value: the line of its parent has to do
    inner, path = path, path.split("[...]")[0]
    unknown = re.search(r"unknown field `(.+)`", text)
    word = re.search(r"[Ii]nvalid (?:enum )?value '?(.+?)'?$", text)
    missing = re.search(r"missing required field `(.+)`", text)
    if unknown:
        key = unknown.group(1)
        here = f"{path}.{key}" if path else key
        return source.fault(
            "unknown_key", here, found=key, suggestion=nearest(key, _fields_at(type_, path))
        )
    if missing:
        return source.fault("missing_key", path, found=missing.group(1))
    if word:
        value = word.group(1)
        return source.fault(
            "unknown_word", path, found=value, suggestion=nearest(value, _words_at(type_, inner))
        )
    outside = re.search(r"Expected `\w+` (>=|<=|>|<) ([-\d.]+)", text)
    if outside:
        return source.fault("out_of_range", path, expected=" ".join(outside.groups()))
    wrong = re.search(r"Expected `(.+?)`", text)
    expected = wrong.group(1).split(" ")[0] if wrong else ""
    return source.fault("wrong_type", path, expected=expected)


def nearest(word: str, words: Iterator[str] | list[str]) -> str:
    """The allowed word most like this one, or an empty string when none is near."""
    import difflib

    close = difflib.get_close_matches(word, list(words), n=1, cutoff=0.55)
    return close[0] if close else ""


def _types_at(type_: Any, path: str) -> list[Any]:
    """The msgspec types that may stand at a key path (several where there is a choice)."""
    from msgspec import inspect

    here = _alternatives(inspect.type_info(type_))
    for step in re.findall(r"[^.\[\]]+|\[\d+\]|\[\.\.\.\]", path):
        inner: list[Any] = []
        for info in here:
            if step == "[...]":
                inner += _alternatives(getattr(info, "value_type", None))
            elif step.startswith("["):
                inner += _alternatives(getattr(info, "item_type", None))
            elif isinstance(info, inspect.StructType):
                if step == info.tag_field:
                    inner.append(info)
                for field in info.fields:
                    if field.encode_name == step:
                        inner += _alternatives(field.type)
            elif isinstance(info, inspect.DictType):
                inner += _alternatives(info.value_type)
        here = inner
    return here


def _alternatives(info: Any) -> list[Any]:
    if info is None:
        return []
    types = getattr(info, "types", None)
    if types is not None:
        return [found for each in types for found in _alternatives(each)]
    return [info]


def _fields_at(type_: Any, path: str) -> list[str]:
    infos = _types_at(type_, path)
    return [field.encode_name for info in infos for field in getattr(info, "fields", ())]


def _words_at(type_: Any, path: str) -> list[str]:
    return [
        str(value) for info in _types_at(type_, path) for value in getattr(info, "values", ())
    ] + [str(info.tag) for info in _types_at(type_, path) if getattr(info, "tag", None) is not None]
