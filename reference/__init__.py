"""The simplest thing that obeys the specification: slow, and right to be."""
