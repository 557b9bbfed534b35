"""What holds for every input: the specification's own functions, run on symbolic integers."""
