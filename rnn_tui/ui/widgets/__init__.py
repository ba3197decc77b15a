"""The widgets: one module each, one immutable view in, messages of its own out."""
