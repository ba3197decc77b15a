"""The panels of the runs that are kept."""
