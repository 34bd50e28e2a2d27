"""Ticket exports of every usual form, read row by row; see :func:`desk.sources.opening.open_source`."""
