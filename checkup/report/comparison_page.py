"""复检对比.html: a comparison of two rounds as one self-contained page."""

from __future__ import annotations

from collections import defaultdict

from checkup.comparison import ClauseChange, Comparison
from checkup.report import comparison_rows, engine
from checkup.report.comparison_rows import KNOWING, TRUE
from checkup.report.templates import OURS, Templates
from checkup.report.wording import Wording


def render(comparison: Comparison, say: Wording, own: Templates = OURS) -> str:
    """The whole page as text. Pure: the same comparison and wording give the same characters."""
    clauses: dict[str, list[ClauseChange]] = defaultdict(list)
    for each in comparison.clauses:
        clauses[each.item].append(each)
    names = {item.id: item.name for item in comparison.items}
    voices = comparison.voices
    view = {
        "comparison": comparison,
        "old_name": comparison_rows.name_of(comparison.old, say),
        "new_name": comparison_rows.name_of(comparison.new, say),
        "headline": comparison_rows.headline(comparison, say),
        "warnings": comparison_rows.warnings(comparison, say),
        "rules": comparison_rows.rules_sentence(comparison, say),
        "names": names,
        "state": lambda closed: comparison_rows.state(closed, say),
        "evidence": lambda closed: comparison_rows.evidence(closed, say),
        "verdict": lambda change: comparison_rows.verdict(change, say),
        "interval": lambda change: comparison_rows.interval(change, say),
        "changed": [
            (item, own_)
            for item in comparison.items
            if (own_ := [each for each in clauses[item.id] if each.kind in TRUE])
            or item.kind in TRUE
        ],
        "knowing": [
            (item, own_)
            for item in comparison.items
            if (own_ := [each for each in clauses[item.id] if each.kind in KNOWING])
            or item.kind in KNOWING
        ],
        "policy_lines": comparison_rows.policy_lines(comparison, say),
        "by_rules": [
            item
            for item in comparison.items
            if item.by_rules or item.old_score != item.score_by_new_rules
        ],
        "voices_lines": comparison_rows.voices_sentences(comparison, say),
        "heard": comparison_rows.heard(voices.items, names) if voices else [],
        "heard_services": comparison_rows.heard(voices.services, {}) if voices else [],
    }
    return engine.render_plain("comparison.html.j2", view, say, own)
