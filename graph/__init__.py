"""What flows and where it goes."""
