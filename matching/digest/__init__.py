"""The digest: whose hour has struck, and which new postings they get. Scores and filters are those of search."""
