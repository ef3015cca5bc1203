"""What is: the columns of pages that can be compared with what was announced.

Dispatch, reconcile and the baseline read them here and nowhere else, so that all three mean the same
by "live", "private" and "its site". Whoever settles a publication writes these columns to it as they
were observed, of a page that is gone too: a column left behind would be found again every minute.
"""

from .circumstances import Circumstances
from .pages import Observed, is_live, observe, observed_of, to_observe
from .runs import among
from .scopes import scope

__all__ = ["Circumstances", "Observed", "among", "is_live", "observe", "observed_of", "scope", "to_observe"]
