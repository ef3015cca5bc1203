"""The channel manager's screens in a real browser: light, dark and Arabic, by keyboard, and through axe.

Django serves them from this process, so that a day's history can be laid down; what is sent goes to a
real receiver.
"""
