"""The desk: finding people by QR code, short code or name, and checking them in, once."""
