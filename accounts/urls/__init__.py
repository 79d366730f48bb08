"""URLs of accounts: one module for each origin."""
