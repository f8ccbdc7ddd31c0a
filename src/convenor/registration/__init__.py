"""Who takes part: categories and places, registrations and entitlements, invitation codes, the desk."""
