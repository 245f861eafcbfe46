"""Fast tests that cover everything."""
