"""Importing: records from the rows of a table, as `load` takes them."""
