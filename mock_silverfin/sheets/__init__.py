"""Sheets: tables as files that accountants exchange, .csv and .xlsx, written and read."""
