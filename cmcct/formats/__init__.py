"""Output formats: one module or package each; `shared` has what several use.

A format has `dump(view, …)`, which returns the whole product with its own line ends. A format to
hand out has `CANNOT_CARRY` (field of a focal point -> reason why it is left out). A format gets
only the data that the audience may have, and does not filter. `changes` writes changes instead of
a view.
"""
