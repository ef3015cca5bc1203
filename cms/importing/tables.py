from typing import Any

from newswire.cms.articles.reading import plain


def table_value(table: Any) -> dict[str, Any] | None:
    """An HTML table as a table block's value: texts only, every row of the same length."""
    rows = [[plain(cell.text_content()) for cell in row.iter("td", "th")] for row in table.iter("tr")]
    rows = [row for row in rows if any(row)]
    if not rows:
        return None
    width = max(map(len, rows))
    first = next(table.iter("tr"))
    has_header = bool(list(first.iter("th"))) and not list(first.iter("td"))
    caption = next((plain(one.text_content()) for one in table.iter("caption")), "")
    return {
        "data": [row + [""] * (width - len(row)) for row in rows],
        "table_caption": caption,
        "table_header_choice": "row" if has_header else "neither",
        "first_row_is_table_header": has_header,
        "first_col_is_header": False,
    }
