"""What `python -m jobs` can do: a module per command, each with `add_to(commands)` and `run(given)`."""
