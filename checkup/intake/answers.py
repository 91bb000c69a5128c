"""What people say about clauses: yes or no, which kinds are fully surveyed, signed verdicts."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from msgspec.structs import replace

from checkup.datafiles import nearest
from checkup.intake import kinds, values
from checkup.intake.draft import Draft
from checkup.intake.ledger import Table
from checkup.model import Fact, Grade, LocalPrice, OtherShortfall, Ref, Signature, Verdict
from checkup.problems import problem
from checkup.vocabulary import fold


def answers(draft: Draft, table: Table) -> None:
    rows_of = Counter(row.text("rule") for row in table.rows)
    for row in table.rows:
        if "answer" not in row.at:
            _is_rule(draft, row.text("rule"), row.at["rule"])
            continue
        parts = draft.clauses.get(row.text("rule") or "", ())
        if parts and row.text("part") is None and rows_of[row.text("rule")] > 1:
            # one of several rows about a clause speaks of a part, not of the whole
            at = row.at.get("part", row.at["rule"])
            draft.problems.append(problem("part_unknown", at, allowed="、".join(parts)))
            continue
        fact = draft.word(row, "answer", "answer")
        grade = draft.word(row, "grade", "grade")
        if fact is None:
            continue
        told_grade = grade.value if grade else None
        keep_answer(
            draft, row.text("rule"), row.text("part"), row.at["rule"],
            values.graded(fact, told_grade if told_grade in get_args(Grade) else None),  # type: ignore[arg-type]
        )  # fmt: skip


def keep_answer(draft: Draft, rule: str | None, part: str | None, at: Ref, fact: Fact) -> None:
    """Keep one yes/no answer if its rule and part exist; else a problem with a suggestion."""
    if rule is None or not _is_rule(draft, rule, at):
        return
    parts = draft.clauses[rule]
    if part is not None:
        named = {fold(each): each for each in parts}
        match = named.get(fold(part))
        if parts and match is None:
            draft.problems.append(problem("part_unknown", at, found=part, allowed="、".join(parts)))
            return
        part = match
    if fact.value == "unclear":
        fact = replace(fact, value=None, gap="unclear")
    targets = (
        [f"answer.{rule}.{part}"]
        if part
        else ([f"answer.{rule}.{each}" for each in parts] or [f"answer.{rule}"])
    )
    for fact_id in targets:
        draft.keep(fact_id, fact)


def _is_rule(draft: Draft, rule: str | None, at: Ref) -> bool:
    """Whether the standard has that rule; if not, a problem with the nearest number."""
    if rule in draft.clauses:
        return True
    likely = nearest(rule or "", list(draft.clauses))
    draft.problems.append(problem("rule_unknown", at, found=rule or "", suggestion=likely or "—"))
    return False


def scope(draft: Draft, table: Table) -> None:
    for row in table.rows:
        label = row.text("kind")
        kind = draft.vocabulary.kind_by_word.get(fold(label or ""))
        if kind is None:
            likely = kinds.similar(draft.vocabulary, label or "")
            names = "、".join(draft.vocabulary.name(each) for each in likely)
            draft.problems.append(
                problem("kind_unknown", row.at["kind"], found=label or "", suggestion=names or "—")
            )
            continue
        surveyed = draft.word(row, "surveyed", "yes_no")
        if surveyed is not None:
            draft.keep(f"surveyed.{kind}", surveyed)
        stated = draft.number(row, table.sheet_column("stated"), table.units)
        if stated is not None and stated.gap != "blank":
            draft.keep(f"stated.{kind}", stated)


def verdicts(draft: Draft, table: Table) -> None:
    for row in table.rows:
        at = row.at["rule"]
        rule = row.text("rule")
        if not _is_rule(draft, rule, at) or rule is None:
            continue
        outcome = draft.word(row, "outcome", "outcome")
        surveyor, signed = row.text("surveyor"), values.day(row.cells.get("date"))
        second = row.text("reviewer")
        # one person signing twice is one name
        reviewer = None if second == surveyor else second
        reason, evidence = row.text("reason"), row.text("evidence")
        valid_until = values.day(row.cells.get("valid_until"))
        told = outcome.value if outcome else None
        complete = told and surveyor and signed and reason and evidence and valid_until
        if not complete:
            draft.problems.append(problem("verdict_incomplete", at, found=rule))
            if not told or not surveyor:
                continue
        draft.verdicts.append(
            Verdict(
                rule=rule,
                outcome=told,  # type: ignore[arg-type]
                by=Signature(
                    surveyor=surveyor or "",
                    reviewer=reviewer if complete else None,
                    post=row.text("post"),
                    signed=signed,
                    reason=reason,
                    evidence=evidence,
                    valid_until=valid_until,
                ),
                ref=at,
            )
        )


def others(draft: Draft, table: Table) -> None:
    for row in table.rows:
        quantity = draft.number(row, table.sheet_column("quantity"), table.units)
        told = quantity.value if quantity else None
        draft.others.append(
            OtherShortfall(
                id=f"Q{len(draft.others) + 1:02d}",
                name=row.text("name") or "",
                quantity=float(told) if isinstance(told, (int, float)) else None,
                unit=row.text("unit"),
                estate=row.text("estate"),
                basis=row.text("basis"),
                checked_by=row.text("checker"),
                ref=row.at["name"],
            )
        )


_TOLD = ("operating", "date", "origin", "signer")


def prices(draft: Draft, table: Table) -> None:
    """本地造价: a row without a code, a unit or a figure is no price."""
    for row in table.rows:
        figure = draft.number(row, table.sheet_column("price"), table.units)
        code, unit = row.text("code"), row.text("unit")
        told = figure.value if figure else None
        if not any(row.cells.get(each) for each in ("price", *_TOLD)):
            # a row of the kit that nobody has written into
            continue
        if code is None or unit is None or not isinstance(told, int | float):
            draft.problems.append(problem("price_incomplete", row.at["code"], found=code or ""))
            continue
        running = draft.number(row, table.sheet_column("operating"), table.units)
        yearly = running.value if running else None
        day = values.day(row.cells.get("date"))
        draft.prices.append(
            LocalPrice(
                code=code,
                unit=unit,
                price=told,
                operating=float(yearly) if isinstance(yearly, int | float) else None,
                year=day.year if day else None,
                quoted=day,
                source=row.text("origin"),
                signer=row.text("signer"),
                ref=row.at["code"],
            )
        )
