"""Whole stories through real doors: pages, mails and commands of a running installation, and nothing else."""
