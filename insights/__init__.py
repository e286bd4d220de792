"""Insights: the tally of the year's figures, exact at every moment, and what is shown of it."""
