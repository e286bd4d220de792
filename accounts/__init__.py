"""People who sign in, the units they belong to, and the vocabulary of permissions."""
