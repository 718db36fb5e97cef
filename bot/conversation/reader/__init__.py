"""What people's words mean: pure, in six languages. `answers.read` is its main door; nothing here replies."""
