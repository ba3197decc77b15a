"""The panels of runs that are compared."""
