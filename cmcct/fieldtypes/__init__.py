"""The types of single values: parse, validate and correct one."""
