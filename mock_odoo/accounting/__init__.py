"""Accounting: amounts that follow from each other, entries that balance, names in sequence."""
