"""Requests that Schemathesis makes up from the OpenAPI document of the fake Silverfin."""
