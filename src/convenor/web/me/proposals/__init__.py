"""My proposals: begun, written step by step, handed in, taken back."""
