"""Jinja for every page and drawing: autoescape, the sandbox, figures as filters, safe text.

A template that breaks is a fault of that file with its line, never a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from checkup.datafiles import DataFileError
from checkup.report import (
    charts,
    clauses,
    compiled,
    facts,
    figures,
    follow,
    plan_words,
    survey_words,
    voices,
)
from checkup.report.templates import OURS, Templates
from checkup.report.wording import Wording
from checkup.result import Result

if TYPE_CHECKING:
    from jinja2 import Environment

# What a cell may hold and a page must not: control characters, marks that turn the direction of
# the text after them, halves of a character that no file can hold.
_UNPRINTABLE = dict.fromkeys(
    [
        *range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0),
        0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A),
        *range(0xD800, 0xE000), 0xFFFE, 0xFFFF,
    ],
    "\N{REPLACEMENT CHARACTER}",
)  # fmt: skip
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff㎡%A-Za-z])")


def render(
    name: str, view: Mapping[str, Any], result: Result, say: Wording, own: Templates = OURS
) -> str:
    """The template of that name, filled. Pure: the same input gives the same characters.

    Raises :class:`checkup.datafiles.DataFileError` when a user's own template is broken.
    """
    return render_each(name, [view], result, say, own)[0]


def render_each(
    name: str,
    views: Sequence[Mapping[str, Any]],
    result: Result,
    say: Wording,
    own: Templates = OURS,
) -> list[str]:
    """The template of that name, filled once for each view and compiled once for all."""
    return _filled(name, views, environment(result, say, own), own)


def render_plain(name: str, view: Mapping[str, Any], say: Wording, own: Templates = OURS) -> str:
    """The template of that name, filled with something that is not one community's result."""
    return _filled(name, [view], _plain(say, own), own)[0]


def _filled(
    name: str, views: Sequence[Mapping[str, Any]], made: Environment, own: Templates
) -> list[str]:
    from jinja2 import TemplateError, TemplateSyntaxError

    try:
        template = made.get_template(name)
        return [template.render(view) for view in views]
    except TemplateSyntaxError as error:
        if not own.texts:
            raise
        file = Path(error.filename or error.name or name)
        raise DataFileError("template_syntax", file, error.lineno) from None
    except (
        TemplateError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError,
        RecursionError,
    ) as error:  # fmt: skip
        fault = _fault(error, own)
        if fault is None:
            raise
        raise fault from None


def _fault(error: BaseException, own: Templates) -> DataFileError | None:
    """What a running template ran into, at its line; None when only ours were at work."""
    from jinja2 import TemplateNotFound, UndefinedError
    from jinja2.exceptions import SecurityError

    places = [place for place in _places(error.__traceback__) if place[0].endswith((".j2", ".css"))]
    if not own.texts or not places:
        return None
    theirs = {str(file) for file, _ in own.texts.values()}
    file, line = next((each for each in reversed(places) if each[0] in theirs), places[-1])
    fault, found = "template_failed", ""
    if isinstance(error, SecurityError):
        fault = "template_refused"
    elif isinstance(error, TemplateNotFound):
        fault, found = "template_lacking", str(error.name or "")
    elif isinstance(error, UndefinedError):
        named = re.search(r"'([^']*)' is undefined|no attribute '([^']*)'", str(error))
        found = next((each for each in named.groups() if each), "") if named else ""
        fault = "template_unknown" if found else "template_failed"
    elif isinstance(error, KeyError) and error.args:
        fault, found = "template_unknown", str(error.args[0])
    return DataFileError(fault, Path(file), line, found=found)


def _places(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def environment(result: Result, say: Wording, own: Templates) -> Environment:
    """The engine with what looks things up in a result."""
    made = _plain(say, own)
    made.filters["place"] = lambda ref: figures.place(ref, result.sources, say)
    made.globals.update(
        interval_word=survey_words.interval(result, say),
        about=lambda fact_id: facts.about(fact_id, result, say),
        wanted=lambda missing: facts.wanted(missing, result, say),
        without_project=lambda shortfall: plan_words.without_project(result, shortfall, say),
        found=lambda finding: clauses.found(result, finding, say),
        lacking=lambda finding: clauses.lacking(result, finding, say),
    )
    return made


def _plain(say: Wording, own: Templates) -> Environment:
    """Jinja with autoescape, the figures as filters, and every printed text made safe to set."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    def source(name: str) -> tuple[str, str, None] | None:
        found = own.text(name)
        return None if found is None else (found[1], str(found[0]), None)

    def style(name: str) -> Markup:
        """A style sheet as it is: no template, and unable to end the element it stands in."""
        found = own.text(name)
        return Markup((found[1] if found else "").replace("</", r"<\/"))

    def finalize(value: object) -> object:
        if value is None:
            return say("figure.unknown")
        if isinstance(value, str) and not isinstance(value, Markup):
            return _NUMBER_AND_UNIT.sub("\N{NO-BREAK SPACE}", value.translate(_UNPRINTABLE))
        return value

    made = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
        bytecode_cache=compiled.templates(),
    )
    for function in (
        figures.score, figures.points, figures.share, figures.whole, figures.people,
        figures.quantity, figures.needed, figures.wan, figures.cost, figures.day,
        figures.quarter, figures.change, figures.share_change, clauses.gap,
    ):  # fmt: skip
        made.filters[function.__name__] = partial(function, say=say)
    for sentence in (follow.mark, follow.difference_line, follow.together_line):
        made.filters[sentence.__name__] = partial(sentence, say=say)
    made.filters["wan_bare"] = figures.wan_short
    made.filters["amount"] = lambda value, unit: figures.amount(value, unit, say)
    made.filters["listed"] = lambda words: say("figure.join").join(words)
    made.globals.update(
        say=say,
        style=style,
        chart=charts,
        word=partial(_word, say),
        kind=facts.kind,
        term=partial(figures.term, say=say),
        days_of=lambda count: voices.period(count, say),
        service_word=lambda service: voices.verdict(service, say),
        told_word=lambda fact_id, fact: facts.told(fact_id, fact, say),
    )
    return made


def _word(say: Wording, branch: str, key: str) -> str:
    """The wording's word for a key, or the text itself when it is a word already."""
    return say(f"{branch}.{key}") if f"{branch}.{key}" in say else key
