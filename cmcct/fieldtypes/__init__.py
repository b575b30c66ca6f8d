"""Types of single values, such as a phone number: parse, validate and correct a value."""
