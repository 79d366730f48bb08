"""The lump deposit (まとめ入金, DED-8, 9): what stands, what was done, its sums, its pages and its paper."""
