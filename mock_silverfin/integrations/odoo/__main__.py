"""Run the integration as a program: the reference connector, with its inputs in environment variables.

The answer is one JSON line on standard output; exit status 0 means synchronised.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from mock_silverfin.integrations.odoo.inputs import JSON2, XMLRPC
from mock_silverfin.integrations.odoo.synchronise import sync, sync_over_xmlrpc


def main() -> int:
    """Synchronise once and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m mock_silverfin.integrations.odoo", description=__doc__)
    parser.add_argument("--protocol", choices=[JSON2, XMLRPC], default=JSON2)
    arguments = parser.parse_args()
    answer = (sync if arguments.protocol == JSON2 else sync_over_xmlrpc)(os.environ)
    print(json.dumps(answer))
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
