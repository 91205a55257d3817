"""Reports of works: what can be measured of words and of music, beside what people wrote."""

from __future__ import annotations

from etude.studio.reports.asking import report
from etude.studio.reports.report import Note, Report, Row, Shared, Spread

__all__ = ["Note", "Report", "Row", "Shared", "Spread", "report"]
