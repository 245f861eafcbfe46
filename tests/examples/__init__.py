"""Examples: connectors in other languages and of other kinds, judged as whoever wrote them would; `tox -e examples`."""
