"""Who could review what, worked out: from our tables to ``optim.affinity`` and ``optim.matching``, and back.

``gathering`` turns rows into plain values; ``solving`` is a process of its own that gets these as JSON, never
opens the database and alone loads the solvers; ``answering`` turns what it gives into rows.
"""
