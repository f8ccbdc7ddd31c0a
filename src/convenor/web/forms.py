"""Forms: each carries a signed key, so that sending it twice has one effect, and cleans what people type."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from convenor.kernel import text
from convenor.web.request import Request

_OUR_TIMES = (date(1900, 1, 1), date(2200, 1, 1))
KEY_SECONDS = 7 * 24 * 3600


class Renderer(DjangoTemplates):
    """Fields are shown by our own template: label, help, error, then the control; a tick is at its label."""

    field_template_name = "parts/field.html"

    def get_template(self, template_name: str) -> Any:
        is_ours = template_name.startswith("parts/")
        return get_template(template_name) if is_ours else super().get_template(template_name)


class Line(forms.CharField):
    """One line of text, cleaned."""

    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.error_messages["required"] = _("Please fill this in.")

    def to_python(self, value: Any) -> str:
        return text.one_line(_not_endless(str(value or ""), self.max_length))

    def run_validators(self, value: str) -> None:
        if self.max_length and len(value) > self.max_length:
            raise ValidationError(
                _("Please shorten this to %(most)d characters; it has %(count)d."),
                params={"most": self.max_length, "count": len(value)},
            )


class Paragraphs(Line):
    """Text of several lines, cleaned; counted in words where ``most_words`` is given."""

    widget = forms.Textarea(attrs={"rows": 6})

    def __init__(self, *, max_length: int = 20_000, most_words: int | None = None, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.most_words = most_words

    def to_python(self, value: Any) -> str:
        return text.clean(_not_endless(str(value or ""), self.max_length))

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        words = text.count_words(value) if self.most_words else 0
        if self.most_words and words > self.most_words:
            raise ValidationError(
                _("Please shorten this to %(most)d words; it has %(count)d."),
                params={"most": self.most_words, "count": words},
            )


def _not_endless(value: str, max_length: int | None) -> str:
    # A megabyte of combining marks is refused before any time is spent on it.
    if max_length and len(value) > 4 * max_length + 1000:
        raise ValidationError(
            _("Please shorten this to %(most)d characters; it has %(count)d."),
            params={"most": max_length, "count": len(value)},
        )
    return value


class Day(forms.DateField):
    """A day of our times, spelled as browsers send it: ``2027-03-04``."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **options)

    def run_validators(self, value: date | None) -> None:
        super().run_validators(value)
        if value and not _OUR_TIMES[0] <= value < _OUR_TIMES[1]:
            raise ValidationError(_("This year cannot be meant; please check it."))


class Instant(forms.DateTimeField):
    """A moment of our times in the zone at hand, spelled as browsers send it: ``2027-03-04T12:30``."""

    def __init__(self, **options: Any) -> None:
        spelled = "%Y-%m-%dT%H:%M"
        widget = forms.DateTimeInput(format=spelled, attrs={"type": "datetime-local"})
        super().__init__(input_formats=[spelled, "%Y-%m-%d %H:%M"], widget=widget, **options)

    def run_validators(self, value: datetime | None) -> None:
        super().run_validators(value)
        if value and not _OUR_TIMES[0] <= value.date() < _OUR_TIMES[1]:
            raise ValidationError(_("This year cannot be meant; please check it."))


class Clock(forms.TimeField):
    """A time of the clock on the wall, spelled as browsers send it: ``09:30``."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], widget=widget, **options)


class KeyField(forms.CharField):
    """The key under which the form's action happens once: signed, dated, and bound to who opened the form."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)
        self.owner = "nobody"

    def fresh(self) -> str:
        return signing.TimestampSigner(salt=f"form:{self.owner}").sign(uuid4().hex)

    def clean(self, value: Any) -> UUID:
        try:
            signed = signing.TimestampSigner(salt=f"form:{self.owner}").unsign(
                str(value or ""), max_age=KEY_SECONDS
            )
            return UUID(signed)
        except (signing.BadSignature, ValueError) as problem:
            raise ValidationError(
                _("This form was open for too long. Check it, then send it again.")
            ) from problem


class KeyedForm(forms.Form):
    """A form of one request, bound when that is a POST; ``form.key`` is the UUID for ``action.once``."""

    key_field_name = "key"
    required_css_class = "required"

    def __init__(self, request: Request, **options: Any) -> None:
        is_sent = request.method == "POST"
        super().__init__(
            request.POST.copy() if is_sent else None, request.FILES if is_sent else None, **options
        )
        field = KeyField()
        field.owner = str(request.person.pk) if request.person else "nobody"
        self.fields["key"] = field
        self.initial["key"] = field.fresh()
        for each in self.fields.values():
            each.error_messages.update(plain_words(each))

    @property
    def key(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and "key" in self.errors:
            # Its words go to the top of the form, and the page gets a key that works.
            self.add_error(None, self.errors.pop("key"))
            data = cast(QueryDict, self.data)  # our own copy
            data["key"] = self.initial["key"]


def plain_words(field: forms.Field) -> dict[str, Any]:
    """Our own sentences in place of Django's, which lack one of our languages."""
    words = {
        "required": _("Please fill this in."),
        "invalid_choice": _("Please choose one of the answers offered."),
        "invalid_list": _("Please choose among the answers offered."),
        "invalid": _("This is not what is asked for here; please check it."),
        "missing": _("No file arrived; please choose it again."),
        "empty": _("This file is empty."),
        "min_value": _("Please give a number of at least %(limit_value)s."),
        "max_value": _("Please give a number of at most %(limit_value)s."),
    }
    if isinstance(field, forms.EmailField):
        words["invalid"] = _("This does not look like an e-mail address.")
    if isinstance(field, forms.DateField | forms.DateTimeField):
        words["invalid"] = _("Please write the date as year-month-day, such as 2027-03-04.")
    if isinstance(field, forms.TimeField):
        words["invalid"] = _("Please write the time as hours and minutes, such as 09:30.")
    return words


def invalid_status(form: forms.Form) -> int:
    """422 for a page that shows a refused form, 200 otherwise."""
    return 422 if form.errors else 200
