"""Mutation testing of the harness's own core: `tox -e mutation`."""
