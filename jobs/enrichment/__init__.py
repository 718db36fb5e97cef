"""Fills what the parsers left empty with a language model.

What is asked (questions, texts), what is believed of the answer (answers, checks), the run (run), its cost (estimate).
"""
