"""The demonstration: a real consortium's public facts, with example figures.

Built by the verbs that people use, by the people who would use them, on a clock
that moves from April to October 2026.
"""
