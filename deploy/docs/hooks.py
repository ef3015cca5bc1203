"""For MkDocs: the README is the first page, and links to the sources lead to the repository.

The pages are written to be read in the repository; nothing in them is for the site alone.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
SOURCES = "docs|deploy|tests|publisher|cms|blocks|CONTRIBUTING|SECURITY|README"
TO_SOURCE = re.compile(rf"\]\((?:\.\./)+((?:{SOURCES})[^)\s]*)\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the README as `index.md`, its links as from the folder of the other pages."""
    text = (ROOT / "README.md").read_text().replace("(docs/", "(")
    text = re.sub(r"\]\((CONTRIBUTING\.md|SECURITY\.md|LICENSE)\)", r"](../\1)", text)
    files.append(File.generated(config, "index.md", content=text))
    return files


def on_page_markdown(markdown: str, config: MkDocsConfig, **kwargs: object) -> str:
    """`](../deploy/...)` becomes the repository's address; MkDocs would warn of it."""
    return TO_SOURCE.sub(rf"]({config.repo_url}/blob/main/\1)", markdown)
