"""Files to and from the bank's core system: records of 200 bytes in Windows-31J, laid out once.

An app declares its layouts in `<app>/exchange.py` as a FileKind; reading and writing both follow from it.
Rows are NamedTuples: a frozen dataclass takes four times as long to make, and most readers make none at
all, since a Batch gives whole columns, as texts for COPY or typed, at the speed of C.
"""
