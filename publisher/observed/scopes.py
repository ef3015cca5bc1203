"""What channels choose by, of what can move."""

from typing import Any

import swapper


def scope(of: Any) -> tuple[str, str]:
    """Of an Observed or a Publication: language and section, not its place among its siblings."""
    step: int = swapper.load_model("wagtailcore", "Page").steplen
    return of.lang, of.tree_path[:-step]
