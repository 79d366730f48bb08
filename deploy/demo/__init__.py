"""`make demo`: the whole system on one machine, under var/demo/, until Ctrl-C (README, デモ)."""
