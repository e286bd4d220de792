"""Plumbing without science words: geometry, time, errors, web and API machinery."""
