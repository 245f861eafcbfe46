"""Whether the harness finds what it should."""
