"""What a release is rendered as besides pages: text, calendars, feeds and formats for machines."""
