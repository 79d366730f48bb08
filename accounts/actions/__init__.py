"""What can happen to contracts and their users; every write of this app."""
