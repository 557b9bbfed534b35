"""The production node: the specification's rules, on LevelDB and trio, behind the API that clients speak."""
