-- Two chats that turn out to be one person's: an event that was just being taken in for the emptied one follows.

ALTER TABLE conversations ADD COLUMN moved_to bigint REFERENCES conversations ON DELETE SET NULL;
CREATE INDEX conversations_moved ON conversations (moved_to) WHERE moved_to IS NOT NULL;
COMMENT ON COLUMN conversations.moved_to IS 'The chat in which its person is answered now; nothing is handled here.';
