"""Talks: channels, conversations, texts, delivery and the web app."""
