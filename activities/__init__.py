"""Activities: the plan, activities and their sessions, registration, and the check-in ledger."""
