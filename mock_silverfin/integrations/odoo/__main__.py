"""Run the integration as a program: the reference connector, with its inputs in environment variables.

The answer is one JSON line on standard output; exit status 0 means synchronised.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from mock_silverfin.integrations.odoo.inputs import ANY, JSON2, XMLRPC
from mock_silverfin.integrations.odoo.synchronise import answer


def main() -> int:
    """Synchronise once and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m mock_silverfin.integrations.odoo", description=__doc__)
    parser.add_argument("--protocol", choices=[ANY, JSON2, XMLRPC], default=ANY, help="any: what the server has")
    arguments = parser.parse_args()
    told = answer(os.environ, arguments.protocol)
    print(json.dumps(told))
    return 0 if told["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
