"""Japanese text as banks write it: kana names, widths, Windows-31J."""
