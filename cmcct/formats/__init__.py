"""The forms in which an extract leaves the tool: one module each.

A format module has `SUFFIX` (of its files), `CANNOT_CARRY` (field of a focal point: why it is
not in the product) and `dump(extract, …)`, which returns the whole product as text with its own
line ends. It is given what an audience may have, and decides nothing about that.
"""
