"""What can happen to certificates, one function for each business event."""
