"""What leaves a run: checkpoints, tables, code. It draws nothing and trains nothing."""
