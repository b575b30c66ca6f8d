"""Texts and tables that several formats share.

`phrases` words numbers, offices, dates and apps; `columns` has the names, headings and cells of
tables; `list_header` has the texts about the list as a whole, and its sections; `contact_fields`
has the notes, categories and numbers common to address books; `cards` is the card of an entry on a
screen, and what to know before calling it; `annex_rows` has the participants of a meeting.
"""
