"""Settings for each place the system runs: `production`, `demo`, `test`; `base` holds what they share."""
