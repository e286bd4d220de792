"""What a development server shows: made up, said so in its name, and marked."""
