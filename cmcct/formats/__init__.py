"""Output formats: one module or package each; `shared` has what several use.

A format has `dump(view, …)`, which returns the whole product with its own line ends. A format gets
only the data that the audience may have, and does not filter. `changes` writes changes instead of
a view. What a format to hand out leaves out, and why: `scripts/left_out.toml`.
"""
