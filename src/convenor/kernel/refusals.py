"""How an action says no. The sentence is for the person who asked, in their language."""


class Refused(Exception):
    """The action is not possible as things are; nothing was changed."""


class NotAllowed(Refused):
    """This person may not do this."""
