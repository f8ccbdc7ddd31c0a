"""How well reviewers suit proposals, by what they wrote, declared, read and wish; each score explained.

``people``, ``words`` and ``works`` are plain Python; the rest needs the extra ``solver`` (numpy, scipy) and
belongs into a worker: ``scoring`` (the scores) and ``explaining`` (why). Nothing here decides: people assign.
``docs/reference/affinity.md`` has the method, its limits and figures.
"""
