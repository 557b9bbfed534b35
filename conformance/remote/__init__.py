"""Servers at the other end of a URL, put to the test through the standard API."""
