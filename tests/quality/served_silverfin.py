"""A fake Silverfin in a process of its own, with its files in a folder: `python served_silverfin.py FOLDER`.

The first time it makes a firm, an application and a linked file. It prints a line of JSON when it is ready, and serves
until it is killed.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from mock_silverfin import ALL_SCOPES, MockSilverfin

REDIRECT_URI = "https://connector.example.com/callback"


def main(folder: Path) -> None:
    """Serve what is in the folder."""
    known = folder / "known.json"
    with MockSilverfin(folder=folder) as silverfin:
        if not known.exists():
            firm = silverfin.add_firm("Fiduciary")
            admin = firm.add_user("admin@fiduciary.test", "training", admin=True)
            application = silverfin.add_application("Acme Sync", REDIRECT_URI, ALL_SCOPES)
            file = firm.add_company("Acme")
            file.link(application, "acme:1")
            token = application.authorize(admin, firm).access_token
            known.write_text(json.dumps({"firm": firm.id, "company": file.id, "token": token}))
        print(json.dumps({**json.loads(known.read_text()), "url": silverfin.url}), flush=True)
        signal.pause()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
