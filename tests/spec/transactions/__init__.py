"""Tests of the transaction types, each for itself."""
