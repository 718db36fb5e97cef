"""What the bot says, by key and language."""
