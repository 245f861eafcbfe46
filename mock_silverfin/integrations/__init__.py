"""Silverfin's built-in integrations with bookkeeping software."""
