"""What holds specification, reference, node and other servers together: one suite, several subjects."""
