"""The conversation: pure decisions, no input or output. `flow.step` and `flow.finish` are its two doors."""
