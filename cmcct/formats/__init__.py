"""Output formats: one module each, and helper modules for texts that several share.

A format has `dump(extract, …)`, which returns the whole product with its own line ends. A format to
hand out has `CANNOT_CARRY` (field of a focal point -> reason why it is left out). A format gets
only the data that the audience may have, and does not filter. `changes` writes changes instead
of an extract.

`said` words numbers, offices, dates and apps; `columns` has the names, headings and cells of
tables; `heads` has the texts about the list as a whole; `address_books` has the notes, categories
and numbers common to address books; `wire` serialises vCards.
"""
