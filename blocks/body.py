from typing import Any

from wagtail.blocks import StreamBlock

from newswire.blocks.credit import PhotoCreditBlock
from newswire.blocks.document import DocumentBlock
from newswire.blocks.embed import EmbedBlock
from newswire.blocks.fact_box import FactBoxBlock
from newswire.blocks.full_article import FullArticleBlock
from newswire.blocks.gallery import GalleryBlock
from newswire.blocks.heading import HeadingBlock
from newswire.blocks.image import ImageBlock
from newswire.blocks.link_button import LinkButtonBlock
from newswire.blocks.paragraph import ParagraphBlock
from newswire.blocks.quote import QuoteBlock
from newswire.blocks.related import RelatedNewsBlock
from newswire.blocks.rendering import rendering_body
from newswire.blocks.table import TableBlock


class ArticleBody(StreamBlock):
    """The body of an article. Rendered and represented in the page's language, in a number of
    queries that does not grow with the number of blocks; the page is the context's `page`."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    quote = QuoteBlock()
    fact_box = FactBoxBlock()
    table = TableBlock()
    image = ImageBlock()
    gallery = GalleryBlock()
    photo_credit = PhotoCreditBlock()
    embed = EmbedBlock()
    document = DocumentBlock()
    link_button = LinkButtonBlock()
    full_article = FullArticleBlock()
    related_news = RelatedNewsBlock()

    def render(self, value: Any, context: Any = None) -> str:
        with rendering_body(value, context) as context:
            return super().render(value, context)

    def get_api_representation(self, value: Any, context: Any = None) -> list[dict[str, Any]]:
        with rendering_body(value, context) as context:
            return super().get_api_representation(value, context)

    class Meta:
        template = "newswire_blocks/article_body.html"
        block_counts = {"photo_credit": {"max_num": 1}, "related_news": {"max_num": 1}}
