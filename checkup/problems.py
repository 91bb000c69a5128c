"""The catalogue of everything that can be wrong with an input.

A code, how bad it is, and nothing else: the sentences (what was expected, what to do) live in
the wording file under ``problems.<code>``, and a test holds the two together. Codes are stable
and never reused.

level ``error``   a file, sheet or row could not be used
      ``warning`` a cell could not be used, or two cells disagree; the rest counts
      ``notice``  how something was read, so that a person can object
"""

from __future__ import annotations

from checkup.model import Level, Problem, Ref

CATALOGUE: dict[str, Level] = {
    # files
    "file_unreadable": "error",
    "file_protected": "error",
    "file_too_large": "error",
    "file_unknown": "warning",
    "folder_empty": "error",
    "hidden_sheet": "notice",
    "file_repeated": "notice",
    "report_skipped": "notice",
    "papers_not_read": "notice",
    "json_broken": "error",
    "geojson_form": "error",
    "geojson_crs": "error",
    "geojson_feature": "warning",
    "geojson_geometry": "warning",
    "geojson_value": "warning",
    "points_of_several": "error",
    "sheet_unknown": "notice",
    # a street's files
    "register_empty": "error",
    "register_ambiguous": "warning",
    "area_incomplete": "warning",
    "area_empty": "warning",
    "area_unplaced": "notice",
    "area_unused": "warning",
    "communities_alike": "warning",
    "community_repeated": "warning",
    "distance_community_unknown": "warning",
    "distance_facility_unknown": "warning",
    "distance_repeated": "warning",
    "file_unrouted": "error",
    "rows_unrouted": "warning",
    # ledger
    "no_header": "warning",
    "table_unclear": "warning",
    "column_unknown": "notice",
    "column_repeated": "warning",
    "profile_field_unknown": "warning",
    "number_unreadable": "warning",
    "number_negative": "warning",
    "unit_unknown": "warning",
    "number_approximate": "notice",
    "number_with_words": "warning",
    "number_sum": "warning",
    "number_range": "warning",
    "error_value": "warning",
    "formula_uncached": "warning",
    "date_unreadable": "warning",
    "year_unreadable": "warning",
    "date_assumed": "notice",
    "figure_merged": "warning",
    "choice_unknown": "warning",
    "kind_unknown": "warning",
    "kind_blank": "warning",
    "kind_several": "warning",
    "kind_from_name": "notice",
    "area_kind_unstated": "warning",
    "area_read_as_building": "notice",
    "estate_from_title": "notice",
    "crs_unstated": "warning",
    "crs_mixed": "warning",
    "state_not_asked": "notice",
    "id_repeated": "warning",
    "facility_similar": "warning",
    "estate_repeated": "warning",
    "row_without_name": "warning",
    "rule_unknown": "warning",
    "part_unknown": "warning",
    "figure_homeless": "warning",
    "contradiction": "warning",
    "total_differs": "warning",
    "build_unknown": "warning",
    "build_disagrees": "warning",
    "stated_fewer": "warning",
    "population_outside": "warning",
    "setting_overridden": "warning",
    # what is said in words, services
    "need_unknown": "warning",
    "tickets_elsewhere": "notice",
    "rating_unclear": "warning",
    # verdicts
    "verdict_incomplete": "warning",
    "verdict_expired": "warning",
    "verdict_repeated": "notice",
    # money
    "price_incomplete": "warning",
    "price_not_used": "warning",
    # the project store
    "amount_unit_assumed": "notice",
    "funding_unreadable": "warning",
    "funding_differs": "warning",
    "period_unreadable": "warning",
    "agreement_unreadable": "warning",
    "project_repeated": "warning",
    "project_aimless": "notice",
    # questionnaires
    "export_no_questions": "warning",
    "question_unmatched": "notice",
    "option_unknown": "warning",
    "options_are_numbers": "warning",
    "options_by_place": "notice",
    "matched_by_order": "notice",
    "ranking_as_choice": "notice",
    "question_repeated": "notice",
    "code_book_needed": "warning",
    "export_ambiguous": "error",
    "scores_without_labels": "error",
    "points_untold": "warning",
    "points_outside": "warning",
    "dialect_guessed": "notice",
    "rows_left_out": "notice",
    "rows_marked_invalid": "notice",
    "rows_unfinished": "notice",
    "sheet_not_read": "notice",
    "sheet_repeats": "notice",
    "column_private": "notice",
    "answers_alike": "warning",
    # questions of one's own
    "item_unknown": "warning",
    "question_without_item": "warning",
    "question_twice": "warning",
    "question_gone": "warning",
    "questions_waiting": "notice",
    "need_ambiguous": "warning",
    "scale_ambiguous": "warning",
    "right_answer_unclear": "warning",
}

FORMS: dict[str, Level] = {
    "form_unreadable": "error",
    "form_old_format": "error",
    "form_locked": "error",
    "form_macros": "error",
    "form_protected": "error",
    "form_too_large": "error",
    "form_nothing": "error",
    "form_field_unknown": "error",
    "form_placeholder_broken": "error",
    "form_filter_unknown": "error",
    "form_filter_unfit": "error",
    "form_in_formula": "error",
    "form_two_lists": "error",
    "form_mark_unpaired": "error",
    "form_across_merge": "error",
    "form_template": "error",
}
"""The same for a user's own form (``checkup fill``): each stops it, so that none is half filled."""


def level(code: str) -> Level:
    """How bad a code is, of either catalogue. Raises KeyError for a code that is in neither."""
    return CATALOGUE[code] if code in CATALOGUE else FORMS[code]


def problem(
    code: str,
    at: Ref | None = None,
    *,
    source: str | None = None,
    sheet: str | None = None,
    found: object = "",
    **slots: object,
) -> Problem:
    """A problem of the catalogue at a place. Raises KeyError for a code that is not in it."""
    CATALOGUE[code]
    return Problem(
        code=code,
        source=at.source if at else source,
        sheet=at.sheet if at else sheet,
        cell=at.cell if at else None,
        found=str(found),
        slots={name: str(value) for name, value in slots.items()},
    )
