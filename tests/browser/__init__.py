"""What a person does, in a real browser: run by `tox -e browser`, never by the default suite."""
