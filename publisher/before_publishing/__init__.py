"""What to look at before a page is published, in Wagtail's own checks panel.

An app adds findings for its page types in its `publishing.py`:

    @before_publishing.examines(ArticlePage)
    def findings(page: ArticlePage) -> Iterator[tuple[str, str]]:
        yield _("There is no summary."), "#id_summary-label"
"""

from .registry import Finding, examine, examines

__all__ = ["Finding", "examine", "examines"]
