"""A run: one trainer on one thread, its commands, its history and its pictures.

Imports neither torch nor numpy until a run is started; knows no screen and no store.
"""
