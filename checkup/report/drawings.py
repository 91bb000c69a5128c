"""The charts of the page as SVG files, to be pasted into a document or a slide.

Strokes come from the page's own macros. Classes become attributes, since office programs read no
style sheet inside a drawing; anything but plain strokes and text is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checkup import datafiles
from checkup.datafiles import DataFileError
from checkup.model import Item
from checkup.report import charts, engine, figures, plan_charts, survey_words
from checkup.report.celltext import width_of
from checkup.report.templates import OURS, Templates
from checkup.report.wording import Wording
from checkup.result import Result

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TEMPLATE, _STYLE = "chart.svg.j2", "chart.css"
_ELEMENTS = frozenset(
    {
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
        "tspan", "title", "desc",
    }
)  # fmt: skip
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_WIDE = 690
_NAME = 38
"""Columns of text that a project's name may take beside its bar."""
Drawn = dict[str, Any]


def render(result: Result, say: Wording, own: Templates = OURS) -> dict[str, bytes]:
    """File name → SVG, one for each chart the result has figures for.

    Raises :class:`checkup.datafiles.DataFileError` when a user's own template is broken.
    """
    all_ = (
        _goals(result, say), _items(result, say), _plane(result, say), _demand(result, say),
        _schedule(result, say), _levels(result, say), _curve(result, say),
    )  # fmt: skip
    drawn = [each for each in all_ if each is not None]
    views = [{"result": result, "drawn": each} for each in drawn]
    texts = engine.render_each(_TEMPLATE, views, result, say, own)
    look = _look(own)
    return {
        f"{each['file']}.svg": _file(text, look, own)
        for each, text in zip(drawn, texts, strict=True)
    }


def _drawn(
    kind: str, height: int, told: list[str], result: Result, say: Wording, **more: Any
) -> Drawn:
    day = result.made_with.as_of
    return {
        "kind": kind, "file": say(f"chart.file.{kind}"), "width": _WIDE, "height": height,
        "title": say(f"chart.title.{kind}", name=_cut(result.community.name, 30, say)),
        "about": say("chart.and").join(told),
        "short": lambda item, columns: _cut(_name(item), columns, say),
        "foot": say(f"chart.foot.{kind}", standard=result.standard.name or result.standard.id,
                    interval=survey_words.interval(result, say))
        + (say("chart.as_of", day=figures.day(day, say)) if day else ""),
        **more,
    }  # fmt: skip


def _cut(text: str, columns: int, say: Wording) -> str:
    """A name that fits beside its bar."""
    if width_of(text) <= columns:
        return text
    kept = ""
    for sign in text:
        if width_of(kept + sign) > columns - 2:
            break
        kept += sign
    return say("chart.cut", text=kept)


def _name(item: Item) -> str:
    return item.short_name or item.name


def _goals(result: Result, say: Wording) -> Drawn:
    told = [
        say(
            "chart.told.goals",
            name=goal.name,
            score=figures.score(goal.score, say),
            low=figures.score(goal.low, say),
            high=figures.score(goal.high, say),
        )
        for goal in result.goals
    ]
    return _drawn("goals", 110 + 34 * len(told), told, result, say)


