"""The panels of races and sweeps: views of plain numbers in, pictures out."""
