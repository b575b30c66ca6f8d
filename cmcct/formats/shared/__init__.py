"""Texts and tables that several formats share.

`phrases` words numbers, offices, dates and apps, `removed_channels` the kinds of removed channels;
`columns` has the names, headings and cells of tables; `list_header` has the texts about the list as
a whole; `by_country` has its sections; `contact_fields` has the notes, categories and numbers
common to address books; `cards` is the card of an entry on a screen, `marks` what to know before
calling it; `annex` has the participants of a meeting.
"""
