"""Strings: folding, ids, shell quoting, diffs. Independent of the domain."""
