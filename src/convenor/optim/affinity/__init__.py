"""How well reviewers suit proposals, by what they wrote, declared, read and wish; each score explained.

``people``, ``words`` and ``works`` are plain Python; the rest needs the extra ``solver`` (numpy, scipy) and
belongs into a worker: ``scoring`` (the scores), ``explaining`` (why), ``themes`` (which
proposals go together) and ``likeness`` (which are there twice). Nothing here decides: people do.
``docs/reference/affinity.md`` has the method, its limits and figures.
"""
