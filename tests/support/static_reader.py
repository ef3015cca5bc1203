"""What a reader of a static site meets: all that can be reached from its first page, and what is missing."""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

import lxml.html

BASE = "https://static.example/"


def missing(files: Mapping[str, bytes], base: str = BASE) -> set[str]:
    """Files that are led to and are not there; of a page that nothing leads to, its pictures alone."""
    seen: set[str] = set()
    lost: set[str] = set()
    waiting = ["index.html"] if "index.html" in files else []
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path not in files:
            lost.add(path)
        elif path.endswith(".html"):
            waiting += [own_path(url, base) for url in addresses(files[path]) if url.startswith(base)]
    for path in files:
        if path.endswith(".html"):
            shown = [own_path(url, base) for url in pictures(files[path]) if url.startswith(base)]
            lost |= {one for one in shown if one not in files}
    return lost


def own_path(url: str, base: str = BASE) -> str:
    path = unquote(url.removeprefix(base).partition("#")[0])
    return f"{path}index.html" if not path or path.endswith("/") else path


def addresses(page: bytes) -> Iterator[str]:
    root = lxml.html.document_fromstring(page)
    yield from root.xpath("//@href")
    for refresh in root.xpath("//meta[@http-equiv='refresh']/@content"):
        yield refresh.partition("url=")[2]
    yield from pictures(page)


def pictures(page: bytes) -> Iterator[str]:
    root = lxml.html.document_fromstring(page)
    yield from root.xpath("//img/@src")
    for srcset in root.xpath("//@srcset"):
        yield from (one.split()[0] for one in srcset.split(", "))
