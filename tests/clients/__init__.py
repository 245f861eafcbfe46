"""Clients in other languages: run by `tox -e clients`."""
