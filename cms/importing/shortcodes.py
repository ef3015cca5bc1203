"""WordPress's content as HTML: shortcodes, addresses on a line of their own, paragraphs by empty lines."""

import re
from collections.abc import Mapping
from html import escape

from newswire.cms.importing.items import Picture

CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL)
IMAGE = re.compile(r"\s*((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(.*)", re.DOTALL)
GALLERY = re.compile(r"\[gallery\b([^\]]*)\]")
NUMBERS = re.compile(r"\bids=[\"']([\d,\s]+)[\"']")
EMBED = re.compile(r"\[embed[^\]]*\]\s*(\S+?)\s*\[/embed\]|^[ \t]*(https?://\S+)[ \t]*$", re.MULTILINE)
EMPTY_LINE = re.compile(r"\n[ \t]*\n")
BLOCK = re.compile(
    r"\s*(?:<!--|</?(?:p|h[1-6]|ul|ol|li|div|figure|blockquote|table|pre|section|iframe|hr)\b)", re.IGNORECASE
)


def as_html(content: str, attachments: Mapping[str, Picture]) -> str:
    def gallery(found: re.Match[str]) -> str:
        listed = NUMBERS.search(found[1])
        numbers = listed[1].replace(" ", "").split(",") if listed else []
        images = (_image(number, attachments[number]) for number in numbers if number in attachments)
        return f"<figure>{''.join(images)}</figure>"

    content = content.replace("\r\n", "\n")
    content = CAPTION.sub(_caption, content)
    content = GALLERY.sub(gallery, content)
    if "<!-- wp:" not in content:
        content = EMBED.sub(_embed, content)
    return content if "<p" in content.lower() else _paragraphs(content)


def _caption(found: re.Match[str]) -> str:
    parts = IMAGE.match(found[1])
    return f"<figure>{parts[1]}<figcaption>{parts[2]}</figcaption></figure>" if parts else found[1]


def _image(number: str, picture: Picture) -> str:
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>"
    image = f'<img class="wp-image-{number}" src="{escape(picture.url)}" alt="{escape(picture.alt)}">'
    return f"<figure>{image}{caption}</figure>"


def _embed(found: re.Match[str]) -> str:
    return f'<figure class="embed">{escape(found[1] or found[2])}</figure>'


def _paragraphs(content: str) -> str:
    """What WordPress does when it shows a post: an empty line ends a paragraph, a line break is one."""
    parts = (part.strip("\n") for part in EMPTY_LINE.split(content) if part.strip())
    return "\n".join(part if BLOCK.match(part) else f"<p>{_with_breaks(part)}</p>" for part in parts)


def _with_breaks(text: str) -> str:
    return text.replace("\n", "<br>")
