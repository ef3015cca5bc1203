"""Examines a running installation: what is well, what is not, and what to do about it.

`newswire_doctor` prints it, the admin shows it. Another app adds an examination of its own:

    from newswire.publisher import doctor

    @doctor.register
    def pictures() -> Iterator[doctor.Finding]:
        yield doctor.warning(_("..."), _("What to do."))
"""

from .findings import Finding, Level, error, note, ok, warning
from .registry import examine, register

__all__ = ["Finding", "Level", "error", "examine", "note", "ok", "register", "warning"]
