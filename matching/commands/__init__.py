"""What `python -m matching` can do: a module per command, each with `add_to(commands)` and `run(given)`."""
