"""Synchronise once with the fakes in the other container: `python3 sync.py /world/up.json`.

Twinledger's own connector stands in for yours: replace the command, and leave out what yours does not need.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

COMMAND = ["python3", "-m", "mock_silverfin.integrations.odoo"]

world = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
odoo, silverfin = world["odoo"], world["silverfin"]
authority = Path(tempfile.mkdtemp()) / "ca.pem"
authority.write_text(world["ca_pem"], encoding="utf-8")
trust = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), str(authority))
inputs = {
    "ODOO_URL": odoo["url"],
    "ODOO_DATABASE": odoo["database"],
    "ODOO_EMAIL": odoo["email"],
    "ODOO_API_KEY": odoo["api_key"],
    "SYNC_COMPANY": str(odoo["company_id"]),
    "SYNC_LANGUAGE": "en_US",
    "SILVERFIN_URL": silverfin["url"],
    "SILVERFIN_FIRM_ID": str(silverfin["firm_id"]),
    "SILVERFIN_COMPANY_ID": str(silverfin["company_id"]),
    "SILVERFIN_CLIENT_ID": silverfin["client_id"],
    "SILVERFIN_CLIENT_SECRET": silverfin["client_secret"],
    "SILVERFIN_REDIRECT_URI": silverfin["redirect_uri"],
    "SILVERFIN_ACCESS_TOKEN": silverfin["access_token"],
    "SILVERFIN_REFRESH_TOKEN": silverfin["refresh_token"],
    "CONNECTOR_STATE_DIR": tempfile.mkdtemp(),
}
sys.exit(subprocess.run(COMMAND, env={**os.environ, **trust, **inputs}, check=False).returncode)
