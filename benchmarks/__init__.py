"""How fast the program is, beside peers measured in the same run. Nothing here asserts."""
