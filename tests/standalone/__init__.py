"""What is tried with the single file that needs no Python: `tox -e standalone`."""
