"""Uploads: figures that an accountant brings as a file, the documented way without a synchronisation.

Provenance: support article 101000378754 (columns, one header row, booking lines or totals per account, no blank and no
subtotal rows, a comma before the decimals, year-to-date figures that add up to zero). How a file is checked and told
about is ours.
"""
