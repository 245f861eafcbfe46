"""The limit: a page of journal lines out of SQLite, by Flask and orjson, on the same server and with nothing between.

    python benchmarks/bare.py page.json

Serves the records of an answer of the fake's, kept as columns, at `POST /`; prints its URL in a line.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, request

from mock_kit.server import Server


def application(records: list[dict[str, Any]]) -> Flask:
    """Return what serves the records: a reference is kept as an id and a name, all else as it is."""
    fields = {name: isinstance(value, list) for name, value in records[0].items()}
    pairs = [name for name in fields if any(isinstance(record[name], list) for record in records)]
    columns = [*fields, *(f"{name}_name" for name in pairs)]
    store = sqlite3.connect(":memory:", check_same_thread=False)
    store.execute(f"CREATE TABLE line ({', '.join(columns)})")
    store.executemany(f"INSERT INTO line VALUES ({', '.join('?' * len(columns))})", map(_row(fields, pairs), records))
    app = Flask("bare")

    @app.post("/")
    def page() -> Response:
        orjson.loads(request.get_data())
        found = []
        for row in store.execute(f"SELECT {', '.join(columns)} FROM line ORDER BY id"):
            record = dict(zip(columns, row, strict=True))
            for name in pairs:
                label = record.pop(f"{name}_name")
                record[name] = False if label is None else [record[name], label]
            found.append(record)
        return Response(orjson.dumps(found), content_type="application/json")

    return app


def _row(fields: dict[str, bool], pairs: list[str]) -> Any:
    def values(record: dict[str, Any]) -> list[Any]:
        kept = [record[name][0] if isinstance(record[name], list) else record[name] for name in fields]
        return kept + [record[name][1] if isinstance(record[name], list) else None for name in pairs]

    return values


def main() -> None:
    """Serve until stdin ends."""
    server = Server(application(orjson.loads(Path(sys.argv[1]).read_bytes())).wsgi_app)
    server.start()
    print(server.url, flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
