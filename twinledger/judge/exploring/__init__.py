"""Exploring: whatever happens in whatever order, and whichever request is struck by whichever fault."""
