"""Pure parsers of what postings and people write: pay, experience, places, work mode, skills, titles, dates, markup."""
