"""What wagtail-localize does to pages, in a site of its own."""

from pathlib import Path

import pytest
from support.localized import needs_localize, run_with_localize


@pytest.mark.process
@pytest.mark.timeout(900)
@needs_localize
def test_stories(tmp_path: Path) -> None:
    run_with_localize(Path(__file__).with_name("stories.py"), tmp_path)
