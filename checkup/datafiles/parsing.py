"""YAML → plain data, with the line each key path stands on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from checkup.datafiles.faults import DataFileError


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which only true and false are booleans: 是否 lists hold the words yes and no."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def parsed(file: Path, content: str) -> tuple[Any, dict[str, int]]:
    """Plain data and lines by key path; syntax errors and duplicate keys raise
    :class:`DataFileError`."""
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
    return data, lines


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
