"""API keys and passwords: how they are made, kept, verified, and who may go in with them."""
