"""Sources: where what is known of Silverfin's wire was found, named once."""

from __future__ import annotations

from mock_kit.provenance import assumed, client, documented, read

REFERENCE = "developer.silverfin.com/reference"

INDEX = documented("developer.silverfin.com/llms.txt")
SECOND_HAND = documented("at second hand: api-evangelist/silverfin, openapi and llms")
AUTHENTICATION = documented(f"{REFERENCE}/authentication")
TOKEN_PAGE = documented(f"{REFERENCE}/post_f-firm-id-oauth-token")
SUBMIT_PAGE = documented(f"{REFERENCE}/submitsynctransactions")
SETTINGS_PAGE = documented(f"{REFERENCE}/setsyncsettings")
WEBHOOK_PAGE = documented(f"{REFERENCE}/sync-api-webhook-events")
CORE_WEBHOOK_PAGE = documented(f"{REFERENCE}/webhook-events")

CLI = client("silverfin-cli")
EXTENSION = client("silverfin-vscode")
SCRIPTS = client("scripts by third parties")

DOORKEEPER = read("doorkeeper")

OURS = assumed("nobody outside knows it")
