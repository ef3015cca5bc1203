from newswire.cms.credits.models import PictureCredit
from newswire.cms.models.authors import Author
from newswire.cms.models.imports import Imported
from newswire.cms.models.topics import Topic

__all__ = ["Author", "Imported", "PictureCredit", "Topic"]
