"""The panels of the inspector: what a cell does at one moment, over time and at one time step."""
