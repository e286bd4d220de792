"""Volunteers: profiles, teams, positions, service records, training and certificates."""
