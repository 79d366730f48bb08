"""What the bank's staff work with: Django's admin in which every write is an action (BNK, ADR 10)."""
