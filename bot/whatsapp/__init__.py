"""WhatsApp beside its channel: the rules of sending, one chat behind all addresses, turns, set-up."""
