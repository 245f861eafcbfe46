"""The doors: thin adapters from each protocol to the one call, and from its errors back into the protocol's words."""
