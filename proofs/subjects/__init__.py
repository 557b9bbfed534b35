"""The proofs, one module a subject. Each is found by being here."""
