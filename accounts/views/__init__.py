"""The pages of accounts: initial registration, login, passwords, users, operation log."""
