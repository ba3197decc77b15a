"""Pictures of numbers as rows of characters: no screen, no widgets, and no numbers invented."""
