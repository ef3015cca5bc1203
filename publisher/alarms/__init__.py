"""Mails to operators: a site fails, is paused after errors, works again, is switched off; a takedown hangs.

`note.note` writes a row in the transaction of the incident. `mail.send`, in a task of its own, mails what
has been noted: a mail server that is down or slow holds up nothing else.
"""
