"""Pages follow what they show: a teaser's target, a picture and its credit, a snippet, a sibling.

A change is noted as a row in the transaction that makes it. After the commit the pages that show the
changed thing raise their generation, and the content hash decides whether anything is sent; so loops
end, and automatic picks, which no reference names, do not make every new article re-send older ones. Only
those of a page that is taken down are taken off the others.
"""

from .automatic import any_taken_down, named_in
from .changes import follow, run
from .references import of_object, of_page
from .signals import connect

__all__ = ["any_taken_down", "connect", "follow", "named_in", "of_object", "of_page", "run"]