def _items(result: Result, say: Wording) -> Drawn:
    rows: list[dict[str, Any]] = []
    y = 48
    for goal in result.goals:
        heading = say("page.items.goal_heading", no=say(f"goal_no.{goal.id}"), name=goal.name)
        rows.append({"heading": heading, "y": y})
        y += 24
        inside = [item for item in result.items if item.goal == goal.id]
        for number, item in enumerate(inside):
            rows.append(
                {"heading": "", "item": item, "x": 34 + number % 3 * 215, "y": y + number // 3 * 24}
            )
        y += 24 * ((len(inside) + 2) // 3) + 10
    told = [
        say("chart.told.items", no=f"{item.no:02}", name=_name(item),
            status=say(f"status.{item.status}"))
        for item in result.items
    ]  # fmt: skip
    return _drawn("items", y + 72, told, result, say, rows=rows)


def _plane(result: Result, say: Wording) -> Drawn | None:
    plane = charts.plane(result.items, result.survey.quadrants if result.survey else None)
    if plane is None:
        return None
    told = [
        say("chart.told.plane", no=f"{dot.item.no:02}", name=_name(dot.item),
            satisfied=figures.share(dot.item.satisfaction.top2, say),
            importance=figures.score(dot.item.importance, say),
            quadrant=say(f"quadrant.{dot.item.quadrant}"))
        for dot in plane.dots
        if dot.item.satisfaction
    ]  # fmt: skip
    return _drawn("plane", 460, told, result, say, plane=plane)


def _demand(result: Result, say: Wording) -> Drawn | None:
    rows = [item for item in result.items if item.demand]
    if not rows:
        return None
    least = result.policy.min_base_print
    told = [
        say("chart.told.demand", no=f"{item.no:02}", name=_name(item),
            value=figures.share(item.demand.rate, say), low=figures.share(item.demand.low, say),
            high=figures.share(item.demand.high, say))
        for item in rows
        if item.demand and item.demand.n >= least
    ]  # fmt: skip
    return _drawn("demand", 96 + 26 * len(rows), told, result, say, rows=rows)


def _schedule(result: Result, say: Wording) -> Drawn | None:
    projects = result.plan.projects
    plan = charts.schedule(projects)
    if plan is None:
        return None
    dated = [each for each in projects if each.id in plan.spans]
    told = [
        say("chart.told.schedule", name=each.name, term=figures.term(each.start, each.finish, say))
        for each in dated
        if each.start and each.finish
    ]
    return _drawn(
        "schedule", 112 + 26 * len(dated), told, result, say, schedule=plan,
        every=1 if plan.last - plan.first < 6 else 4,
        rows=[{"id": each.id, "name": _cut(each.name, _NAME, say)} for each in dated],
    )  # fmt: skip


def _levels(result: Result, say: Wording) -> Drawn | None:
    rows = plan_charts.levels(result.plan)
    if not rows:
        return None
    told = [
        say("plan.level_told", level=row.level or say("plan.unfunded"),
            amount=say("plan.unsettled") if row.level and not row.amount
            else figures.wan(row.amount, say))
        for row in rows
    ]  # fmt: skip
    return _drawn("levels", 96 + 34 * len(rows), told, result, say, rows=rows)


def _curve(result: Result, say: Wording) -> Drawn | None:
    curve = plan_charts.curve(result.plan)
    if curve is None:
        return None
    told = [
        say("terminal.plan.point", budget=figures.wan(spot.budget, say),
            benefit=figures.fixed(spot.benefit, 0))
        for spot in curve.spots
    ]  # fmt: skip
    return _drawn("curve", 370, told, result, say, curve=curve)


# --- a drawing that stands alone -------------------------------------------------------------


def _file(text: str, look: Mapping[str, dict[str, str]], own: Templates) -> bytes:
    from xml.etree import ElementTree

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    file = (own.text(_TEMPLATE) or (datafiles.data_dir("templates") / _TEMPLATE, ""))[0]
    try:
        root = fromstring(text.strip())
    except (ElementTree.ParseError, DefusedXmlException):
        raise DataFileError("template_svg", file) from None
    _plain(root, look, "#1d2327", file)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    drawing: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawing + b"\n"


def _look(own: Templates) -> dict[str, dict[str, str]]:
    """Class → its properties."""
    found = own.text(_STYLE)
    rules: dict[str, dict[str, str]] = {}
    for name, body in _RULE.findall(found[1] if found else ""):
        pairs = (each.partition(":") for each in body.split(";") if ":" in each)
        rules.setdefault(name, {}).update({key.strip(): value.strip() for key, _, value in pairs})
    return rules


def _plain(element: Element, look: Mapping[str, dict[str, str]], colour: str, file: Any) -> None:
    """Classes as attributes, here and below; ``colour`` is what currentColor stands for."""
    element.tag = element.tag.rpartition("}")[2]
    if element.tag not in _ELEMENTS:
        raise DataFileError("template_refused", file)
    for key in list(element.attrib):
        if key.startswith("on") or key.endswith("href") or key == "style":
            raise DataFileError("template_refused", file)
    rules: dict[str, str] = {}
    for name in element.attrib.pop("class", "").split():
        rules.update(look.get(name, {}))
    colour = rules.pop("color", colour)
    for key, value in rules.items():
        element.set(key, colour if value == "currentColor" else value)
    for child in element:
        _plain(child, look, colour, file)
