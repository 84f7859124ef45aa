"""The acts people perform: (session, actor, at, …) → value.

An act never opens or commits a transaction: doors do. It locks what it moves, asks the table of moves, changes rows,
and last of all writes one trail entry, also where it moved a thousand rows: the entry then holds their number and a
digest of their list. Bytes for the disk are made before (`Files.stage_record`) or written after (`Entered.files`).
"""
