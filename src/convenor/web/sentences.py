"""The log in words: one sentence for each action's name. A test holds this list to the names in the code."""

from django.utils.translation import gettext_lazy as _

# %(actor)s is who acted, %(subject)s the public code of what it was about; other names are keys of the detail.
SENTENCES = {
    # accounts
    "person.met": _("%(actor)s: a person was entered."),
    # editions
    # proposals
    # decisions
    # review
}
