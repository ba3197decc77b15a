"""Races and sweeps: many networks side by side. Knows neither screens nor command lines."""
