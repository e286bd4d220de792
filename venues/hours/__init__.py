"""Opening hours as one reading: text → typed rules, rules → a day, rules → words. Pure."""
