"""Who may arrange the programme (``rights``), and what a plan had better keep to (``plan``)."""
