"""What a form says of a project in words, all of it from the result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from checkup.model import Finding, Item, Project
from checkup.report import clauses, figures
from checkup.report.filling.fields import SOURCES
from checkup.report.filling.money import Paid
from checkup.report.filling.placeholders import day_words, number_words, scaled
from checkup.report.lists import item_name
from checkup.report.wording import Wording
from checkup.result import Result

_YEARS_OF_QUARTERS = 4


def told(project: Project) -> dict[str, Any]:
    """The project by name of column, so that what 项目库 learns to tell is there at once."""
    return msgspec.structs.asdict(project)


def joined(words: Iterable[str], say: Wording) -> str | None:
    """Several words in one cell; None for none."""
    return say("figure.join").join(words) or None


def closes(result: Result, project: Project, say: Wording) -> str | None:
    """The items and other matters a project closes."""
    names = {each.id: item_name(result, each.item, say) for each in result.shortfalls}
    names |= {each.id: each.name for each in result.other_shortfalls}
    found = [names.get(each, each) for each in project.closes]
    return joined(dict.fromkeys(found), say)


def items(result: Result, project: Project) -> list[Item]:
    """The items a project closes, each once."""
    named = {each.item for each in result.shortfalls if each.id in project.closes}
    return [each for each in result.items if each.id in named]


def category(word: Any, say: Wording) -> str | None:
    """改造类别 in words."""
    if not word:
        return None
    key = f"fill.category.{word}"
    return say(key) if key in say else str(word)


def agreement(project: Project, say: Wording) -> str | None:
    """同意户数/应参与户数 as 项目库 writes it; None unless both are known."""
    agreed, asked = project.agreement.agreed, project.agreement.asked
    if agreed is None or asked is None:
        return None
    return say("fill.agreement", agreed=agreed, asked=asked)


def size(project: Project, say: Wording) -> str | None:
    """Quantity and unit; None where it is not known how much."""
    if project.quantity is None:
        return None
    return say("figure.with_unit", value=number_words(project.quantity), unit=project.unit or "")


def content(project: Project, scale: Any, say: Wording) -> str:
    """建设规模及主要内容."""
    told = scale or size(project, say)
    return say("fill.content", name=project.name, size=told) if told else project.name


def month(quarter: str | None, *, last: bool) -> str | None:
    """The first or last month of a quarter as 2026-03; another way of writing stays."""
    index = figures.quarter_index(quarter)
    if index is None:
        return quarter
    year, number = divmod(index, _YEARS_OF_QUARTERS)
    return f"{year}-{number * 3 + (3 if last else 1):02}"


def period(project: Project, say: Wording) -> str | None:
    """开工至完工 in months; None unless both are known."""
    start, finish = month(project.start, last=False), month(project.finish, last=True)
    if start is None or finish is None:
        return None
    return say("fill.period", start=day_words(start, say), finish=day_words(finish, say))


def progress(project: Project, say: Wording) -> str | None:
    """实施进度: the quarters it takes, start and end."""
    told = period(project, say)
    first, last = figures.quarter_index(project.start), figures.quarter_index(project.finish)
    if told is None or first is None or last is None:
        return told
    if first == last:
        return say("fill.progress_one", period=told,
                   quarter=figures.quarter(project.start or "", say))  # fmt: skip
    return say(
        "fill.progress", period=told, count=last - first + 1,
        first=figures.quarter(project.start or "", say),
        last=figures.quarter(project.finish or "", say),
    )  # fmt: skip


def funding(paid: Paid, say: Wording) -> str | None:
    """Who pays how much, in one line."""
    told = [
        say("fill.source", source=say(f"fill.sources.{key}"), amount=wan(paid.sources[key]))
        for key in SOURCES
        if key in paid.sources
    ]
    told += [
        say("fill.source", source=key, amount=wan(yuan)) for key, yuan in paid.unplaced.items()
    ]
    return joined(told, say)


def wan(yuan: float) -> str:
    """元 as 万元 with every decimal it has."""
    return number_words(scaled(yuan, -4))


def channels(project: Project, say: Wording) -> str | None:
    """Channels that may fit; a suggestion, no promise."""
    return joined(dict.fromkeys(each.channel for each in project.funding), say)


def group(result: Result, project: Project, say: Wording) -> str | None:
    """Whom it is for."""
    return joined(
        dict.fromkeys(say(f"target.{each.target}") for each in items(result, project)), say
    )


def _unmet(result: Result, project: Project) -> list[Finding]:
    rules = project.rules or tuple(
        rule for each in result.shortfalls if each.id in project.closes for rule in each.rules
    )
    return [
        each for each in result.findings
        if each.rule in rules and each.status in ("short", "partial", "unconfirmed")
    ]  # fmt: skip


def stands(result: Result, finding: Finding, say: Wording) -> str:
    """现状 of a clause. A lone 是, 否 or 部分 tells nothing where the question is not beside it:
    what was asked is whether the clause is met."""
    known = [each for each in finding.facts if each in result.facts]
    if len(known) == 1 and known[0].startswith("answer.") and not finding.parts:
        key = f"fill.stands.{result.facts[known[0]].value}"
        if key in say:
            return say(key)
    return clauses.found_or_verdict(result, finding, say)


def problem(result: Result, project: Project, say: Wording) -> str | None:
    """现状与存在问题: what was found against what is asked; matters outside the items by name."""
    told = [
        say(
            "fill.problem", clause=each.clause.rstrip("。"),
            measured=stands(result, each, say),
            needed=figures.needed(each.needed, say),
        )
        for each in _unmet(result, project)
    ]  # fmt: skip
    told += [
        say(
            "fill.other_problem", name=each.name, size=figures.amount(each.quantity, each.unit, say)
        )
        for each in result.other_shortfalls
        if each.id in project.closes
    ]
    return "\n".join(dict.fromkeys(told)) or None


def need(result: Result, project: Project, say: Wording) -> str | None:
    """建设必要性与依据: the clauses, each with the mark of what is not checked against the text."""
    told = [
        say("fill.need_marked", reference=each.reference, mark=say(f"mark.{each.mark}"))
        if each.mark in ("memory", "doubt", "second_hand")
        else each.reference
        for each in _unmet(result, project)
        if each.reference
    ]
    return "\n".join(dict.fromkeys(told)) or None


def operation(project: Project, keeper: Any, say: Wording) -> str | None:
    """运营方案与模式."""
    if not project.model:
        return None
    whose = project.operator or keeper
    if whose:
        return say("fill.operation", model=project.model, operator=whose)
    return say("fill.operation_open", model=project.model)


def effect(result: Result, project: Project, say: Wording) -> str | None:
    """预期效果: what it closes, and the rise of the total where the engine gives one."""
    closed = closes(result, project, say)
    if closed is None:
        return None
    if project.gain is None:
        return say("fill.effect", closes=closed)
    return say("fill.effect_gain", closes=closed, gain=figures.points(project.gain, say))


def aim(result: Result, project: Project, say: Wording) -> str:
    """总体目标 of a performance table."""
    told = content(project, None, say)
    closed = closes(result, project, say)
    return say("fill.aim", content=told, closes=closed) if closed else told


def note(project: Project, paid: Paid, say: Wording) -> str | None:
    """备注: what quantity and cost rest on, and how far the cost can be trusted."""
    told = [project.note] if project.note else []
    if project.status != "proposed":
        key = "fill.state" if project.done_share is None else "fill.state_done"
        told.append(say(key, state=say(f"fill.project_status.{project.status}"),
                        done=figures.share(project.done_share, say)))  # fmt: skip
    if paid.open == "free" and project.cost.basis:
        told.append(project.cost.basis)
    elif paid.total is not None and paid.reference and project.cost.mark:
        key = "fill.reference_year" if project.cost.year else "fill.reference"
        told.append(say(key, mark=say(f"mark.{project.cost.mark}"), year=project.cost.year))
    return "\n".join(told) or None
