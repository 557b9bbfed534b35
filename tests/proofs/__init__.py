"""Tests of what proves."""
