"""What we owe people: messages that wait to be carried."""
