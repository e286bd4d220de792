"""Venues in sheets: the columns of the template, what cells say, what rows will do."""
