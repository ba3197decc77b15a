"""The command line: flags in, a plan out, and what a run prints. The only place with click."""
