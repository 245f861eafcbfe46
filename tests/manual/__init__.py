"""The manual is followed word for word."""
