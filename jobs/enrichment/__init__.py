"""Fills what the parsers left empty with a language model.

What is asked (questions, texts), what is believed of the answer (answers, checks, support, own_words), the run (run),
its cost (estimate).
"""
