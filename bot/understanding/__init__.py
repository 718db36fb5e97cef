"""Understanding outside the conversation: on the command line, and with a language model."""
