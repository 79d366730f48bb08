"""Lists on paper: a stencil for each list, into which rows are stamped (ADR 0018)."""
