"""What a run of the suite found out, for people and for machines: one page, and JUnit XML."""
