"""Webhooks: who wants to hear of what, what waits to be sent, and who carries it there."""
