"""One view for each form, and one that says who has confirmed a takedown."""
