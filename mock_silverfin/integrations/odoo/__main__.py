"""Run the integration as a program: the reference connector, with its inputs in environment variables.

The answer is one JSON line on standard output; exit status 0 means synchronised. With `--listen URL` it stays, is told
what to do by lines of JSON on standard input, and synchronises when Silverfin asks for it at that address.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

from mock_silverfin.integrations.odoo.inputs import ANY, JSON2, XMLRPC
from mock_silverfin.integrations.odoo.listening import Listener
from mock_silverfin.integrations.odoo.synchronise import answer


def main() -> int:
    """Synchronise once and return the exit status, or stay until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m mock_silverfin.integrations.odoo", description=__doc__)
    parser.add_argument("--protocol", choices=[ANY, JSON2, XMLRPC], default=ANY, help="any: what the server has")
    parser.add_argument("--listen", metavar="URL", help="stay, and hear there what Silverfin says")
    arguments = parser.parse_args()
    if arguments.listen:
        stay(arguments.protocol, arguments.listen)
        return 0
    told = answer(os.environ, arguments.protocol)
    print(json.dumps(told))
    return 0 if told["ok"] else 1


def stay(protocol: str, url: str) -> None:
    """Do what the lines on standard input say, and what Silverfin says at the URL."""
    with closing(Listener(url, partial(answer, protocol=protocol))) as listener:
        for asked in _asked():
            told = listener.sync(asked["config"]) if asked["do"] == "sync" else {"ok": True, "name": "reference"}
            print(json.dumps(told), flush=True)


def _asked() -> Iterator[dict[str, Any]]:
    """Yield what is asked, line by line, until that is to stop."""
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "stop":
            return
        yield asked


if __name__ == "__main__":
    sys.exit(main())
