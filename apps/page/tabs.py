"""What the tabs under the picture say; only the open one is computed."""

from dataclasses import asdict
from typing import Any

from apps.page.challenges import solved
from playground.lab import Lab

MOST_ROWS = 200
TABS = ("story", "numbers", "code", "diagnosis", "challenges")  # as in static/js/tabs.js


def tab_content(lab: Lab, tab: str) -> dict[str, Any]:
    """The frame of the tabs: counts for their labels, and what the open one shows."""
    findings = lab.findings()
    content: dict[str, Any] = {
        "findings": [{name: str(value) for name, value in asdict(finding).items()} for finding in findings],
        "solved": solved(lab),
    }
    if tab == "numbers":
        content["tables"] = [_table(table) for table in lab.tables()]
        content["check"] = _gradient_check(lab)
    elif tab == "code":
        content["code"] = lab.code()
        content["altered"] = [f"{what} at step {step:,}" for step, what in lab.altered[-3:]]
    return content


def _table(table: Any) -> dict[str, Any]:
    rows = [
        [cell if isinstance(cell, str) else float(cell) for cell in row] for row in table.rows[:MOST_ROWS]
    ]
    return {"title": table.title, "columns": list(table.columns), "rows": rows, "note": table.note}


def _gradient_check(lab: Lab) -> dict[str, Any]:
    report = lab.gradient_check()
    if report is None:
        return {}
    return {
        "ok": bool(report.ok),
        "error": float(report.max_relative_error),
        "analytic": [float(value) for value in report.analytic.ravel()[:8]],
        "numerical": [float(value) for value in report.numerical.ravel()[:8]],
    }
