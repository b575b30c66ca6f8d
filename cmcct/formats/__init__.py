"""The forms in which an extract leaves the tool: a module each, beside what several say alike.

A form has `dump(extract, …)`, which returns the whole product with its own line ends, and a file
to hand out has `CANNOT_CARRY` (field of a focal point: why it is not in the product). It is given
what an audience may have, and decides nothing about that. `differences` writes changes instead.

`said` is how a number, an office, a day or an app is said to people; `columns` are the names,
headings and cells of tables; `heads` is what a list says of itself; `address_books` are given
their notes, categories and numbers alike; `wire` is the vCard on the wire.
"""
